import type { NumericRows } from '../../core/model.js';
import { mean } from '../../math/statistics.js';
import { moments } from '../models/gaussian.js';
import { kde } from '../models/kde.js';
import { planOf } from '../plan.js';
import { type Comparison, NO_DATA, type Preset } from '../preset.js';
import { runLoop } from '../run.js';
import { holds, meanWithinShare } from './compare.js';

const REGIMES = ['replace', 'accumulate-subsample', 'accumulate'] as const;
/** Test NLL at iteration 100, read off the authors' figure: moons, bandwidth .1, n = 100. */
const PRINTED = { replace: '≈ 22', 'accumulate-subsample': '≈ 1.6', accumulate: '≈ 1.4' } as const;
const FIGURE = 'Kazdan et al., arXiv 2410.16713, figure of KDE on moons, h = .1, n = 100 (± 5 %)';
const ITERATIONS = 100;

export const kernelDensity: Preset = {
  id: 'kernel-density',
  title: 'Kernel density estimates of two moons',
  paper: 'Kazdan et al., Collapse or Thrive?, arXiv 2410.16713',
  protocol:
    'Two moons, n = 100, Gaussian kernel of bandwidth .1, a hundred generations in three regimes; the loss is the mean −log-likelihood of 500 held-out real points. Replaced, a kernel density does not shrink but diffuses: V_{t+1} = (V_t + h²)(1 − 1/n).',
  definition: 'test loss on real data',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 3.1, quick: 3.1 },
  run: async ({ random, progress }) => {
    const seeds = 10;
    const losses = new Map<string, Float64Array>();
    for (const [index, regime] of REGIMES.entries()) {
      const values = new Float64Array(seeds);
      for (let seed = 0; seed < seeds; seed++) {
        const plan = planOf({ model: 'kde', regime, generations: ITERATIONS - 1, size: 100 });
        for await (const { generation, fitted } of runLoop(plan, random.split('moons', seed), {
          isMeasured: false,
        })) {
          if (generation !== ITERATIONS - 1) continue;
          const heldOut = plan.world.open(
            500,
            random.split('test', seed),
            plan.worldSettings,
            NO_DATA,
          ).initial;
          values[seed] = -mean(await fitted.logLikelihood!(heldOut));
        }
        progress((index + (seed + 1) / seeds) / 4);
      }
      losses.set(regime, values);
    }
    const loss = (regime: (typeof REGIMES)[number]) => mean(losses.get(regime)!);
    const printed = (regime: (typeof REGIMES)[number]) => ({
      printed: { value: PRINTED[regime], source: FIGURE },
    });
    const [first, second, third] = REGIMES.map(loss) as [number, number, number];
    const comparisons: Comparison[] = [
      holds(
        'replace: loss at iteration 100',
        first,
        'more than 5 times that of subsample',
        first / second > 5,
        printed('replace'),
      ),
      holds(
        'subsample: loss at iteration 100',
        second,
        'above that of accumulate',
        second > third,
        printed('accumulate-subsample'),
      ),
      holds('accumulate: loss at iteration 100', third, 'below 2', third < 2, printed('accumulate')),
    ];
    for (const t of [10, 100]) {
      const values = await diffusedVariances(t, 4000, random.split('law', t));
      let expected = 1;
      for (let at = 0; at < t; at++) expected = (expected + (at === 0 ? 0 : 0.25)) * (1 - 1 / 100);
      comparisons.push(
        meanWithinShare(`variance of the samples of fit ${t}, h = .5, n = 100`, values, expected, 0.05),
      );
    }
    return { comparisons, figures: [] };
  },
};

/** Sample variance (divided by n) of the training set of the t-th fit, N(0, 1) real data, h = ½. */
async function diffusedVariances(
  t: number,
  chains: number,
  random: Parameters<Preset['run']>[0]['random'],
): Promise<Float64Array> {
  const values = new Float64Array(chains);
  for (let chain = 0; chain < chains; chain++) {
    const stream = random.split(chain);
    const start = new Float64Array(100);
    stream.fillNormal(start);
    let data: NumericRows = { kind: 'numeric', count: 100, columns: 1, values: start };
    for (let fit = 1; fit < t; fit++) {
      const fitted = await kde.fit(data, stream, { bandwidth: 0.5 });
      data = await fitted.sample(100, stream);
    }
    values[chain] = moments(data).covariance[0]!;
  }
  return values;
}
