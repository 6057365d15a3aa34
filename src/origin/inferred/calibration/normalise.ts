import type { Span } from '../../../core/measurement.js';
import { plainReading } from '../../../text/confusables.js';
import { createReader, type Reading } from '../../../text/reading.js';
import { type DeceptionFamily, deceptionsIn } from '../../../text/unicode.js';

/** Families whose characters are removed. Those of `LOOK_ALIKE` are replaced by the letters they resemble. */
const INVISIBLE: ReadonlySet<DeceptionFamily> = new Set([
  'invisible',
  'bidi',
  'smuggled',
  'control',
  'overlay',
]);
const LOOK_ALIKE: ReadonlySet<DeceptionFamily> = new Set(['homoglyph', 'lookalike-alphabet']);

const reader = createReader();

/**
 * The text as detectors read it: hidden characters removed, look-alike letters replaced by the letters they resemble.
 * Both are evidence of their own (signal `hidden-unicode-count` and its families). Case and white space are unchanged,
 * since no feature depends on them. A text without such characters is returned as it is; otherwise the result is valid
 * until the next call.
 */
export function normaliseForDetection(reading: Reading): Reading {
  const deceptions = deceptionsIn(reading);
  const edits: { span: Span; text: string }[] = [];
  for (const [family, { spans }] of deceptions) {
    const isHidden = INVISIBLE.has(family);
    if (!isHidden && !LOOK_ALIKE.has(family)) continue;
    for (const span of spans)
      edits.push({ span, text: isHidden ? '' : plainReading(reading.text.slice(span.start, span.end)) });
  }
  return edits.length === 0 ? reading : reader.read(edited(reading.text, edits));
}

function edited(text: string, edits: { span: Span; text: string }[]): string {
  edits.sort((a, b) => a.span.start - b.span.start);
  let plain = '';
  let at = 0;
  for (const { span, text: replacement } of edits) {
    // Families may overlap; the first one wins.
    if (span.start < at) continue;
    plain += text.slice(at, span.start) + replacement;
    at = span.end;
  }
  return plain + text.slice(at);
}
