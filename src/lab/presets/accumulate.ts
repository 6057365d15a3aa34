import type { Random } from '../../core/random.js';
import { type Estimate, intervalAround, meanAndError } from '../../math/statistics.js';
import { gaussianChain } from '../chains.js';
import { accumulateDiversity, accumulateLimit } from '../closed-forms.js';
import type { Figure, PresetContext } from '../preset.js';
import { meanWithinShare, withinErrors } from './compare.js';
import { definePreset } from './define.js';

const KAZDAN = 'Kazdan et al., published 1-D Gaussian runs (parquet), 100 seeds';

/** Generations at which the loop of ten records is measured. */
const FIGURE_X = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

interface AccumulatedVariances {
  /** Of ten records, at each of FIGURE_X. */
  readonly few: readonly Estimate[];
  /** Of a hundred records, after 200 generations. */
  readonly many: Estimate;
  /** Variance plus squared drift in the last generation. */
  readonly balance: { readonly few: Estimate; readonly many: Estimate };
}

export const gaussianAccumulate = definePreset<AccumulatedVariances>({
  id: 'gaussian-accumulate',
  title: 'Accumulating holds the variance',
  paper: 'Kazdan et al., Collapse or Thrive?, arXiv 2410.16713; Gerstgrasser et al., arXiv 2404.01413',
  protocol:
    'Start from N(0, 1). Every generation is fitted to all samples of all earlier generations and adds n samples. The variance does not fall to zero but tends to sin(π/√n)/(π/√n).',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 3.4, quick: 3.4 },
  measure: ({ random, progress }) => {
    // One chain's variance has a deviation of .53: 1 % is four standard errors.
    const few = accumulated(10, 65_000, FIGURE_X, random, (share) => progress(0.8 * share));
    const many = accumulated(100, 8000, [200], random, (share) => progress(0.8 + 0.2 * share));
    return {
      few: few.variances,
      many: many.variances[0]!,
      balance: { few: few.balance, many: many.balance },
    };
  },
  judge: ({ few, many, balance }) => {
    const at = (t: number): Estimate => few[FIGURE_X.indexOf(t)]!;
    return {
      comparisons: [
        withinErrors('mean variance after 10 generations, n = 10', at(10), accumulateDiversity(10, 10)),
        meanWithinShare(
          'mean variance after 1,000 generations, n = 10: the sinc limit',
          at(1000),
          accumulateLimit(10),
          0.01,
        ),
        withinErrors('mean variance after 100 generations, n = 10', at(100), accumulateDiversity(10, 100), {
          printed: { value: '.866 ± .051', source: KAZDAN },
        }),
        withinErrors('variance plus squared drift, n = 10', balance.few, 1),
        meanWithinShare(
          'mean variance after 200 generations, n = 100',
          many,
          accumulateDiversity(100, 200),
          0.01,
        ),
        withinErrors('variance plus squared drift, n = 100', balance.many, 1),
      ],
      figures: [accumulatingFigure(few)],
    };
  },
});

/** Variances of chains that keep all samples after some generations, and the balance after the last of them. */
function accumulated(
  n: number,
  chains: number,
  generations: readonly number[],
  random: Random,
  progress: PresetContext['progress'],
): { readonly variances: readonly Estimate[]; readonly balance: Estimate } {
  const columns = generations.map(() => new Float64Array(chains));
  const balance = new Float64Array(chains);
  const shape = { size: n, generations: generations.at(-1)!, isAccumulating: true };
  for (let chain = 0; chain < chains; chain++) {
    if (chain % 2000 === 0) progress(chain / chains);
    const { mean, variance } = gaussianChain(shape, random.split(n, chain));
    for (const [at, t] of generations.entries()) columns[at]![chain] = variance[t - 1]!;
    balance[chain] = variance.at(-1)! + mean.at(-1)! ** 2;
  }
  return { variances: columns.map(meanAndError), balance: meanAndError(balance) };
}

function accumulatingFigure(few: readonly Estimate[]): Figure {
  const intervals = few.map((one) => intervalAround(one));
  return {
    title: 'Accumulating, n = 10',
    xLabel: 'generation',
    yLabel: 'mean variance',
    isLogX: true,
    curves: [
      {
        name: 'ours',
        kind: 'ours',
        x: FIGURE_X,
        y: few.map(({ mean }) => mean),
        low: intervals.map(([low]) => low),
        high: intervals.map(([, high]) => high),
      },
      {
        name: '∏(1 − 1/(n i²))',
        kind: 'closed-form',
        x: FIGURE_X,
        y: FIGURE_X.map((t) => accumulateDiversity(10, t)),
      },
    ],
  };
}
