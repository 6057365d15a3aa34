import type { Excerpt } from './excerpt.js';

/** Excerpts of two texts that begin shortly before the place where they differ. */
export interface Difference {
  /** UTF-16 offset of the first unit in which the texts differ. */
  readonly at: number;
  readonly kept: Excerpt;
  readonly copy: Excerpt;
}

const BEFORE = 80;
const AFTER = 320;

/** Where a copy begins to differ from the kept text; null where the texts are equal. */
export function firstDifference(kept: string, copy: string): Difference | null {
  if (kept === copy) return null;
  let at = 0;
  while (at < kept.length && kept.charCodeAt(at) === copy.charCodeAt(at)) at++;
  const start = wordBefore(kept, Math.max(0, at - BEFORE));
  return { at, kept: excerptAt(kept, start, at), copy: excerptAt(copy, start, at) };
}

/** The texts are equal up to the difference, so the same start serves both. */
function wordBefore(text: string, from: number): number {
  if (from === 0) return 0;
  const space = text.slice(from, from + BEFORE / 2).search(/\s/);
  if (space >= 0) return from + space + 1;
  return isLow(text, from) ? from - 1 : from;
}

function excerptAt(text: string, start: number, at: number): Excerpt {
  const end = Math.min(text.length, at + AFTER);
  const cut = end < text.length && isLow(text, end) ? end - 1 : end;
  return { pieces: [{ start, text: text.slice(start, cut).toWellFormed() }], length: text.length, spans: [] };
}

const isLow = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xdc00;
