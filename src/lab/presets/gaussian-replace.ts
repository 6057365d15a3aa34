import type { Random } from '../../core/random.js';
import { type Estimate, intervalAround, meanAndError } from '../../math/statistics.js';
import { type ChainShape, drawScatter, overChains, type Scatter } from '../chains.js';
import { deviationBias, logVarianceSlope, replaceDiversity, wassersteinDrift } from '../closed-forms.js';
import type { Comparison, Figure } from '../preset.js';
import { meanWithinShare, withinErrors } from './compare.js';
import { definePreset } from './define.js';

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

/** Loops of a hundred generations whose mean log-variance is tested. */
const LOG_LOOPS = [
  { n: 10, divisor: 'n' },
  { n: 10, divisor: 'n-1' },
  { n: 100, divisor: 'n' },
  { n: 100, divisor: 'n-1' },
] as const;
const LOG_GENERATIONS = 100;
const TEMPERATURE = 0.9;
/** Sizes 10·t^power. */
const GROWTHS = [
  { growth: '10, 20, 30, …', power: 1 },
  { growth: '10, 40, 90, …', power: 2 },
] as const;

interface ReplaceNumbers {
  readonly logVariance: readonly Estimate[];
  readonly tempered: Estimate;
  readonly grown: readonly Estimate[];
  /** Of a hundred records, at each of VARIANCE_GENERATIONS. */
  readonly variance: readonly Estimate[];
  readonly drift: Estimate;
  /** Of one fit, for each of the printed sizes. */
  readonly deviation: readonly Estimate[];
}

export const gaussianReplace = definePreset<ReplaceNumbers>({
  id: 'gaussian-replace',
  title: 'A Gaussian trained on itself',
  paper:
    'Shumailov et al., AI models collapse when trained on recursively generated data, Nature 631:755, 2024',
  protocol:
    'Start from N(0, 1). Fit mean and variance to n samples of the previous generation, then sample n again. Chains are drawn through their sufficient statistics, which have exactly the distribution of drawing the samples. The mean of the log-variance is tested, because the variance itself is too skewed to test its mean. With samples drawn from N(μ, λv) the log-variance falls faster, by ln λ per generation. With growing sizes the variance left is ∏(1 − 1/n_t); its limit is above 0 only if the sizes grow faster than t.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: 'a quarter of the chains',
  needs: [],
  seconds: { full: 1, quick: 0.3 },
  measure: ({ random, isQuick, progress }) => {
    const scale = isQuick ? 0.25 : 1;
    const logVariance = LOG_LOOPS.map(({ n, divisor }) =>
      logVarianceOf({ size: n, divisor }, 4000 * scale, random.split('log', n, divisor)),
    );
    const tempered = logVarianceOf(
      { size: 100, temperature: TEMPERATURE },
      4000 * scale,
      random.split('tempered'),
    );
    const grown = GROWTHS.map(({ power }) =>
      meanAndError(grownVariances(power, 20_000 * scale, random.split('grown', power))),
    );
    progress(0.3);
    const variance = variances(20_000 * scale, random.split('figure'));
    progress(0.5);
    const drift = driftOf(200_000 * scale, random.split('w2'));
    progress(0.8);
    const deviation = PRINTED_DEVIATIONS.map(([n]) => deviationOf(n, random.split('deviation', n)));
    return { logVariance, tempered, grown, variance, drift, deviation };
  },
  judge: (numbers) => ({
    comparisons: [
      ...logVariances(numbers),
      ...grownLoops(numbers),
      ...varianceMarks(numbers),
      meanWithinShare(
        'Wasserstein drift E[W₂²], M = 100, t = 10',
        numbers.drift,
        wassersteinDrift(100, 10),
        0.05,
        { printed: { value: '.150 (1.5 t/M)', source: 'supplement, first-order expansion' } },
      ),
      ...deviations(numbers),
    ],
    figures: [varianceFigure(numbers)],
  }),
});

const logVariances = ({ logVariance, tempered }: ReplaceNumbers): Comparison[] => [
  ...LOG_LOOPS.map(({ n, divisor }, at) =>
    withinErrors(
      `mean log-variance after ${LOG_GENERATIONS} generations, n = ${n}, ${divisor === 'n' ? 'maximum likelihood' : 'unbiased'}`,
      logVariance[at]!,
      LOG_GENERATIONS * logVarianceSlope(n, divisor === 'n' ? n : n - 1),
    ),
  ),
  withinErrors(
    'the same, n = 100, maximum likelihood, samples drawn from N(μ, .9 v)',
    tempered,
    LOG_GENERATIONS * logVarianceSlope(100, 100) + (LOG_GENERATIONS - 1) * Math.log(TEMPERATURE),
    { printed: { value: 'E[Σ_t] = λ Σ_{t−1}', source: 'Alemohammad et al., arXiv 2307.01850' } },
  ),
];

