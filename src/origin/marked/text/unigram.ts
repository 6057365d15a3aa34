import { createHash } from 'node:crypto';
import { z } from 'zod';
import { undefinedBecause } from '../../../core/measurement.js';
import { NumpyGenerator } from '../../../math/numpy-random.js';
import { hypergeometricTail } from '../../../math/tails.js';
import { defineWatermarkScheme, favoured, nothingScored, type WatermarkScore } from './scheme.js';
import { keySetting, shareSetting, vocabularySetting } from './setting-types.js';

const settings = z.strictObject({
  key: keySetting.prefault(0),
  'green-share': shareSetting.default(0.5),
  vocabulary: vocabularySetting,
  /** `unique` counts each id once; `all` counts every token, as the first detector did. */
  count: z.enum(['unique', 'all']).default('unique'),
  bias: z.number().default(2),
});

/** Zhao et al.'s fixed green list. */
export const unigram = defineWatermarkScheme<z.infer<typeof settings>>({
  id: 'unigram',
  version: 1,
  title: 'Unigram',
  description:
    'The generator favours one fixed share of the vocabulary (the green list) everywhere. Marked text holds more green tokens than chance gives.',
  formula:
    'z = (G − fm) / √(f(1−f)m(1 − (m−1)/(N−1))) over the m distinct ids of a text, N in the vocabulary',
  nullLaw:
    'Exact hypergeometric tail over the choice of the key. All texts use the same list, and nearly all texts contain the common words. Under one fixed key false positives are therefore strongly correlated, and the rate of a whole corpus may be off. Check the distribution of z on texts known to be unmarked.',
  source:
    'Zhao, Ananth, Li and Wang, ICLR 2024, "Provable robust watermarking for AI-generated text", §4 and the dynamic threshold of appendix; XuandongZhao/Unigram-Watermark, gptwm.py',
  settings,
  published: { unigram: {}, 'unigram-markllm': { key: 15485863 } },
  open: (chosen) =>
    chosen.vocabulary.map((vocabulary) => {
      const mask = unigramMask(vocabulary, chosen['green-share'], chosen.key);
      return {
        reading: chosen.vocabulary.length > 1 ? `vocabulary ${vocabulary}` : '',
        isAsked: true,
        vocabulary,
        score: (tokens: Int32Array) => (chosen.count === 'all' ? scoreAll : scoreUnique)(tokens, mask),
        reweigh: (_: Int32Array, probabilities: Float64Array) =>
          favoured(probabilities, chosen.bias, (token) => mask.isGreen[token] === 1),
      };
    }),
});

export interface UnigramMask {
  /** One byte per id: 1 is green. */
  readonly isGreen: Uint8Array;
  readonly greenCount: number;
}

/** The list: `default_rng(u32_le(sha256(int64_le(key))[0:4])).shuffle([True]·⌊fN⌋ + [False]·rest)`. */
export function unigramMask(vocabulary: number, share: number, key: bigint): UnigramMask {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(key);
  const seed = createHash('sha256').update(bytes).digest().readUInt32LE(0);
  const greenCount = Math.floor(share * vocabulary);
  const isGreen = new Uint8Array(vocabulary).fill(1, 0, greenCount);
  new NumpyGenerator(seed).shuffle(isGreen);
  return { isGreen, greenCount };
}

function scoreUnique(tokens: Int32Array, { isGreen, greenCount }: UnigramMask): WatermarkScore {
  const share = greenCount / isGreen.length;
  if (tokens.length === 0) return nothingScored(0, share, 'no tokens');
  const unique = new Set(tokens);
  const green = countGreen(unique, isGreen);
  const scored = unique.size;
  const without = 1 - (scored - 1) / (isGreen.length - 1);
  const spread = Math.sqrt(share * (1 - share) * scored * without);
  return {
    tokens: tokens.length,
    scored,
    repeated: tokens.length - scored,
    statistic: { value: green / scored },
    expected: share,
    z:
      spread === 0
        ? undefinedBecause('the text contains every id of the vocabulary')
        : { value: (green - share * scored) / spread },
    pValue: { value: hypergeometricTail(green, isGreen.length, greenCount, scored) },
  };
}

function scoreAll(tokens: Int32Array, { isGreen, greenCount }: UnigramMask): WatermarkScore {
  const share = greenCount / isGreen.length;
  if (tokens.length === 0) return nothingScored(0, share, 'no tokens');
  const green = countGreen(tokens, isGreen);
  return {
    tokens: tokens.length,
    scored: tokens.length,
    repeated: 0,
    statistic: { value: green / tokens.length },
    expected: share,
    z: { value: (green - share * tokens.length) / Math.sqrt(share * (1 - share) * tokens.length) },
    pValue: undefinedBecause('count: all counts repeated tokens again, and the law of that score is unknown'),
  };
}

function countGreen(tokens: Iterable<number>, isGreen: Uint8Array): number {
  let green = 0;
  for (const token of tokens) green += isGreen[token]!;
  return green;
}
