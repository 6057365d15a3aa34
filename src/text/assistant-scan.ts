import type { Span } from '../core/measurement.js';
import { ASSISTANT_TRACES, type AssistantTrace, type TraceFamily } from './assistant-traces.js';
import { oncePerReading } from './once.js';
import { hashWord, type Reading } from './reading.js';

export interface TracePlaces {
  readonly count: number;
  /** The first thousand spans. */
  readonly spans: readonly Span[];
}

export type AssistantTraces = ReadonlyMap<TraceFamily, TracePlaces>;

const SPAN_LIMIT = 1000;
/** Characters before and after an anchor that a pattern may need. */
const BEFORE = 160;
const AFTER = 160;

interface Anchors {
  /** One bit per anchor hash, so that one look-up rejects nearly every word. Shape (65536). */
  readonly filter: Uint8Array;
  readonly traces: ReadonlyMap<number, readonly AssistantTrace[]>;
}

let anchors: Anchors | null = null;

function buildAnchors(): Anchors {
  const filter = new Uint8Array(0x10000);
  const traces = new Map<number, AssistantTrace[]>();
  for (const trace of ASSISTANT_TRACES)
    for (const anchor of trace.anchors.split(' ')) {
      const hash = hashWord(anchor);
      filter[hash & 0xffff] = 1;
      const others = traces.get(hash);
      if (others === undefined) traces.set(hash, [trace]);
      else others.push(trace);
    }
  return { filter, traces };
}

const searched: (reading: Reading) => Found = oncePerReading(search);

/** Finds traces of assistants in a text, with one look-up per word; linear in the text. */
export const assistantTracesIn = (reading: Reading): AssistantTraces => searched(reading).places;

/** Whether no pattern matches, not even in quotation marks or code: then none matches in any run of its lines. */
export const isFreeOfTraces = (reading: Reading): boolean => searched(reading).isFree;

function search(reading: Reading): Found {
  anchors ??= buildAnchors();
  const { filter, traces } = anchors;
  const { units, wordCount, wordStart, wordEnd, wordHash } = reading;
  const found = new Found(reading);
  for (let word = 0; word < wordCount; word++) {
    const hash = wordHash[word]!;
    const start = wordStart[word]!;
    if (filter[hash & 0xffff] === 1) {
      const candidates = traces.get(hash);
      if (candidates !== undefined) for (const trace of candidates) found.test(trace, start, wordEnd[word]!);
    } else if (isTurn(units, start)) found.turn(start, wordEnd[word]!);
  }
  return found;
}

/** `turn0…`, and `citeturn0…` where the delimiters are lost. Not found by hash, since their numbers vary. */
function isTurn(units: Uint16Array, start: number): boolean {
  // The digit is checked first, because it is rarest. Reads beyond the end are avoided, because engines are slow at them.
  const at = isDigitAt(units, start + 4) ? start : units[start] === 0x63 ? start + 4 : -1;
  if (at < 0 || !isDigitAt(units, at + 4)) return false;
  return units[at] === 0x74 && units[at + 1] === 0x75 && units[at + 2] === 0x72 && units[at + 3] === 0x6e;
}

const isDigitAt = (units: Uint16Array, at: number): boolean =>
  at < units.length && units[at]! >= 0x30 && units[at]! <= 0x39;

const TURN =
  /^(?:cite)?turn\d+(?:search|view|news|image|file|product|forecast|finance|academia|reddit|sports)\d+/;

class Found {
  isFree = true;
  readonly places = new Map<TraceFamily, { count: number; spans: Span[] }>();
  /** End of the last match of each trace, so that another anchor inside it does not count again. */
  private readonly ends = new Map<AssistantTrace, number>();

  constructor(private readonly reading: Reading) {}

  test(trace: AssistantTrace, start: number, end: number): void {
    const { text, units } = this.reading;
    if (trace.after !== undefined && !trace.after.includes(String.fromCharCode(units[start - 1] ?? 0)))
      return;
    if (start < (this.ends.get(trace) ?? 0)) return;
    const from = Math.max(0, start - BEFORE);
    const stretch = text.slice(from, end + AFTER);
    if (trace.opens !== undefined && !stretch.includes(trace.opens)) return;
    const { pattern } = trace;
    pattern.lastIndex = 0;
    // No pattern matches the empty string, so each match advances.
    for (let match = pattern.exec(stretch); match !== null; match = pattern.exec(stretch)) {
      const at = from + match.index;
      const after = at + match[0].length;
      if (at > start) return;
      if (after <= start) continue;
      this.isFree = false;
      this.ends.set(trace, after);
      // A window that starts inside a line must not match as the start of a line.
      if (match.index === 0 && from > 0) continue;
      if (!isQuoted(text, at, trace.family))
        this.add(trace.family, { start: at, end: after, note: trace.title });
      return;
    }
  }

  turn(start: number, end: number): void {
    const match = TURN.exec(this.reading.text.slice(start, end));
    if (match === null) return;
    this.isFree = false;
    this.add('citation-artefact', {
      start,
      end: start + match[0].length,
      note: 'ChatGPT search reference',
    });
  }

  private add(family: TraceFamily, span: Span): void {
    let places = this.places.get(family);
    if (places === undefined) {
      places = { count: 0, spans: [] };
      this.places.set(family, places);
    }
    places.count++;
    if (places.spans.length < SPAN_LIMIT) places.spans.push(span);
  }
}

/** Distance within which an opening quotation mark is searched. */
const QUOTATION = 120;

/**
 * A phrase in quotation marks, or a token in backticks, is a mention in a text about assistants. A quotation mark
 * counts where it opens (after a space or at the start) and is not closed before the phrase.
 */
function isQuoted(text: string, at: number, family: TraceFamily): boolean {
  if (family === 'citation-artefact' || family === 'assistant-link') return false;
  const near = text.slice(Math.max(0, at - QUOTATION), at);
  const before = near.slice(near.lastIndexOf('\n') + 1);
  if ((before.split('`').length - 1) % 2 === 1) return true;
  if (family === 'chat-template') return false;
  return (
    /(?:^|[\s([,:—–])["“„«‹「『‘'][^"”“»›」』’]{0,100}$/.test(before) || /[「『“][^」』”]{0,60}$/.test(before)
  );
}
