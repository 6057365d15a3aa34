import { z } from 'zod';
import { DEVICES } from './scheme.js';

/** Whole numbers that are keys: written plainly, or in quotes where they pass 2^53. */
export const keySetting = z
  .union([z.int(), z.string().regex(/^-?\d+$/, 'expected a whole number')])
  .transform((value) => BigInt(value))
  .refine((value) => BigInt.asIntN(64, value) === value, 'expected a key of at most 64 bits');

const size = z.int().min(2).max(100_000_000);

/**
 * Size of the vocabulary on the marking side. Which one that is, the model's output layer or the tokenizer's list,
 * differs between code bases; several may be given, and each is tried.
 */
export const vocabularySetting = z
  .union(
    [size, z.array(size).min(1).max(8)],
    'expected the size of the vocabulary, or a list of sizes to try',
  )
  .transform((value) => (typeof value === 'number' ? [value] : [...new Set(value)]));

export const shareSetting = z.number().gt(0).lt(1);

/** Where the marking side ran; `any` tries both. */
export const deviceSetting = z.enum([...DEVICES, 'any']).default('any');

/** For schemes whose random numbers are reproduced for the CPU alone. */
export const cpuOnlySetting = z
  .enum(['cpu'], 'only lists made on the CPU are reproduced; PyTorch makes other ones on a GPU')
  .default('cpu');
