import { z } from 'zod';
import { MersenneTwister } from '../../../math/mersenne-twister.js';
import { gammaTail } from '../../../math/tails.js';
import { torchUniformAt } from '../../../math/torch-random.js';
import { low32 } from './green-list.js';
import { pythonSeed } from './prf.js';
import { defineWatermarkScheme, nothingScored, type WatermarkScore } from './scheme.js';
import { cpuOnlySetting, keySetting, vocabularySetting } from './setting-types.js';

const SEEDINGS = ['three-bricks', 'markllm'] as const;

const settings = z
  .strictObject({
    seeding: z.enum(SEEDINGS).default('three-bricks'),
    'context-width': z.int().min(1).max(64).default(1),
    /** The salt of three-bricks (35317 unless given), the hash key of MarkLLM (15485863 unless given). */
    key: keySetting.optional(),
    /** Initial seed of three-bricks. */
    start: keySetting.prefault(0),
    vocabulary: vocabularySetting,
    device: cpuOnlySetting,
  })
  .transform((given) => ({ ...given, key: given.key ?? DEFAULT_KEYS[given.seeding] }));
const DEFAULT_KEYS = { 'three-bricks': 35317n, markllm: 15485863n } as const;
type Settings = z.infer<typeof settings>;

/** Aaronson's exponential minimum sampling. */
export const gumbel = defineWatermarkScheme<Settings>({
  id: 'gumbel',
  version: 1,
  title: 'Gumbel (Aaronson)',
  description:
    'The generator picks the token that maximises r^(1/p). The random numbers r are seeded by the preceding tokens. In marked text the r of the chosen tokens are near 1.',
  formula: 'S = Σ −ln(1 − r) over n distinct draws; S/n is 1 in unmarked text',
  nullLaw: 'Exact: P(Gamma(n) ≥ S) over distinct (context, token) draws, over the choice of the key.',
  source:
    'Aaronson and Kirchner 2023; Fernandez et al. 2023, "Three bricks to consolidate watermarks", §3; facebookresearch/three_bricks, wm/detector.py; THU-BPM/MarkLLM, watermark/exp',
  settings,
  published: {
    'gumbel-three-bricks': { seeding: 'three-bricks' },
    'gumbel-markllm': { seeding: 'markllm', 'context-width': 4 },
  },
  open: (chosen) =>
    chosen.vocabulary.map((vocabulary) => {
      const generator = new MersenneTwister(0);
      const seedOf = seeder(chosen, vocabulary);
      const width = chosen['context-width'];
      const drawOf = (seed: bigint, token: number): number => {
        generator.seed(low32(seed));
        return torchUniformAt(token, generator);
      };
      return {
        reading: chosen.vocabulary.length > 1 ? `vocabulary ${vocabulary}` : '',
        isAsked: true,
        vocabulary,
        score: (tokens: Int32Array) => score(tokens, width, seedOf, drawOf),
        reweigh: (context: Int32Array, probabilities: Float64Array) => {
          if (context.length < width) return probabilities;
          return likeliest(probabilities, seedOf(context.subarray(context.length - width)), drawOf);
        },
      };
    }),
});

function seeder({ seeding, key, start }: Settings, vocabulary: number): (context: Int32Array) => bigint {
  switch (seeding) {
    case 'three-bricks':
      return (context) => context.reduce((seed, token) => pythonSeed(seed * key + BigInt(token)), start);
    case 'markllm':
      return (context) =>
        key * BigInt(context.reduce((product, token) => (product * token) % vocabulary, 1 % vocabulary));
    default:
      return seeding satisfies never;
  }
}

function score(
  tokens: Int32Array,
  width: number,
  seedOf: (context: Int32Array) => bigint,
  drawOf: (seed: bigint, token: number) => number,
): WatermarkScore {
  if (tokens.length <= width)
    return nothingScored(tokens.length, 1, `fewer than ${width + 1} tokens: no token has a full context`);
  const seen = new Set<string>();
  let total = 0;
  for (let at = width; at < tokens.length; at++) {
    const seed = seedOf(tokens.subarray(at - width, at));
    const token = tokens[at]!;
    const draw = `${seed},${token}`;
    if (seen.has(draw)) continue;
    seen.add(draw);
    total -= Math.log1p(-drawOf(seed, token));
  }
  const scored = seen.size;
  return {
    tokens: tokens.length,
    scored,
    repeated: tokens.length - width - scored,
    statistic: { value: total / scored },
    expected: 1,
    z: { value: (total - scored) / Math.sqrt(scored) },
    pValue: { value: gammaTail(scored, total) },
  };
}

/** All the probability on the token that maximises ln(r) / p. */
function likeliest(
  probabilities: Float64Array,
  seed: bigint,
  drawOf: (seed: bigint, token: number) => number,
): Float64Array {
  let best = -1;
  let most = Number.NEGATIVE_INFINITY;
  for (const [token, p] of probabilities.entries()) {
    if (p === 0) continue;
    const value = Math.log(drawOf(seed, token)) / p;
    if (value <= most) continue;
    most = value;
    best = token;
  }
  return probabilities.map((_, token) => (token === best ? 1 : 0));
}
