import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Word64 } from '../../../math/word64.js';
import { defineWatermarkScheme } from './scheme.js';
import { type GValues, hashKey, hashToken } from './synthid-hash.js';
import { BAYESIAN_INCOMPLETE, isBayesianComplete, synthIdReader, synthIdSettings } from './synthid-reader.js';

const settings = z.strictObject(synthIdSettings).refine(isBayesianComplete, BAYESIAN_INCOMPLETE);

/** SynthID-Text as the authors' own repository hashes it. */
export const synthId = defineWatermarkScheme<z.infer<typeof settings>>({
  id: 'synthid',
  version: 1,
  title: 'SynthID-Text, reference',
  description:
    'The generator picks each token by a tournament over thirty random bits of its n-gram. In marked text these bits are more often 1.',
  formula:
    'weighted mean: Σ w_l g_tl / (n Σ w_l), w = linspace(10, 1, depth); mean: w = 1; Bayesian: posterior',
  nullLaw:
    'Unmarked g-values are fair bits. Mean and weighted mean: saddlepoint tail of their known law, accurate to 1 %. Bayesian: 1 / likelihood ratio, an upper bound.',
  source:
    'Dathathri et al., Nature 634, 818–823, 2024; google-deepmind/synthid-text, logits_processing.py, hashing_function.py, detector_mean.py',
  settings,
  published: { 'synthid-public': {} },
  open: (chosen) => [
    synthIdReader(referenceGValues(chosen.keys), null, chosen, { reading: '', isAsked: true }),
  ],
});

const ROUNDS = 12;
const SHIFT = Math.floor(64 / ROUNDS);

/** g: twelve rounds of k ← f(k, 1) >> 5 (arithmetic shift), then bit 30. */
export function referenceGValues(keys: readonly bigint[]): GValues {
  const layers = keys.map(Word64.from);
  const k = new Word64();
  return {
    depth: keys.length,
    initial: Word64.from(initialOf(keys)),
    write: (hash, bits, at) => {
      for (let layer = 0; layer < layers.length; layer++) {
        hashKey(k.set(hash), layers[layer]!);
        for (let round = 0; round < ROUNDS; round++) hashToken(k, 1).shiftRight(SHIFT);
        bits[at + layer] = (k.low >>> 30) & 1;
      }
    },
  };
}

/** The SHA-256 of the keys as little-endian int64, read as a big-endian number, modulo 2^63 − 1. */
export function initialOf(keys: readonly bigint[]): bigint {
  const bytes = Buffer.alloc(8 * keys.length);
  for (const [index, key] of keys.entries()) bytes.writeBigInt64LE(key, 8 * index);
  return BigInt(`0x${createHash('sha256').update(bytes).digest('hex')}`) % ((1n << 63n) - 1n);
}
