import { gumbel } from './gumbel.js';
import { kgw } from './kgw.js';
import { kgwHuggingFace } from './kgw-huggingface.js';
import type { WatermarkScheme } from './scheme.js';
import { synthId } from './synthid.js';
import { synthIdHuggingFace } from './synthid-huggingface.js';
import { unigram } from './unigram.js';

/**
 * Watermarks in text: schemes whose key the user knows. A scheme scores token ids and gives an exact or bounded
 * p-value. `judge.ts` turns the scores of one record into a verdict, `summary.ts` those of a corpus into counts and
 * warnings. Nothing here searches for unknown keys: without the key a watermark cannot be detected. A new scheme is a
 * file and a line in this list.
 */
export const WATERMARK_SCHEMES: readonly WatermarkScheme[] = [
  synthIdHuggingFace,
  synthId,
  kgw,
  kgwHuggingFace,
  unigram,
  gumbel,
];

export type { WatermarkReader, WatermarkScheme, WatermarkScore } from './scheme.js';
