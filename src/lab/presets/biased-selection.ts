import type { Random } from '../../core/random.js';
import { cholesky, solveLower } from '../../math/linear-algebra.js';
import { mean, quantile } from '../../math/statistics.js';
import { fittedGaussian, type Moments, moments } from '../models/gaussian.js';
import type { Comparison, Preset } from '../preset.js';
import { holds, shown } from './compare.js';

const D = 10;
const N = 100;
const OFFERED = 1000;
const GENERATIONS = [10, 100, 300];
const SOURCE = 'published run data (Gaussian_Modeling, 10 runs), trace at generation 0: 99.5';

type Arm = 'replace' | 'replace + select' | 'accumulate' | 'accumulate + select';
const ARMS: readonly Arm[] = ['replace', 'replace + select', 'accumulate', 'accumulate + select'];

/** Traces of the published runs at generations 10, 100 and 300. */
const PRINTED: { readonly [arm in Arm]: readonly [number, number, number] } = {
  replace: [99.7, 75.8, 62.9],
  'replace + select': [0.367, 0.004, 0.001],
  accumulate: [100.7, 100.4, 100.2],
  'accumulate + select': [37.9, 13.5, 7.1],
};

export const biasedSelection: Preset = {
  id: 'biased-selection',
  title: 'A quality filter alone collapses even an accumulating loop',
  paper: 'Qiao et al., When Sample Selection Bias Precipitates Model Collapse, ICML 2026',
  protocol:
    'A random Gaussian in 10 dimensions (covariance AAᵀ + .1 I). Each generation fits 100 records; the filtered arms sample 1,000 and keep the 100 nearest, by Mahalanobis distance, to a target that is off in five dimensions. Traces are given relative to generation 0. This is the negative control of every gate: a filter that prefers is not an anchor.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: 'four runs instead of sixteen',
  needs: [],
  run: ({ random, isQuick, progress }) => {
    const runs = isQuick ? 4 : 16;
    const shares = new Map(ARMS.map((arm) => [arm, GENERATIONS.map(() => new Float64Array(runs))]));
    for (let run = 0; run < runs; run++) {
      for (const arm of ARMS) {
        const path = traces(arm, random.split(run));
        GENERATIONS.forEach((t, at) => {
          shares.get(arm)![at]![run] = path[t]! / path[0]!;
        });
      }
      progress((run + 1) / runs);
    }
    const comparisons: Comparison[] = [];
    const of = (arm: Arm, at: number) => mean(shares.get(arm)![at]!);
    const spread = (arm: Arm, at: number): [number, number] => {
      const column = shares.get(arm)![at]!;
      return [quantile(column, 0.05), quantile(column, 0.95)];
    };
    const beside = (arm: Arm, at: number) => ({
      printed: { value: (PRINTED[arm][at]! / 99.5).toPrecision(3), source: SOURCE },
      interval: spread(arm, at),
      note: 'interval: the middle 90 % of our runs',
    });
    comparisons.push(
      holds(
        'replace + select, generation 10: trace left',
        of('replace + select', 0),
        'below .02',
        of('replace + select', 0) < 0.02,
        beside('replace + select', 0),
      ),
      holds(
        'replace + select, generation 100: trace left',
        of('replace + select', 1),
        'below .001',
        of('replace + select', 1) < 0.001,
        beside('replace + select', 1),
      ),
    );
    GENERATIONS.forEach((t, at) => {
      const ours = of('accumulate + select', at);
      const printed = PRINTED['accumulate + select'][at]! / 99.5;
      comparisons.push(
        holds(
          `accumulate + select, generation ${t}: trace left`,
          ours,
          'within 25 % of the published runs',
          Math.abs(ours / printed - 1) < 0.25,
          beside('accumulate + select', at),
        ),
      );
    });
    comparisons.push(
      holds(
        'accumulate, generation 300: trace left',
        of('accumulate', 2),
        'within 5 % of the law',
        Math.abs(of('accumulate', 2) / 0.984 - 1) < 0.05,
        { ...beside('accumulate', 2), expected: 0.984 },
      ),
      shown('replace, generation 300: trace left', of('replace', 2), {
        ...beside('replace', 2),
        note: 'the mean of a few runs of so skewed a quantity says little: the law gives .049',
      }),
    );
    return {
      comparisons,
      figures: [
        {
          title: 'Trace of the covariance, relative to generation 0',
          xLabel: 'generation',
          yLabel: 'trace left',
          isLogX: true,
          isLogY: true,
          curves: ARMS.flatMap((arm) => [
            { name: arm, kind: 'ours' as const, x: GENERATIONS, y: GENERATIONS.map((_, at) => of(arm, at)) },
            {
              name: `${arm}, published`,
              kind: 'printed' as const,
              x: GENERATIONS,
              y: PRINTED[arm].map((trace) => trace / 99.5),
            },
          ]),
        },
      ],
    };
  },
};

