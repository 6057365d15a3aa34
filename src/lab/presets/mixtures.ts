import type { NumericRows } from '../../core/model.js';
import { median } from '../../math/statistics.js';
import { type FittedMixture, gmm, type Mixture } from '../models/gmm.js';
import type { Comparison, Figure, PresetContext } from '../preset.js';
import { resolveSettings } from '../settings.js';
import { holds, shown } from './compare.js';
import { definePreset } from './define.js';

const CODE = 'iliaishacked/curse_recurse, Normals_GMM_experiments.ipynb';
const SETTINGS = resolveSettings('gmm', gmm.settings, { components: 2, tolerance: 1e-5, iterations: 2000 });
const MARKS = [1, 50, 100, 200, 300, 600, 1000, 2000];

interface SizePlan {
  /** Records of each generation. */
  readonly n: number;
  readonly generations: number;
  readonly seeds: number;
}
const FULL: readonly SizePlan[] = [
  { n: 500, generations: 2000, seeds: 5 },
  { n: 1000, generations: 2000, seeds: 5 },
  { n: 10_000, generations: 2000, seeds: 3 },
];
const QUICK: readonly SizePlan[] = [
  { n: 500, generations: 300, seeds: 5 },
  { n: 1000, generations: 2000, seeds: 5 },
  { n: 10_000, generations: 300, seeds: 1 },
];
const SIZES = FULL.map(({ n }) => n);

/** Of one loop. */
interface LoopNumbers {
  /** Squared L2 distance to generation 0, at each of the MARKS that the loop reached. */
  readonly distances: readonly number[];
  /** Root of the mean variance within components, in the last generation. */
  readonly deviation: number;
}

/** Of each of SIZES, the loops of its seeds. */
type MixtureNumbers = readonly (readonly LoopNumbers[])[];

export const mixtureLoop = definePreset<MixtureNumbers>({
  id: 'gaussian-mixture',
  title: 'Two components drift apart and shrink',
  paper: 'Shumailov et al., Nature 631:755, 2024, supplement 3.1.2',
  protocol:
    'A two-dimensional standard Gaussian is fitted by a mixture of two Gaussians with full covariances (EM, tolerance 1e-5, at most 2,000 iterations). Each of 2,000 generations is fitted to N samples of the previous one. Values are medians of five seeds, of three for N = 10,000. The measure is the squared L2 distance between the densities of generation 0 and generation t, in closed form.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: 'N = 500 and 10,000 for 300 generations instead of 2,000, N = 10,000 with one seed',
  needs: [],
  seconds: { full: 22, quick: 5.6 },
  measure: (context) => {
    const plan = context.isQuick ? QUICK : FULL;
    const work = plan.reduce((sum, { n, generations, seeds }) => sum + n * generations * seeds, 0);
    let done = 0;
    return plan.map(({ n, generations, seeds }) =>
      Array.from({ length: seeds }, (_, seed) => {
        const random = context.random.split(n, seed);
        const progress = (share: number) => context.progress((done + share * n * generations) / work);
        const loop = loopNumbers(n, generations, { ...context, random, progress });
        done += n * generations;
        return loop;
      }),
    );
  },
  judge: (numbers, isQuick) => ({
    comparisons: comparisonsOf(numbers, isQuick),
    figures: [distanceFigure(numbers)],
  }),
});

const loopsOf = (numbers: MixtureNumbers, n: number): readonly LoopNumbers[] => numbers[SIZES.indexOf(n)]!;

/** Median over seeds. */
const distanceAt = (numbers: MixtureNumbers, n: number, t: number): number =>
  median(loopsOf(numbers, n).map(({ distances }) => distances[MARKS.indexOf(t)]!));

