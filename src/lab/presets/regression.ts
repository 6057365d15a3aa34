import type { NumericRows } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { type Estimate, intervalAround, meanAndError } from '../../math/statistics.js';
import { regressionAccumulate, regressionReplace } from '../closed-forms.js';
import { growingSubsampler } from '../data.js';
import { leastSquares } from '../models/linear-regression.js';
import type { Comparison, Curve } from '../preset.js';
import { insideRange, meanWithinShare } from './compare.js';
import { definePreset } from './define.js';

const D = 10;
const SAMPLES = 111;
const FITS = [1, 2, 5, 10, 20];
/** The standard deviation of an error is half its mean: with this many chains 3 % is four standard errors. */
const CHAINS = 4500;

const KINDS = ['replace', 'accumulate', 'subsample'] as const;
type Kind = (typeof KINDS)[number];

/** Test error ‖w_t − w‖² at each of FITS. */
type TestErrors = { readonly [kind in Kind]: readonly Estimate[] };

export const linearRegressionLoop = definePreset<TestErrors>({
  id: 'linear-regression',
  title: 'Least squares that labels its own data',
  paper:
    'Gerstgrasser et al., Is Model Collapse Inevitable?, arXiv 2404.01413; Dohmatob et al., arXiv 2402.07712',
  protocol:
    'x ~ N(0, I₁₀), y = x·w + noise, 111 records. Every fit relabels the same 111 x with its own coefficients and fresh noise. When data is replaced, the test error grows by σ²d/(T − d − 1) = .1 with every fit; when it accumulates, the error stays below π²/6 times that.',
  definition: 'test loss on real data',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 6.8, quick: 6.8 },
  measure: ({ random, progress }) => {
    const columns = () => FITS.map(() => new Float64Array(CHAINS));
    const errors = { replace: columns(), accumulate: columns(), subsample: columns() };
    for (let chain = 0; chain < CHAINS; chain++) {
      if (chain % 50 === 0) progress(chain / CHAINS);
      for (const kind of KINDS) {
        const path = regressionErrors(kind, random.split(kind, chain));
        for (const [at, t] of FITS.entries()) errors[kind][at]![chain] = path[t - 1]!;
      }
    }
    return {
      replace: errors.replace.map(meanAndError),
      accumulate: errors.accumulate.map(meanAndError),
      subsample: errors.subsample.map(meanAndError),
    };
  },
  judge: (errors) => ({
    comparisons: [
      ...FITS.flatMap((t, at) => [
        byLaw('replace', t, errors.replace[at]!),
        byLaw('accumulate', t, errors.accumulate[at]!),
      ]),
      insideRange(
        'accumulate, fit 20 over the law of one fit',
        overOneFit(errors.accumulate),
        [1.55, 1.645],
        1.596,
      ),
      insideRange(
        'subsample, fit 20 over the law of one fit',
        overOneFit(errors.subsample),
        [2.5, 3.2],
        2.788,
        { note: 'the law is for large T; d/T = .09 raises the error by about 8 %' },
      ),
    ],
    figures: [
      {
        title: 'Test error of least squares',
        xLabel: 'fit',
        yLabel: 'E‖w_t − w‖²',
        curves: [
          ...KINDS.map((kind) => ourCurve(kind, errors[kind])),
          lawCurve('replace'),
          lawCurve('accumulate'),
        ],
      },
    ],
  }),
});

/** The laws, with the paper's statement of each. */
const LAWS = {
  replace: {
    errorAt: (t: number) => regressionReplace(D, SAMPLES, t),
    printedAt: (t: number) => ({
      value: `σ²d/(T−d−1) · ${t}`,
      source: 'Gerstgrasser et al., Theorem 1',
    }),
  },
  accumulate: {
    errorAt: (t: number) => regressionAccumulate(D, SAMPLES, t),
    printedAt: (t: number) => ({
      value: `σ²d/(T−d−1) · Σ1/i², i ≤ ${t}`,
      source: 'Gerstgrasser et al., Theorem 2',
    }),
  },
} as const;

const byLaw = (kind: keyof typeof LAWS, t: number, ours: Estimate): Comparison =>
  meanWithinShare(`${kind}, test error of fit ${t}`, ours, LAWS[kind].errorAt(t), 0.03, {
    printed: LAWS[kind].printedAt(t),
  });

const overOneFit = (errors: readonly Estimate[]): number =>
  errors.at(-1)!.mean / regressionReplace(D, SAMPLES, 1);

function ourCurve(kind: Kind, errors: readonly Estimate[]): Curve {
  const intervals = errors.map((one) => intervalAround(one));
  return {
    name: kind,
    kind: 'ours',
    x: FITS,
    y: errors.map(({ mean }) => mean),
    low: intervals.map(([low]) => low),
    high: intervals.map(([, high]) => high),
  };
}

const lawCurve = (kind: keyof typeof LAWS): Curve => ({
  name: `${kind}, law`,
  kind: 'closed-form',
  x: FITS,
  y: FITS.map(LAWS[kind].errorAt),
});

/** ‖w_t − w‖² of twenty fits with w = 0: the law depends on the noise, not on the coefficients. */
function regressionErrors(kind: Kind, random: Random): Float64Array {
  const design = new Float64Array(SAMPLES * D);
  random.fillNormal(design);
  const fits = FITS.at(-1)!;
  const labels = new Float64Array(fits * SAMPLES);
  const sums = new Float64Array(SAMPLES);
  const subsampled = growingSubsampler(fits * SAMPLES);
  const rows: NumericRows = {
    kind: 'numeric',
    count: SAMPLES,
    columns: D + 1,
    values: new Float64Array(SAMPLES * (D + 1)),
  };
  const put = (row: number, from: number, label: number): void => {
    for (let i = 0; i < D; i++) rows.values[row * (D + 1) + i] = design[from * D + i]!;
    rows.values[row * (D + 1) + D] = label;
  };
  const errors = new Float64Array(fits);
  let w = new Float64Array(D);
  for (let t = 1; t <= fits; t++) {
    const fresh = labels.subarray((t - 1) * SAMPLES, t * SAMPLES);
    random.fillNormal(fresh);
    for (let row = 0; row < SAMPLES; row++) {
      for (let i = 0; i < D; i++) fresh[row] = fresh[row]! + design[row * D + i]! * w[i]!;
      sums[row] = sums[row]! + fresh[row]!;
    }
    if (kind === 'subsample' && t > 1)
      subsampled(t * SAMPLES, SAMPLES, random).forEach((drawn, row) => {
        put(row, drawn % SAMPLES, labels[drawn]!);
      });
    // All rounds share one design, so least squares on the pool equals least squares on each row's mean label.
    else
      for (let row = 0; row < SAMPLES; row++)
        put(row, row, kind === 'accumulate' ? sums[row]! / t : fresh[row]!);
    w = new Float64Array(leastSquares(rows, null, 0));
    errors[t - 1] = w.reduce((sum, value) => sum + value * value, 0);
  }
  return errors;
}
