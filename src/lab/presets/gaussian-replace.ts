import type { Random } from '../../core/random.js';
import { intervalOfMean, meanAndError } from '../../math/statistics.js';
import { drawScatter, eachChain, overChains, type Scatter } from '../chains.js';
import { deviationBias, logVarianceSlope, replaceDiversity, wassersteinDrift } from '../closed-forms.js';
import type { Comparison, Figure, Preset } from '../preset.js';
import { meanWithinShare, withinErrors } from './compare.js';

const CODE = 'iliaishacked/curse_recurse, Normals_GMM_experiments.ipynb, cell output';

/** Mean standard deviation over 1,000 repeats of N points each, printed by the authors' notebook. */
const PRINTED_DEVIATIONS = [
  [10, 0.9206],
  [30, 0.9831],
  [100, 0.9916],
  [500, 0.9978],
  [1000, 0.99947],
] as const;

const VARIANCE_GENERATIONS = [1, 5, 10, 20, 50, 100];

export const gaussianReplace: Preset = {
  id: 'gaussian-replace',
  title: 'A Gaussian trained on itself',
  paper:
    'Shumailov et al., AI models collapse when trained on recursively generated data, Nature 631:755, 2024',
  protocol:
    'Start from N(0, 1). Fit mean and variance to n samples of the generation before, sample n again. Chains are drawn through their sufficient statistics, the exact law of drawing the samples. The mean of the log-variance is tested because the variance itself is so skewed that its mean cannot be. With samples drawn from N(μ, λv) it falls faster by ln λ a generation. Where the sizes grow, ∏(1 − 1/n_t) is left: more than nothing only if they grow faster than t.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: 'a quarter of the chains',
  needs: [],
  seconds: { full: 1, quick: 0.3 },
  run: ({ random, isQuick, progress }) => {
    const scale = isQuick ? 0.25 : 1;
    const comparisons: Comparison[] = [];
    for (const [n, t] of [
      [10, 100],
      [100, 100],
    ] as const)
      for (const divisor of ['n', 'n-1'] as const) {
        const logs = overChains(
          { size: n, generations: t, divisor },
          4000 * scale,
          random.split('log', n, divisor),
          (_mean, variance) => Math.log(variance),
          [t],
        ).get(t)!;
        const slope = logVarianceSlope(n, divisor === 'n' ? n : n - 1);
        comparisons.push(
          withinErrors(
            `mean log-variance after ${t} generations, n = ${n}, ${divisor === 'n' ? 'maximum likelihood' : 'unbiased'}`,
            logs,
            t * slope,
          ),
        );
      }
    const tempered = overChains(
      { size: 100, generations: 100, temperature: 0.9 },
      4000 * scale,
      random.split('tempered'),
      (_mean, variance) => Math.log(variance),
      [100],
    ).get(100)!;
    comparisons.push(
      withinErrors(
        'the same, n = 100, maximum likelihood, samples drawn from N(μ, .9 v)',
        tempered,
        100 * logVarianceSlope(100, 100) + 99 * Math.log(0.9),
        4,
        {
          printed: { value: 'E[Σ_t] = λ Σ_{t−1}', source: 'Alemohammad et al., arXiv 2307.01850' },
        },
      ),
    );
    for (const [growth, power] of [
      ['10, 20, 30, …', 1],
      ['10, 40, 90, …', 2],
    ] as const)
      comparisons.push(
        withinErrors(
          `mean variance after 200 generations of ${growth} records`,
          grownVariances(power, 20_000 * scale, random.split('grown', power)),
          growthDiversity(power),
          4,
          {
            printed: {
              value: 'E[W₂²] ≈ 1.5 σ² Σ 1/M_i: finite only where sizes grow faster than linearly',
              source: 'supplement, first-order expansion',
            },
            note: 'the product that is expected is ours, of maximum-likelihood variance',
          },
        ),
      );
    progress(0.3);
    const figures = [varianceFigure(random.split('figure'), 20_000 * scale, comparisons)];
    progress(0.5);
    const drift = overChains(
      { size: 100, generations: 10, divisor: 'n-1' },
      200_000 * scale,
      random.split('w2'),
      (mean, variance) => mean * mean + (1 - Math.sqrt(variance)) ** 2,
      [10],
    ).get(10)!;
    comparisons.push(
      meanWithinShare('Wasserstein drift E[W₂²], M = 100, t = 10', drift, wassersteinDrift(100, 10), 0.05, {
        printed: { value: '.150 (1.5 t/M)', source: 'supplement, first-order expansion' },
      }),
    );
    progress(0.8);
    for (const [n, printed] of PRINTED_DEVIATIONS) {
      const deviations = overChains(
        { size: n, generations: 1 },
        1000,
        random.split('deviation', n),
        (_mean, variance) => Math.sqrt(variance),
        [1],
      ).get(1)!;
      const expected = Math.sqrt((n - 1) / n) * deviationBias(n);
      comparisons.push(
        withinErrors(`mean standard deviation of ${n} points, 1,000 repeats`, deviations, expected, 4, {
          printed: { value: String(printed), source: CODE },
        }),
      );
    }
    return { comparisons, figures };
  },
};

const GROWN = 200;
const grownSize = (power: number, t: number): number => 10 * t ** power;

/** ∏(1 − 1/n_t): for sizes 10·t² the law of accumulating, whose limit is a sinc. */
function growthDiversity(power: number): number {
  let product = 1;
  for (let t = 1; t <= GROWN; t++) product *= 1 - 1 / grownSize(power, t);
  return product;
}

function grownVariances(power: number, chains: number, random: Random): Float64Array {
  const set: Scatter = { count: 0, mean: 0, squares: 0 };
  return Float64Array.from({ length: chains }, (_, chain) => {
    const stream = random.split(chain);
    let [centre, variance] = [0, 1];
    for (let t = 1; t <= GROWN; t++) {
      drawScatter(set, grownSize(power, t), centre, variance, stream);
      [centre, variance] = [set.mean, set.squares / set.count];
    }
    return variance;
  });
}

function varianceFigure(
  random: Parameters<Preset['run']>[0]['random'],
  chains: number,
  comparisons: Comparison[],
): Figure {
  const n = 100;
  const columns = VARIANCE_GENERATIONS.map(() => new Float64Array(chains));
  eachChain({ size: n, generations: 100 }, chains, random, ({ variance }, chain) => {
    VARIANCE_GENERATIONS.forEach((t, at) => {
      columns[at]![chain] = variance[t - 1]!;
    });
  });
  const expected = VARIANCE_GENERATIONS.map((t) => replaceDiversity(n, t));
  comparisons.push(
    withinErrors('mean variance after 10 generations, n = 100', columns[2]!, expected[2]!),
    withinErrors('mean variance after 50 generations, n = 100', columns[4]!, expected[4]!, 4, {
      printed: { value: '.585 ± .059', source: 'Kazdan et al., published runs (parquet), 100 seeds' },
    }),
  );
  const intervals = columns.map((column) => intervalOfMean(column));
  return {
    title: 'Variance of a Gaussian trained on itself, n = 100',
    xLabel: 'generation',
    yLabel: 'mean variance',
    curves: [
      {
        name: 'ours',
        kind: 'ours',
        x: VARIANCE_GENERATIONS,
        y: columns.map((column) => meanAndError(column).mean),
        low: intervals.map(([low]) => low),
        high: intervals.map(([, high]) => high),
      },
      { name: '(1 − 1/n)^t', kind: 'closed-form', x: VARIANCE_GENERATIONS, y: expected },
    ],
  };
}
