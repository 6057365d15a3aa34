import type { FittedModel, NumericRows } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { type Estimate, mean, meanAndError } from '../../math/statistics.js';
import { moments } from '../models/gaussian.js';
import { kde } from '../models/kde.js';
import { planOf } from '../plan.js';
import { type Comparison, NO_DATA } from '../preset.js';
import { runLoop } from '../run.js';
import { holds, meanWithinShare } from './compare.js';
import { definePreset } from './define.js';

const REGIMES = ['replace', 'accumulate-subsample', 'accumulate'] as const;
/** Test NLL at iteration 100, read off the authors' figure: moons, bandwidth .1, n = 100. */
const PRINTED = { replace: '≈ 22', 'accumulate-subsample': '≈ 1.6', accumulate: '≈ 1.4' } as const;
const FIGURE = 'Kazdan et al., arXiv 2410.16713, figure of KDE on moons, h = .1, n = 100 (± 5 %)';
const ITERATIONS = 100;

const SEEDS = 10;
/** Fits whose training set's variance is measured. */
const FITS = [10, 100];

type RegimeId = (typeof REGIMES)[number];

interface DensityNumbers {
  /** Mean test loss at iteration 100. */
  readonly loss: { readonly [regime in RegimeId]: number };
  /** Of the samples of each of FITS. */
  readonly variance: readonly Estimate[];
}

export const kernelDensity = definePreset<DensityNumbers>({
  id: 'kernel-density',
  title: 'Kernel density estimates of two moons',
  paper: 'Kazdan et al., Collapse or Thrive?, arXiv 2410.16713',
  protocol:
    'Two moons, n = 100, Gaussian kernel of bandwidth .1, a hundred generations in three regimes. The loss is the mean −log-likelihood of 500 held-out real points. Under replace a kernel density does not shrink but diffuses: V_{t+1} = (V_t + h²)(1 − 1/n).',
  definition: 'test loss on real data',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 3.1, quick: 3.1 },
  measure: async ({ random, progress }) => {
    const loss = { replace: 0, 'accumulate-subsample': 0, accumulate: 0 };
    for (const [index, regime] of REGIMES.entries()) {
      const losses = new Float64Array(SEEDS);
      for (let seed = 0; seed < SEEDS; seed++) {
        losses[seed] = await testLoss(regime, seed, random);
        progress((index + (seed + 1) / SEEDS) / 4);
      }
      loss[regime] = mean(losses);
    }
    const variance: Estimate[] = [];
    for (const t of FITS)
      variance.push(meanAndError(await diffusedVariances(t, 4000, random.split('law', t))));
    return { loss, variance };
  },
  judge: ({ loss, variance }) => ({
    comparisons: [
      ...lossComparisons(loss),
      ...FITS.map((t, at) =>
        meanWithinShare(
          `variance of the samples of fit ${t}, h = .5, n = 100`,
          variance[at]!,
          diffusedLaw(t),
          0.05,
        ),
      ),
    ],
    figures: [],
  }),
});

function lossComparisons(loss: DensityNumbers['loss']): Comparison[] {
  const printed = (regime: RegimeId) => ({ printed: { value: PRINTED[regime], source: FIGURE } });
  const [first, second, third] = [loss.replace, loss['accumulate-subsample'], loss.accumulate];
  return [
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
}

/** V_{t+1} = (V_t + h²)(1 − 1/n) from N(0, 1), h = ½, n = 100; the first fit is of real records. */
function diffusedLaw(t: number): number {
  let expected = 1;
  for (let at = 0; at < t; at++) expected = (expected + (at === 0 ? 0 : 0.25)) * (1 - 1 / 100);
  return expected;
}

/** Mean −log-likelihood of 500 real points under the last generation. */
async function testLoss(regime: RegimeId, seed: number, random: Random): Promise<number> {
  const plan = planOf({ model: 'kde', regime, generations: ITERATIONS - 1, size: 100 });
  let last: FittedModel | null = null;
  for await (const { fitted } of runLoop(plan, random.split('moons', seed), { isMeasured: false }))
    last = fitted;
  const test = plan.dataSource.open(
    500,
    random.split('test', seed),
    plan.dataSourceSettings,
    NO_DATA,
  ).initial;
  return -mean(await last!.logLikelihood!(test));
}

/** Sample variance (divided by n) of the training set of the t-th fit, N(0, 1) real data, h = ½. */
async function diffusedVariances(t: number, chains: number, random: Random): Promise<Float64Array> {
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