const grownLoops = ({ grown }: ReplaceNumbers): Comparison[] =>
  GROWTHS.map(({ growth, power }, at) =>
    withinErrors(
      `mean variance after 200 generations of ${growth} records`,
      grown[at]!,
      growthDiversity(power),
      {
        printed: {
          value: 'E[W₂²] ≈ 1.5 σ² Σ 1/M_i: finite only if sizes grow faster than linearly',
          source: 'supplement, first-order expansion',
        },
        note: 'the expected product is ours, for the maximum-likelihood variance',
      },
    ),
  );

function varianceMarks({ variance }: ReplaceNumbers): Comparison[] {
  const at = (t: number): Estimate => variance[VARIANCE_GENERATIONS.indexOf(t)]!;
  return [
    withinErrors('mean variance after 10 generations, n = 100', at(10), replaceDiversity(100, 10)),
    withinErrors('mean variance after 50 generations, n = 100', at(50), replaceDiversity(100, 50), {
      printed: { value: '.585 ± .059', source: 'Kazdan et al., published runs (parquet), 100 seeds' },
    }),
  ];
}

const deviations = ({ deviation }: ReplaceNumbers): Comparison[] =>
  PRINTED_DEVIATIONS.map(([n, printed], at) =>
    withinErrors(
      `mean standard deviation of ${n} points, 1,000 repeats`,
      deviation[at]!,
      Math.sqrt((n - 1) / n) * deviationBias(n),
      { printed: { value: String(printed), source: CODE } },
    ),
  );

function varianceFigure({ variance }: ReplaceNumbers): Figure {
  const intervals = variance.map((one) => intervalAround(one));
  return {
    title: 'Variance of a Gaussian trained on itself, n = 100',
    xLabel: 'generation',
    yLabel: 'mean variance',
    curves: [
      {
        name: 'ours',
        kind: 'ours',
        x: VARIANCE_GENERATIONS,
        y: variance.map(({ mean }) => mean),
        low: intervals.map(([low]) => low),
        high: intervals.map(([, high]) => high),
      },
      {
        name: '(1 − 1/n)^t',
        kind: 'closed-form',
        x: VARIANCE_GENERATIONS,
        y: VARIANCE_GENERATIONS.map((t) => replaceDiversity(100, t)),
      },
    ],
  };
}

/** Of the last generation. */
const logVarianceOf = (shape: Omit<ChainShape, 'generations'>, chains: number, random: Random): Estimate =>
  lastOf({ ...shape, generations: LOG_GENERATIONS }, chains, random, (_mean, variance) => Math.log(variance));

const driftOf = (chains: number, random: Random): Estimate =>
  lastOf(
    { size: 100, generations: 10, divisor: 'n-1' },
    chains,
    random,
    (mean, variance) => mean * mean + (1 - Math.sqrt(variance)) ** 2,
  );

const deviationOf = (n: number, random: Random): Estimate =>
  lastOf({ size: n, generations: 1 }, 1000, random, (_mean, variance) => Math.sqrt(variance));

/** `pick` of mean and variance in the last generation, over many chains. */
const lastOf = (
  shape: ChainShape,
  chains: number,
  random: Random,
  pick: (mean: number, variance: number) => number,
): Estimate => meanAndError(overChains(shape, chains, random, pick, [shape.generations])[0]!);

const variances = (chains: number, random: Random): Estimate[] =>
  overChains(
    { size: 100, generations: 100 },
    chains,
    random,
    (_mean, variance) => variance,
    VARIANCE_GENERATIONS,
  ).map(meanAndError);

const GROWN = 200;
const grownSize = (power: number, t: number): number => 10 * t ** power;

/** ∏(1 − 1/n_t): for sizes 10·t² the law of accumulating, whose limit is a sinc. */
function growthDiversity(power: number): number {
  let product = 1;
  for (let t = 1; t <= GROWN; t++) product *= 1 - 1 / grownSize(power, t);
  return product;
}

/** After 200 generations of growing sizes. */
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
