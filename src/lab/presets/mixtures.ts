import type { NumericRows } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { median } from '../../math/statistics.js';
import { type FittedMixture, gmm, type Mixture } from '../models/gmm.js';
import type { Comparison, Preset } from '../preset.js';
import { resolveSettings } from '../settings.js';
import { holds, shown } from './compare.js';

const CODE = 'iliaishacked/curse_recurse, Normals_GMM_experiments.ipynb';
const SETTINGS = resolveSettings('gmm', gmm.settings, { components: 2, tolerance: 1e-5, iterations: 2000 });
const MARKS = [1, 50, 100, 200, 300, 600, 1000, 2000];

/** N, generations, seeds. */
type Plan = readonly (readonly [number, number, number])[];
const FULL: Plan = [
  [500, 2000, 5],
  [1000, 2000, 5],
  [10_000, 2000, 3],
];
const QUICK: Plan = [
  [500, 300, 5],
  [1000, 2000, 5],
  [10_000, 300, 1],
];

export const mixtureLoop: Preset = {
  id: 'gaussian-mixture',
  title: 'Two components drift apart and shrink',
  paper: 'Shumailov et al., Nature 631:755, 2024, supplement 3.1.2',
  protocol:
    'One two-dimensional standard Gaussian, fitted by a mixture of two with full covariances (EM, tolerance 1e-5, at most 2,000 iterations); every generation is fitted to N samples of the one before, 2,000 times over; medians of five seeds, of three for N = 10,000. The measure is the squared L2 distance between the densities of generation 0 and generation t, in closed form.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: 'N = 500 and 10,000 for 300 generations instead of 2,000, N = 10,000 with one seed',
  needs: [],
  seconds: { full: 22, quick: 5.6 },
  run: ({ random, isQuick, progress, signal }) => {
    const paths = new Map<number, LoopPath[]>();
    const plan = isQuick ? QUICK : FULL;
    const work = plan.reduce((sum, [n, generations, seeds]) => sum + n * generations * seeds, 0);
    let done = 0;
    for (const [n, generations, seeds] of plan) {
      const found: LoopPath[] = [];
      for (let seed = 0; seed < seeds; seed++) {
        found.push(
          mixturePath(n, generations, random.split(n, seed), signal, (share) =>
            progress((done + share * n * generations) / work),
          ),
        );
        done += n * generations;
      }
      paths.set(n, found);
    }
    const at = (n: number, t: number) => median(paths.get(n)!.map(({ distances }) => distances[t]!));
    const deviation = median(paths.get(1000)!.map((path) => path.deviation[2000]!));
    const above = (quantity: string, ratio: number) => holds(quantity, ratio, 'above 1', ratio > 1);
    const end = (n: number, value: string) =>
      shown(`N = ${n.toLocaleString('en')}: median L2² at generation 2,000`, at(n, 2000), {
        printed: { value, source: `${CODE}, figure` },
      });
    const comparisons: Comparison[] = [
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
        {
          printed: { value: '.010 and .011 at generation 2,050', source: `${CODE}, final output` },
        },
      ),
      end(1000, '≈ 2e2 (one run ended at 536)'),
    ];
    if (!isQuick) comparisons.push(end(500, '≈ 7e2'), end(10_000, '≈ .4'));
    const marks = (n: number) => MARKS.filter((t) => t < paths.get(n)![0]!.distances.length);
    return {
      comparisons,
      figures: [
        {
          title: 'Squared L2 distance to generation 0',
          xLabel: 'generation',
          yLabel: 'L2², median over seeds',
          isLogX: true,
          isLogY: true,
          curves: [...paths.keys()].map((n) => ({
            name: `N = ${n.toLocaleString('en')}`,
            kind: 'ours' as const,
            x: marks(n),
            y: marks(n).map((t) => at(n, t)),
          })),
        },
      ],
    };
  },
};

interface LoopPath {
  readonly distances: Float64Array;
  /** Root of the mean variance within components. */
  readonly deviation: Float64Array;
}

function mixturePath(
  n: number,
  generations: number,
  random: Random,
  signal: AbortSignal | undefined,
  progress: (share: number) => void,
): LoopPath {
  const values = new Float64Array(n * 2);
  random.split('real').fillNormal(values);
  let data: NumericRows = { kind: 'numeric', count: n, columns: 2, values };
  const distances = new Float64Array(generations + 1);
  const deviation = new Float64Array(generations + 1);
  let first: Mixture | null = null;
  for (let t = 0; t <= generations; t++) {
    signal?.throwIfAborted();
    const fitted = gmm.fit(data, random.split('fit', t), SETTINGS) as FittedMixture;
    first ??= fitted.mixture;
    distances[t] = squaredL2(first, fitted.mixture);
    deviation[t] = Math.sqrt(variancesWithin(fitted.mixture));
    data = fitted.sample(n, random.split('sample', t)) as NumericRows;
    if (t % 20 === 0) progress(t / generations);
  }
  return { distances, deviation };
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
