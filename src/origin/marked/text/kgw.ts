import { z } from 'zod';
import { createGreenLists } from './green-list.js';
import { REPEATS, scoreGreen } from './green-score.js';
import {
  AUTHORS_TABLE_SEED,
  createTokenHash,
  PRFS,
  pythonSeed,
  SEEDING_NAMES,
  type Seeding,
  seedingOf,
} from './prf.js';
import { defineWatermarkScheme, favoured, type WatermarkReader } from './scheme.js';
import { cpuOnlySetting, keySetting, shareSetting, vocabularySetting } from './setting-types.js';

const DEFAULT_KEY = 15485863;
/** One table for all keys. */
const authorsHash = createTokenHash(AUTHORS_TABLE_SEED);

const settings = z.strictObject({
  seeding: z
    .string()
    .transform((name, context) => {
      const seeding = seedingOf(name);
      if (seeding !== null) return seeding;
      context.addIssue(
        `expected ${SEEDING_NAMES.join(', ')}, or the free form ff-<prf>-<width>-<True|False>[-<key>] of the authors' code`,
      );
      return z.NEVER;
    })
    .prefault('selfhash'),
  key: keySetting.prefault(DEFAULT_KEY),
  'green-share': shareSetting.default(0.25),
  vocabulary: vocabularySetting,
  /** The green end of the permutation. The first release of the authors' code used the last. */
  'green-end': z.enum(['first', 'last']).default('first'),
  repeats: z.enum(REPEATS).default('draws'),
  bias: z.number().default(2),
  device: cpuOnlySetting,
});
type Settings = z.infer<typeof settings>;

/** Kirchenbauer et al.'s green lists, as their own code seeds them. */
export const kgw = defineWatermarkScheme<Settings>({
  id: 'kgw',
  version: 1,
  title: 'KGW green list',
  description:
    'The generator favours a share of the vocabulary (the green list), drawn anew from the preceding tokens. Marked text holds more green tokens than chance gives.',
  formula: 'z = (G − γT) / √(Tγ(1−γ)) over T distinct draws, G of them green',
  nullLaw:
    'Exact binomial tail over distinct (seed, token) draws, over the choice of the key. Under one fixed key, texts that share frequent n-grams have correlated scores, so false positives in a corpus come in clusters.',
  source:
    'Kirchenbauer et al., ICML 2023, eq. 2; Kirchenbauer et al. 2023, "On the reliability of watermarks", appendix A.2; jwkirchenbauer/lm-watermarking, extended_watermark_processor.py',
  settings,
  published: {
    'kgw-lefthash': { seeding: 'lefthash' },
    'kgw-selfhash': { seeding: 'selfhash' },
    'kgw-minhash': { seeding: 'minhash' },
    'kgw-skipgram': { seeding: 'skipgram' },
    'kgw-first-release': { seeding: 'simple_1', 'green-share': 0.5, 'green-end': 'last' },
  },
  open: (chosen) => {
    const { seeding } = chosen;
    const key = seeding.key ?? chosen.key;
    return chosen.vocabulary.map((vocabulary) =>
      greenReader(vocabulary, chosen, seeding, (context) =>
        pythonSeed(PRFS[seeding.prf](context, key, authorsHash)),
      ),
    );
  },
});

/** The reader that both code bases share. */
export function greenReader(
  vocabulary: number,
  chosen: Pick<Settings, 'green-share' | 'green-end' | 'repeats' | 'bias' | 'vocabulary'>,
  { width, selfSalt }: Pick<Seeding, 'width' | 'selfSalt'>,
  seedOf: (context: Int32Array) => bigint,
): WatermarkReader {
  const lists = createGreenLists(vocabulary, chosen['green-share'], chosen['green-end']);
  // With a self-salted seed each list serves a single token, so it is not built.
  const isGreen = selfSalt ? lists.isGreen : lists.isGreenInKept;
  const window = selfSalt ? width : width + 1;
  return {
    reading: chosen.vocabulary.length > 1 ? `vocabulary ${vocabulary}` : '',
    isAsked: true,
    vocabulary,
    score: (tokens) =>
      scoreGreen(tokens, {
        window,
        seedOf: (all, end) => seedOf(all.subarray(end - window, end - window + width)),
        isGreen,
        greenShare: lists.greenCount / vocabulary,
        repeats: chosen.repeats,
      }),
    reweigh: (context, probabilities) => {
      if (context.length < window - 1) return probabilities;
      if (!selfSalt) {
        const seed = seedOf(context.subarray(context.length - width));
        return favoured(probabilities, chosen.bias, (token) => isGreen(seed, token));
      }
      const salted = new Int32Array(width);
      salted.set(context.subarray(context.length - width + 1));
      return favoured(probabilities, chosen.bias, (token) => {
        salted[width - 1] = token;
        return isGreen(seedOf(salted), token);
      });
    },
  };
}
