import { z } from 'zod';
import { DEVICES } from './scheme.js';

/** A key: a whole number, in quotes beyond 2^53. */
export const keySetting = z
  .union([z.int(), z.string().regex(/^-?\d+$/, 'expected a whole number')])
  .transform((value) => BigInt(value))
  .refine((value) => BigInt.asIntN(64, value) === value, 'expected a key of at most 64 bits');

const size = z.int().min(2).max(100_000_000);

/**
 * Vocabulary size that the generator used. Some code bases take the model's output layer, others the tokenizer's list.
 * Several sizes may be given; each is tried.
 */
export const vocabularySetting = z
  .union(
    [size, z.array(size).min(1).max(8)],
    'expected the size of the vocabulary, or a list of sizes to try',
  )
  .transform((value) => (typeof value === 'number' ? [value] : [...new Set(value)]));

export const shareSetting = z.number().gt(0).lt(1);

/** Device on which the generator ran; `any` tries both. */
export const deviceSetting = z.enum([...DEVICES, 'any']).default('any');

/** For schemes whose random numbers are reproduced for the CPU only. */
export const cpuOnlySetting = z
  .enum(['cpu'], 'expected cpu: lists drawn on a GPU differ and are not reproduced')
  .default('cpu');
