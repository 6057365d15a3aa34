import type { Span } from '../core/measurement.js';

/** One stretch of a text, beginning at UTF-16 offset `start` of the whole. */
export interface Piece {
  readonly start: number;
  readonly text: string;
}

/** The shown parts of a text: its beginning and the surroundings of marked passages. */
export interface Excerpt {
  readonly pieces: readonly Piece[];
  /** Length of the whole text in UTF-16 code units. */
  readonly length: number;
  /** Offsets into the whole text; spans outside all pieces are not shown. */
  readonly spans: readonly Span[];
}

/** Default length of an excerpt, in UTF-16 units. */
export const EXCERPT_UNITS = 1200;
const AROUND_SPAN = 160;

/**
 * Cuts an excerpt of at most `limit` UTF-16 units: the beginning of the text, then the surroundings of later spans, in
 * order, up to the limit. Never cuts a surrogate pair.
 */
export function excerptOf(text: string, spans: readonly Span[] = [], limit = EXCERPT_UNITS): Excerpt {
  const length = text.length;
  if (length <= limit) return { pieces: [{ start: 0, text }], length, spans: [...spans] };
  const windows = spans
    .filter((span) => span.start >= 0 && span.start < length && span.end > span.start)
    .map(
      (span) => [Math.max(0, span.start - AROUND_SPAN), Math.min(length, span.end + AROUND_SPAN)] as const,
    );
  // With spans, the beginning leaves room for them.
  const head = windows.length > 0 ? Math.floor(limit / 3) : limit;
  const pieces = mergeWithin([[0, head], ...windows], limit).map(([from, to]) => pieceOf(text, from, to));
  const shown = spans.filter((span) =>
    pieces.some((piece) => span.start < piece.start + piece.text.length && span.end > piece.start),
  );
  return { pieces, length, spans: shown };
}

/** Cuts an excerpt down to `limit` units, so that the size of a report stays bounded. */
export function boundExcerpt(excerpt: Excerpt, limit = EXCERPT_UNITS * 2): Excerpt {
  let left = limit;
  const pieces: Piece[] = [];
  for (const piece of excerpt.pieces) {
    if (left <= 0) break;
    const cut = pieceOf(piece.text, 0, Math.min(piece.text.length, left));
    pieces.push({ start: piece.start, text: cut.text });
    left -= piece.text.length;
  }
  return { ...excerpt, pieces, spans: excerpt.spans.slice(0, 200) };
}

/** The beginning of the text in one line. */
export const previewOf = ({ pieces }: Excerpt): string =>
  (pieces[0]?.text ?? '').slice(0, EXCERPT_UNITS).trim().replace(/\s+/g, ' ').slice(0, 90);

function mergeWithin(windows: readonly (readonly [number, number])[], limit: number): [number, number][] {
  const merged: [number, number][] = [];
  let used = 0;
  for (const [from, to] of [...windows].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    const begin = last ? Math.max(from, last[1]) : from;
    const end = Math.min(to, begin + limit - used);
    if (end <= begin) continue;
    used += end - begin;
    if (last && begin === last[1]) last[1] = end;
    else merged.push([begin, end]);
  }
  return merged;
}

const isLow = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xdc00;
const isHigh = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xd800;

function pieceOf(text: string, from: number, to: number): Piece {
  const start = from > 0 && isLow(text, from) && isHigh(text, from - 1) ? from - 1 : from;
  const end = to < text.length && isLow(text, to) && isHigh(text, to - 1) ? to - 1 : to;
  return { start, text: text.slice(start, end) };
}
