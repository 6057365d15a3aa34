import type { Random } from '../../core/random.js';
import { cholesky } from '../../math/linear-algebra.js';
import { mean } from '../../math/statistics.js';
import type { Comparison, Figure } from '../preset.js';
import { holds } from './compare.js';
import { definePreset } from './define.js';
import { distanceToStandard, drawnMoments, identity, joinedMoments } from './drawn-moments.js';

const PAPER = 'Alemohammad et al., arXiv 2307.01850, eq. 3 and Fig. 11–12';
const LAMBDAS = [1, 0.85, 0.7];
const REAL_COUNTS = [100, 250, 1000];
const SYNTHETIC_COUNTS = [10, 30, 100, 300, 1000, 3000];
/** For the 100-dimensional loops, and for the 20-dimensional ones, which must tell ratios near 1 apart. */
const SEEDS = 3;
const GRID_SEEDS = 10;

const START_LAMBDAS = [1, 0.8];

/** W₂² of loops with synthetic records, relative to the real ones alone: by REAL_COUNTS, LAMBDAS, SYNTHETIC_COUNTS. */
type Ratios = readonly (readonly (readonly number[])[])[];

interface MadNumbers {
  /** W₂² in the limit, from 100 and from 1,000 initial records, at each of START_LAMBDAS. */
  readonly limits: readonly { readonly few: number; readonly many: number }[];
  readonly ratios: Ratios;
}

export const madFresh = definePreset<MadNumbers>({
  id: 'mad-fresh',
  title: 'MAD: fresh real data determines where the loop settles',
  paper: 'Alemohammad et al., Self-Consuming Generative Models Go MAD, arXiv 2307.01850',
  protocol:
    'A 100-dimensional Gaussian. Every generation is fitted to 100 new real records and 900 synthetic ones drawn from N(μ, λΣ). W₂² to the real distribution over generations 25 to 40 does not depend on the start of the loop. The second part, in 20 dimensions, measures how much synthetic data a loop tolerates: 100, 250 or 1,000 new real records and 10 to 3,000 synthetic ones, W₂² relative to training on the real records only, with the same real draws in both and ten seeds. With λ < 1, synthetic records harm beyond a certain number, and this number does not grow with the number of real records.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 2.8, quick: 2.8 },
  measure: ({ random, progress }) => {
    const limits = START_LAMBDAS.map((lambda, index) => {
      const from = (initial: number) =>
        meanOverSeeds(SEEDS, random.split('start', lambda * 10, initial), (stream) =>
          settledDistance(100, initial, 100, 900, lambda, stream),
        );
      const limit = { few: from(100), many: from(1000) };
      progress(0.15 * (index + 1));
      return limit;
    });
    const ratios = REAL_COUNTS.map((real, index) => {
      const found = ratiosAt(real, random.split('grid', real));
      progress(0.3 + (0.7 * (index + 1)) / REAL_COUNTS.length);
      return found;
    });
    return { limits, ratios };
  },
  judge: ({ limits, ratios }) => ({
    comparisons: [
      ...START_LAMBDAS.map((lambda, at) => {
        const { few, many } = limits[at]!;
        return holds(
          `λ = ${lambda}: limit from 100 initial records (from 1,000: ${many.toFixed(2)})`,
          few,
          'the two starts differ by less than 5 %',
          Math.abs(few / many - 1) < 0.05,
          { printed: { value: 'a limit independent of n_ini', source: PAPER } },
        );
      }),
      ...thresholds(ratios),
    ],
    figures: [ratioFigure(ratios)],
  }),
});

