import type { Settings } from '../../core/model.js';
import { mean } from '../../math/statistics.js';
import { planOf } from '../plan.js';
import { type Comparison, NO_DATA, type Preset } from '../preset.js';
import { REGIMES } from '../regimes/index.js';
import { runLoop } from '../run.js';
import { shown, withinErrors } from './compare.js';

/** Regimes that look at values when they compose; the law is not claimed for them. */
const LOOKING = ['select', 'biased-select', 'resample-by-detector'];

const SIZE = 30;
const GENERATIONS = 8;

export const conservation: Preset = {
  id: 'conservation',
  title: 'What is lost in diversity is gained in drift',
  paper: 'the law behind Kazdan et al., arXiv 2410.16713, confirmed on its published runs',
  protocol:
    'The lab’s own loop with a Gaussian, n = 30, through eight generations of every regime. Within-model variance plus squared drift of the mean must stay V₀ in expectation wherever the regime does not look at values, whatever it keeps or throws away. The regimes that select are shown as controls: they may break it.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: 'a third of the chains',
  needs: [],
  seconds: { full: 3.6, quick: 1.4 },
  run: async ({ random, isQuick, progress }) => {
    const comparisons: Comparison[] = [];
    for (const [index, regime] of REGIMES.entries()) {
      const isLooking = LOOKING.includes(regime.id);
      const chains = isLooking ? 150 : isQuick ? 800 : 2400;
      const sums = new Float64Array(chains);
      const variances = new Float64Array(chains);
      for (let chain = 0; chain < chains; chain++) {
        const plan = planOf({
          model: 'gaussian',
          regime: regime.id,
          generations: GENERATIONS,
          size: SIZE,
          worldSettings: { columns: 1 } as Settings,
        });
        for await (const { generation, parameters } of runLoop(plan, random.split(regime.id, chain), {
          data: NO_DATA,
          isMeasured: false,
        })) {
          if (generation !== GENERATIONS) continue;
          const variance = (parameters['covariance'] as Float64Array)[0]!;
          variances[chain] = variance;
          sums[chain] = variance + (parameters['mean'] as Float64Array)[0]! ** 2;
        }
      }
      progress((index + 1) / REGIMES.length);
      const note = `of it ${mean(variances).toFixed(3)} is variance`;
      comparisons.push(
        isLooking
          ? shown(`${regime.id}: variance plus squared drift (control)`, mean(sums), { note })
          : withinErrors(`${regime.id}: variance plus squared drift`, sums, 1, 4, { note }),
      );
    }
    return { comparisons, figures: [] };
  },
};
