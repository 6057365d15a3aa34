import type { Random } from '../../core/random.js';
import { type Estimate, mean, meanAndError } from '../../math/statistics.js';
import { planOf } from '../plan.js';
import { REGIMES } from '../regimes/index.js';
import { runLoop } from '../run.js';
import { shown, withinErrors } from './compare.js';
import { definePreset } from './define.js';

/** Regimes that select records by value; the law is not claimed for them. */
const LOOKING = ['select', 'biased-select', 'resample-by-detector'];

const SIZE = 30;
const GENERATIONS = 8;

/** For the last generation's models of a regime. */
interface Balance {
  readonly regime: string;
  /** Variance plus squared drift. */
  readonly sum: Estimate;
  readonly variance: number;
}

export const conservation = definePreset<readonly Balance[]>({
  id: 'conservation',
  title: 'Lost diversity turns into drift',
  paper: 'the law behind Kazdan et al., arXiv 2410.16713, confirmed on its published runs',
  protocol:
    'The lab’s own loop with a Gaussian, n = 30, runs eight generations of every regime. If a regime does not select records by value, the variance within the model plus the squared drift of the mean must stay V₀ in expectation, whatever records the regime keeps or discards. The selecting regimes are shown as controls: they may break the law.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: 'a third of the chains',
  needs: [],
  seconds: { full: 3.6, quick: 1.4 },
  measure: async ({ random, isQuick, progress }) => {
    const balances: Balance[] = [];
    for (const [index, { id }] of REGIMES.entries()) {
      const chains = LOOKING.includes(id) ? 150 : isQuick ? 800 : 2400;
      balances.push(await balanceOf(id, chains, random));
      progress((index + 1) / REGIMES.length);
    }
    return balances;
  },
  judge: (balances) => ({
    comparisons: balances.map(({ regime, sum, variance }) => {
      const note = `variance part: ${variance.toFixed(3)}`;
      return LOOKING.includes(regime)
        ? shown(`${regime}: variance plus squared drift (control)`, sum.mean, { note })
        : withinErrors(`${regime}: variance plus squared drift`, sum, 1, { note });
    }),
    figures: [],
  }),
});

async function balanceOf(regime: string, chains: number, random: Random): Promise<Balance> {
  const plan = planOf({
    model: 'gaussian',
    regime,
    generations: GENERATIONS,
    size: SIZE,
    dataSourceSettings: { columns: 1 },
  });
  const sums = new Float64Array(chains);
  const variances = new Float64Array(chains);
  for (let chain = 0; chain < chains; chain++)
    for await (const { generation, parameters } of runLoop(plan, random.split(regime, chain), {
      isMeasured: false,
    })) {
      if (generation !== GENERATIONS) continue;
      variances[chain] = (parameters['covariance'] as Float64Array)[0]!;
      sums[chain] = variances[chain]! + (parameters['mean'] as Float64Array)[0]! ** 2;
    }
  return { regime, sum: meanAndError(sums), variance: mean(variances) };
}