/** Traces of generations 0 … 300. */
function traces(arm: Arm, random: Random): Float64Array {
  const { law, target, whitening } = experiment(random.split('experiment'));
  const stream = random.split(arm);
  const path = new Float64Array(GENERATIONS.at(-1)! + 1);
  const isSelecting = arm.endsWith('select');
  let now: Moments = law;
  let count = 0;
  path[0] = traceOf(law);
  for (let t = 1; t < path.length; t++) {
    const drawn = fittedGaussian(now).sample(isSelecting ? OFFERED : N, stream.split(t));
    if (drawn instanceof Promise) throw new TypeError('a Gaussian samples at once');
    const values = isSelecting ? nearest(drawn.values, target, whitening) : drawn.values;
    const batch = moments({ kind: 'numeric', count: N, columns: D, values });
    // The authors' code adds this to every fit; without it the filtered arm reaches 1e-17.
    for (let i = 0; i < D; i++) batch.covariance[i * D + i] = batch.covariance[i * D + i]! + 1e-6;
    now = arm.startsWith('accumulate') && count > 0 ? pooled(now, count, batch) : batch;
    count += N;
    path[t] = traceOf(now);
  }
  return path;
}

/** μ* random, Σ* = AAᵀ + .1 I, the target moved by 3·N(0, 1) in five dimensions, distances by .3 Σ*. */
function experiment(random: Random): { law: Moments; target: Float64Array; whitening: Float64Array } {
  const centre = new Float64Array(D);
  const a = new Float64Array(D * D);
  random.fillNormal(centre);
  random.fillNormal(a);
  const covariance = new Float64Array(D * D);
  for (let i = 0; i < D; i++)
    for (let j = 0; j < D; j++) {
      let sum = i === j ? 0.1 : 0;
      for (let k = 0; k < D; k++) sum += a[i * D + k]! * a[j * D + k]!;
      covariance[i * D + j] = sum;
    }
  const target = centre.slice();
  for (const i of random.permutation(D).subarray(0, D / 2)) target[i] = target[i]! + 3 * random.normal();
  return { law: { mean: centre, covariance }, target, whitening: cholesky(covariance, D) };
}

/** The N rows nearest to the target; a constant factor on the metric does not change which. */
function nearest(values: Float64Array, target: Float64Array, factor: Float64Array): Float64Array {
  const gap = new Float64Array(D);
  const distances = new Float64Array(OFFERED);
  for (let row = 0; row < OFFERED; row++) {
    for (let i = 0; i < D; i++) gap[i] = values[row * D + i]! - target[i]!;
    solveLower(factor, D, gap);
    for (let i = 0; i < D; i++) distances[row] = distances[row]! + gap[i]! * gap[i]!;
  }
  const rows = Int32Array.from(distances, (_, row) => row).sort(
    (x, y) => distances[x]! - distances[y]! || x - y,
  );
  const kept = new Float64Array(N * D);
  for (let at = 0; at < N; at++) for (let i = 0; i < D; i++) kept[at * D + i] = values[rows[at]! * D + i]!;
  return kept;
}

/** Maximum-likelihood moments of `count` records joined with a batch of N. */
function pooled(all: Moments, count: number, batch: Moments): Moments {
  const total = count + N;
  const [old, fresh] = [count / total, N / total];
  const centre = all.mean.map((value, i) => old * value + fresh * batch.mean[i]!);
  const covariance = all.covariance.map((value, at) => {
    const [i, j] = [Math.floor(at / D), at % D];
    const between = old * fresh * (all.mean[i]! - batch.mean[i]!) * (all.mean[j]! - batch.mean[j]!);
    return old * value + fresh * batch.covariance[at]! + between;
  });
  return { mean: centre, covariance };
}

function traceOf({ covariance }: Moments): number {
  let trace = 0;
  for (let i = 0; i < D; i++) trace += covariance[i * D + i]!;
  return trace;
}