function comparisonsOf(numbers: MixtureNumbers, isQuick: boolean): Comparison[] {
  const at = (n: number, t: number) => distanceAt(numbers, n, t);
  const deviation = median(loopsOf(numbers, 1000).map((loop) => loop.deviation));
  const above = (quantity: string, ratio: number) => holds(quantity, ratio, 'above 1', ratio > 1);
  const end = (n: number, value: string) =>
    shown(`N = ${n.toLocaleString('en')}: median L2² at generation 2,000`, at(n, 2000), {
      printed: { value, source: `${CODE}, figure` },
    });
  return [
    holds(
      'N = 1,000: median L2² at generation 50',
      at(1000, 50),
      'in [.005, .2]',
      at(1000, 50) >= 0.005 && at(1000, 50) <= 0.2,
    ),
    holds(
      'N = 1,000: L2² at generation 600 over generation 50',
      at(1000, 600) / at(1000, 50),
      'at least 10',
      at(1000, 600) / at(1000, 50) >= 10,
    ),
    above('L2² at generation 300: N = 500 over N = 1,000', at(500, 300) / at(1000, 300)),
    above('L2² at generation 300: N = 1,000 over N = 10,000', at(1000, 300) / at(10_000, 300)),
    holds(
      'N = 1,000: median deviation within a component at generation 2,000',
      deviation,
      'below .1',
      deviation < 0.1,
      { printed: { value: '.010 and .011 at generation 2,050', source: `${CODE}, final output` } },
    ),
    end(1000, '≈ 2e2 (one run ended at 536)'),
    ...(isQuick ? [] : [end(500, '≈ 7e2'), end(10_000, '≈ .4')]),
  ];
}

const distanceFigure = (numbers: MixtureNumbers): Figure => ({
  title: 'Squared L2 distance to generation 0',
  xLabel: 'generation',
  yLabel: 'L2², median over seeds',
  isLogX: true,
  isLogY: true,
  curves: SIZES.map((n) => {
    const marks = MARKS.slice(0, loopsOf(numbers, n)[0]!.distances.length);
    return {
      name: `N = ${n.toLocaleString('en')}`,
      kind: 'ours',
      x: marks,
      y: marks.map((t) => distanceAt(numbers, n, t)),
    };
  }),
});

function loopNumbers(
  n: number,
  generations: number,
  { random, signal, progress }: PresetContext,
): LoopNumbers {
  const values = new Float64Array(n * 2);
  random.split('real').fillNormal(values);
  let data: NumericRows = { kind: 'numeric', count: n, columns: 2, values };
  const distances: number[] = [];
  let [first, last]: [Mixture | null, Mixture | null] = [null, null];
  for (let t = 0; t <= generations; t++) {
    signal?.throwIfAborted();
    const fitted = gmm.fit(data, random.split('fit', t), SETTINGS) as FittedMixture;
    last = fitted.mixture;
    first ??= last;
    if (MARKS.includes(t)) distances.push(squaredL2(first, last));
    data = fitted.sample(n, random.split('sample', t)) as NumericRows;
    if (t % 20 === 0) progress(t / generations);
  }
  return { distances, deviation: Math.sqrt(variancesWithin(last!)) };
}

const variancesWithin = ({ shares, covariances }: Mixture): number =>
  shares.reduce((sum, share, k) => sum + (share * (covariances[k * 4]! + covariances[k * 4 + 3]!)) / 2, 0);

/** ∫(p − q)² = Σ aᵢaⱼ N(mᵢ − mⱼ; 0, Sᵢ + Sⱼ) over both mixtures, q with negative shares. Two columns. */
export function squaredL2(p: Mixture, q: Mixture): number {
  return crossTerm(p, p) - 2 * crossTerm(p, q) + crossTerm(q, q);
}

function crossTerm(p: Mixture, q: Mixture): number {
  let total = 0;
  p.shares.forEach((a, i) => {
    q.shares.forEach((b, j) => {
      const [s00, s01, s11] = [0, 1, 3].map(
        (at) => p.covariances[i * 4 + at]! + q.covariances[j * 4 + at]!,
      ) as [number, number, number];
      const x = p.means[i * 2]! - q.means[j * 2]!;
      const y = p.means[i * 2 + 1]! - q.means[j * 2 + 1]!;
      const determinant = s00 * s11 - s01 * s01;
      const squares = (s11 * x * x - 2 * s01 * x * y + s00 * y * y) / determinant;
      total += (a * b * Math.exp(-0.5 * squares)) / (2 * Math.PI * Math.sqrt(determinant));
    });
  });
  return total;
}
