import type { Span } from '../../core/measurement.js';
import { isWhole, type Part } from '../../core/part.js';

/** A text as people read it. */
export interface LabelledText {
  readonly text: string;
  readonly spans: readonly Span[];
}

/** The record's text with the role before each part, `user: …`, and the spans at their new places; a plain document stays. */
export function labelledText(text: string, parts: readonly Part[], spans: readonly Span[]): LabelledText {
  if (parts.length === 0 || isWhole(parts)) return { text, spans };
  let labelled = '';
  const moved: { readonly end: number; readonly shift: number }[] = [];
  let at = 0;
  for (const { role, start, end } of parts) {
    // What stands between two parts: an empty line, or the words of a template.
    labelled += text.slice(at, start);
    if (start === at && labelled !== '') labelled += '\n\n';
    labelled += `${role}: `;
    moved.push({ end, shift: labelled.length - start });
    labelled += text.slice(start, end);
    at = end;
  }
  labelled += text.slice(at);
  const place = (offset: number): number => {
    const { shift } = moved.find(({ end }) => offset <= end) ?? moved.at(-1)!;
    return offset + shift;
  };
  return {
    text: labelled,
    spans: spans.map((span) => ({ ...span, start: place(span.start), end: place(span.end) })),
  };
}
