import { gumbel } from './gumbel.js';
import { kgw } from './kgw.js';
import { kgwHuggingFace } from './kgw-huggingface.js';
import type { WatermarkScheme } from './scheme.js';
import { synthId } from './synthid.js';
import { synthIdHuggingFace } from './synthid-huggingface.js';
import { unigram } from './unigram.js';

/** Every scheme that is read. A new one is a file and a line here. */
export const WATERMARK_SCHEMES: readonly WatermarkScheme[] = [
  synthIdHuggingFace,
  synthId,
  kgw,
  kgwHuggingFace,
  unigram,
  gumbel,
];

export type { WatermarkReader, WatermarkScheme, WatermarkScore } from './scheme.js';
