import type { Random } from '../../core/random.js';
import { type Estimate, intervalAround, mean, meanAndError } from '../../math/statistics.js';
import { type ChainShape, gaussianChain } from '../chains.js';
import { anchoredDiversity, fixedDriftLimit, freshDriftLimit } from '../closed-forms.js';
import type { Comparison, Curve, PresetContext } from '../preset.js';
import { holds, meanWithinShare } from './compare.js';
import { definePreset } from './define.js';

const GENERATIONS = 400;
const SETTLED = 250;
/**
 * The standard deviation of a chain's mean is half the mean, and larger with a long tail when a single record is real.
 * With this many chains 3 % is four standard errors.
 */
const CHAINS = 12_000;
const CHAINS_OF_ONE = 24_000;

const FRESH_SHARES = [0.01, 0.05, 0.1, 0.2];
const FIXED_SHARES = [0.05, 0.1, 0.2];
/** k fresh records of n, and the generations after the loop has settled. */
const COUNTS = [
  { k: 1, n: 100, from: SETTLED, to: GENERATIONS },
  { k: 1, n: 1000, from: 2000, to: 4000 },
  { k: 10, n: 100, from: SETTLED, to: GENERATIONS },
  { k: 10, n: 1000, from: 500, to: 1500 },
] as const;

/** Variance held, in the order of the shares and counts. */
interface HeldVariances {
  readonly fresh: readonly Estimate[];
  readonly fixed: readonly Estimate[];
  readonly single: Estimate;
  readonly counts: readonly Estimate[];
}

export const anchors = definePreset<HeldVariances>({
  id: 'anchors',
  title: 'Real data as an anchor is a count, not a share',
  paper:
    'Alemohammad et al., Self-Consuming Generative Models Go MAD, arXiv 2307.01850; Kazdan et al., arXiv 2410.16713 (cardinality explains more than proportion)',
  protocol:
    'n = 100. A share a of every training set is real, either new records every time or always the same ones; the rest are samples of the previous generation. Means are over generations 250 to 400 of 12,000 chains, or of 24,000 chains where one new record is real, and over generations 250 to 1,600 for a single fixed record. Then k new real records per generation at n = 100 and n = 1,000: both hold 2k/(2k + 1) of the variance. At n = 1,000 a loop settles ten times as slowly, so its means are over later generations: 2,000 to 4,000 for k = 1, 500 to 1,500 for k = 10.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 12, quick: 12 },
  measure: ({ random, progress }) => {
    const step = steps(FRESH_SHARES.length + FIXED_SHARES.length + 1 + COUNTS.length, progress);
    const shape = (a: number) => ({ size: 100, generations: GENERATIONS, realCount: Math.round(100 * a) });
    return {
      fresh: FRESH_SHARES.map((a) => step(settled(shape(a), random.split('fresh', a * 100)))),
      fixed: FIXED_SHARES.map((a) =>
        step(settled({ ...shape(a), isRealFixed: true }, random.split('fixed', a * 100))),
      ),
      single: step(
        settled(
          { size: 100, generations: GENERATIONS * 4, realCount: 1, isRealFixed: true },
          random.split('single'),
        ),
      ),
      counts: COUNTS.map(({ k, n, from, to }) =>
        step(settled({ size: n, generations: to, realCount: k }, random.split('count', k, n), from)),
      ),
    };
  },
  judge: ({ fresh, fixed, single, counts }) => ({
    comparisons: [
      ...FRESH_SHARES.flatMap((a, at) => [heldByFresh(a, fresh[at]!), ...heldByFixed(a, fixed)]),
      holds(
        'a single fixed real record: variance left',
        single.mean,
        'below .05: one record does not anchor',
        single.mean < 0.05,
        { interval: intervalAround(single) },
      ),
      ...COUNTS.map(({ k, n }, at) =>
        meanWithinShare(`${k} fresh real of ${n}: variance held`, counts[at]!, anchoredDiversity(k), 0.03),
      ),
    ],
    figures: [
      {
        title: 'Variance held by a share of real records, n = 100',
        xLabel: 'real share',
        yLabel: 'variance held',
        isLogX: true,
        curves: [
          lawCurve('fresh, law', [0.01, 0.02, 0.05, 0.1, 0.2, 0.5], freshDriftLimit),
          lawCurve('fixed, law', [0.02, 0.05, 0.1, 0.2, 0.5], fixedDriftLimit),
          ourCurve('fresh, ours', FRESH_SHARES, fresh),
          ourCurve('fixed, ours', FIXED_SHARES, fixed),
        ],
      },
    ],
  }),
});

/** Returns a value and reports one more step. */
function steps(count: number, progress: PresetContext['progress']): <T>(value: T) => T {
  let done = 0;
  return (value) => {
    progress(++done / count);
    return value;
  };
}

/** Mean variance of a chain's generations from `from` on, over many chains. */
function settled(shape: ChainShape, random: Random, from = SETTLED): Estimate {
  const chains = shape.realCount === 1 && shape.isRealFixed !== true ? CHAINS_OF_ONE : CHAINS;
  return meanAndError(
    Float64Array.from({ length: chains }, (_, chain) =>
      mean(gaussianChain(shape, random.split(chain)).variance.subarray(from)),
    ),
  );
}

const heldByFresh = (a: number, ours: Estimate): Comparison =>
  meanWithinShare(`fresh real share ${a}: variance held`, ours, 1 - freshDriftLimit(100, a), 0.03);

/** Empty for shares without a run of fixed records. */
const heldByFixed = (a: number, fixed: readonly Estimate[]): Comparison[] =>
  FIXED_SHARES.flatMap((share, at) =>
    share === a
      ? [
          meanWithinShare(
            `fixed real share ${a}: variance held`,
            fixed[at]!,
            1 - fixedDriftLimit(100, a),
            0.03,
          ),
        ]
      : [],
  );

const lawCurve = (
  name: string,
  x: readonly number[],
  driftLimit: (n: number, a: number) => number,
): Curve => ({
  name,
  kind: 'closed-form',
  x,
  y: x.map((a) => 1 - driftLimit(100, a)),
});

const ourCurve = (name: string, x: readonly number[], ours: readonly Estimate[]): Curve => ({
  name,
  kind: 'ours',
  x,
  y: ours.map((one) => one.mean),
});