/** Below 1 synthetic records help, above 1 they harm. If the threshold grew with the real count, the rows would differ. */
function thresholds(ratios: Ratios): Comparison[] {
  const of = (lambda: number, ...synthetics: number[]) =>
    REAL_COUNTS.flatMap((real) => synthetics.map((synthetic) => ratioAt(ratios, lambda, real, synthetic)));
  const below = (quantity: string, values: number[], printed?: string) =>
    holds(`${quantity}: largest ratio`, Math.max(...values), 'below 1', Math.max(...values) < 1, {
      ...(printed === undefined ? {} : { printed: { value: printed, source: PAPER } }),
    });
  const above = (quantity: string, values: number[], printed?: string) =>
    holds(`${quantity}: smallest ratio`, Math.min(...values), 'above 1', Math.min(...values) > 1, {
      ...(printed === undefined ? {} : { printed: { value: printed, source: PAPER } }),
    });
  return [
    below('λ = 1, 10 to 3,000 synthetic', of(1, ...SYNTHETIC_COUNTS), 'n_e ≥ n_r at λ = 1'),
    below('λ = .85, 300 synthetic for 100, 250 and 1,000 real', of(0.85, 300)),
    above(
      'λ = .85, 1,000 and 3,000 synthetic for 100, 250 and 1,000 real',
      of(0.85, 1000, 3000),
      'admissible n_s tends to a constant',
    ),
    below('λ = .7, 30 synthetic for 100, 250 and 1,000 real', of(0.7, 30)),
    above(
      'λ = .7, 300 synthetic for 100, 250 and 1,000 real',
      of(0.7, 300),
      'admissible n_s is smaller for smaller λ',
    ),
  ];
}

const ratioAt = (ratios: Ratios, lambda: number, real: number, synthetic: number): number =>
  ratios[REAL_COUNTS.indexOf(real)]![LAMBDAS.indexOf(lambda)]![SYNTHETIC_COUNTS.indexOf(synthetic)]!;

const ratioFigure = (ratios: Ratios): Figure => ({
  title: 'Distance with synthetic records relative to the real ones alone',
  xLabel: 'synthetic records per generation',
  yLabel: 'W₂² over that of real records alone',
  isLogX: true,
  isLogY: true,
  curves: LAMBDAS.flatMap((lambda) =>
    [100, 1000].map((real) => ({
      name: `λ = ${lambda}, ${real.toLocaleString('en')} real`,
      kind: 'ours' as const,
      x: SYNTHETIC_COUNTS,
      y: SYNTHETIC_COUNTS.map((synthetic) => ratioAt(ratios, lambda, real, synthetic)),
    })),
  ),
});

const meanOverSeeds = (seeds: number, random: Random, measure: (stream: Random) => number): number =>
  mean(Array.from({ length: seeds }, (_, seed) => measure(random.split(seed))));

/** By LAMBDAS and SYNTHETIC_COUNTS; all see the same real draws. */
function ratiosAt(real: number, random: Random): number[][] {
  const settledAt = (synthetic: number, lambda: number) =>
    meanOverSeeds(GRID_SEEDS, random, (stream) => settledDistance(20, real, real, synthetic, lambda, stream));
  const alone = settledAt(0, 1);
  return LAMBDAS.map((lambda) => SYNTHETIC_COUNTS.map((synthetic) => settledAt(synthetic, lambda) / alone));
}

/** Mean W₂² to N(0, I) over generations 25 to 40. */
function settledDistance(
  d: number,
  initial: number,
  real: number,
  synthetic: number,
  lambda: number,
  random: Random,
): number {
  let centre: Float64Array = new Float64Array(d);
  let factor: Float64Array = identity(d);
  let total = 0;
  for (let t = 0; t <= 40; t++) {
    const stream = random.split(t);
    const isFirst = t === 0;
    const parts = [
      drawnMoments(isFirst ? initial : real, new Float64Array(d), identity(d), 1, stream.split('real')),
    ];
    if (!isFirst && synthetic > 0)
      parts.push(drawnMoments(synthetic, centre, factor, lambda, stream.split('synthetic')));
    const joint = joinedMoments(parts, d);
    centre = joint.mean;
    factor = cholesky(joint.covariance, d);
    if (t >= 25) total += distanceToStandard(joint.mean, joint.covariance, d);
  }
  return total / 16;
}
