import type { Span } from '../core/measurement.js';
import type { Reading } from './reading.js';
import { basicPlaneKinds, isRightToLeft, KIND_COUNT, Kind, kindOf } from './unicode-kind.js';

/** Families of techniques, which policies can treat separately. */
export const DECEPTION_FAMILIES = [
  'invisible',
  'bidi',
  'smuggled',
  'control',
  'private-use',
  'homoglyph',
  'lookalike-alphabet',
  'overlay',
  'space-code',
] as const;
export type DeceptionFamily = (typeof DECEPTION_FAMILIES)[number];

/** Maximum number of spans per family; further places are only counted. */
export const SPAN_LIMIT = 1000;

/** The text being searched, with queries about neighbours for the rules. */
export class UnicodeScan {
  readonly text: string;
  readonly units: Uint16Array;
  /** Characters of each Kind, shape (KIND_COUNT). */
  readonly counts = new Int32Array(KIND_COUNT);
  readonly places = new Map<DeceptionFamily, { count: number; spans: Span[] }>();
  private line: { start: number; end: number; index: number; hasRightToLeft: boolean; hasCjk: boolean } = {
    start: 0,
    end: -1,
    index: 0,
    hasRightToLeft: false,
    hasCjk: false,
  };

  constructor(readonly reading: Reading) {
    this.text = reading.text;
    this.units = reading.units;
  }

  /** Records one place. */
  found(family: DeceptionFamily, start: number, end: number, note: string): void {
    let places = this.places.get(family);
    if (places === undefined) {
      places = { count: 0, spans: [] };
      this.places.set(family, places);
    }
    places.count++;
    if (places.spans.length < SPAN_LIMIT) places.spans.push({ start, end, note });
  }

  get letterCount(): number {
    let sum = 0;
    for (let kind: number = Kind.latin; kind <= Kind.mongolian; kind++) sum += this.counts[kind]!;
    return sum;
  }

  /** The character at `at`, or -1 outside the text. */
  at(at: number): number {
    return at >= 0 && at < this.units.length ? this.text.codePointAt(at)! : -1;
  }

  /** The character that ends before `at`, or -1. */
  before(at: number): number {
    if (at <= 0) return -1;
    const unit = this.units[at - 1]!;
    if ((unit & 0xfc00) === 0xdc00 && at >= 2 && (this.units[at - 2]! & 0xfc00) === 0xd800)
      return this.text.codePointAt(at - 2)!;
    return unit;
  }

  /** The line that contains `at`: its bounds and whether it has right-to-left or CJK letters. */
  lineAt(at: number): { start: number; end: number; hasRightToLeft: boolean; hasCjk: boolean } {
    if (at >= this.line.start && at < this.line.end) return this.line;
    const { lineStart, lineCount } = this.reading;
    let low = 0;
    let high = lineCount - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (lineStart[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    const start = lineStart[low] ?? 0;
    const end = low + 1 < lineCount ? lineStart[low + 1]! : this.units.length;
    const kinds = basicPlaneKinds();
    let hasRightToLeft = false;
    let hasCjk = false;
    for (let offset = start; offset < end; offset++) {
      const unit = this.units[offset]!;
      if (unit < 0x80) continue;
      const kind = kinds[unit] === Kind.surrogate ? kindOf(this.at(offset)) : kinds[unit]!;
      if (isRightToLeft(kind)) hasRightToLeft = true;
      else if (kind === Kind.cjk || kind === Kind.hangul) hasCjk = true;
    }
    this.line = { start, end, index: low, hasRightToLeft, hasCjk };
    return this.line;
  }

  /** Whether mathematics is within 24 characters: an operator, a relation, a Greek or styled single letter. */
  isNearMathematics(start: number, end: number): boolean {
    return MATHEMATICS.test(this.text.slice(Math.max(0, start - 24), start) + this.text.slice(end, end + 24));
  }
}

const MATHEMATICS =
  /[=<>+^|±×÷\u2200-\u22FF\u27C0-\u27EF\u2980-\u2AFF\u2190-\u21FF]|[\u03B1-\u03C9](?!\p{L})/u;
