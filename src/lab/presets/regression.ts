import type { NumericRows } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { intervalOfMean, mean } from '../../math/statistics.js';
import { regressionAccumulate, regressionReplace } from '../closed-forms.js';
import { growingSubsampler } from '../data.js';
import { leastSquares } from '../models/linear-regression.js';
import type { Comparison, Preset } from '../preset.js';
import { insideRange, meanWithinShare } from './compare.js';

const D = 10;
const SAMPLES = 111;
const FITS = [1, 2, 5, 10, 20];

type Kind = 'replace' | 'accumulate' | 'subsample';

export const linearRegressionLoop: Preset = {
  id: 'linear-regression',
  title: 'Least squares that labels its own data',
  paper:
    'Gerstgrasser et al., Is Model Collapse Inevitable?, arXiv 2404.01413; Dohmatob et al., arXiv 2402.07712',
  protocol:
    'x ~ N(0, I₁₀), y = x·w + noise, 111 records. Every fit relabels the same 111 x with its own coefficients and fresh noise. Replaced, the test error grows by σ²d/(T − d − 1) = .1 with every fit; accumulated it stays below π²/6 of that.',
  definition: 'test loss on real data',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 6.8, quick: 6.8 },
  run: ({ random, progress }) => {
    // An error varies by half of itself: this many put 3 % at four standard errors.
    const chains = 4500;
    const comparisons: Comparison[] = [];
    const kinds: Kind[] = ['replace', 'accumulate', 'subsample'];
    const errors = new Map(kinds.map((kind) => [kind, FITS.map(() => new Float64Array(chains))]));
    for (let chain = 0; chain < chains; chain++) {
      if (chain % 50 === 0) progress(chain / chains);
      for (const kind of kinds) {
        const path = regressionErrors(kind, random.split(kind, chain));
        FITS.forEach((t, at) => {
          errors.get(kind)![at]![chain] = path[t - 1]!;
        });
      }
    }
    const printedOf = (kind: 'replace' | 'accumulate', t: number) =>
      kind === 'replace'
        ? { value: `σ²d/(T−d−1) · ${t}`, source: 'Gerstgrasser et al., Theorem 1' }
        : { value: `σ²d/(T−d−1) · Σ1/i², i ≤ ${t}`, source: 'Gerstgrasser et al., Theorem 2' };
    FITS.forEach((t, at) => {
      comparisons.push(
        meanWithinShare(
          `replace, test error of fit ${t}`,
          errors.get('replace')![at]!,
          regressionReplace(D, SAMPLES, t),
          0.03,
          { printed: printedOf('replace', t) },
        ),
        meanWithinShare(
          `accumulate, test error of fit ${t}`,
          errors.get('accumulate')![at]!,
          regressionAccumulate(D, SAMPLES, t),
          0.03,
          { printed: printedOf('accumulate', t) },
        ),
      );
    });
    const ratio = (kind: Kind) => mean(errors.get(kind)!.at(-1)!) / regressionReplace(D, SAMPLES, 1);
    comparisons.push(
      insideRange('accumulate, fit 20 over the law of one fit', ratio('accumulate'), [1.55, 1.645], 1.596),
      insideRange('subsample, fit 20 over the law of one fit', ratio('subsample'), [2.5, 3.2], 2.788, {
        note: 'the law is for large T; d/T = .09 inflates it by about 8 %',
      }),
    );
    return {
      comparisons,
      figures: [
        {
          title: 'Test error of least squares',
          xLabel: 'fit',
          yLabel: 'E‖w_t − w‖²',
          curves: [
            ...kinds.map((kind) => {
              const columns = errors.get(kind)!;
              const intervals = columns.map((column) => intervalOfMean(column));
              return {
                name: kind,
                kind: 'ours' as const,
                x: FITS,
                y: columns.map((column) => mean(column)),
                low: intervals.map(([low]) => low),
                high: intervals.map(([, high]) => high),
              };
            }),
            {
              name: 'replace, law',
              kind: 'closed-form',
              x: FITS,
              y: FITS.map((t) => regressionReplace(D, SAMPLES, t)),
            },
            {
              name: 'accumulate, law',
              kind: 'closed-form',
              x: FITS,
              y: FITS.map((t) => regressionAccumulate(D, SAMPLES, t)),
            },
          ],
        },
      ],
    };
  },
};

/** ‖w_t − w‖² of twenty fits, w = 0: the noise, not the coefficients, is what the law is about. */
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
    // All rounds share one design, so least squares on the pool is least squares on each row's mean label.
    else
      for (let row = 0; row < SAMPLES; row++)
        put(row, row, kind === 'accumulate' ? sums[row]! / t : fresh[row]!);
    w = new Float64Array(leastSquares(rows, null, 0));
    errors[t - 1] = w.reduce((sum, value) => sum + value * value, 0);
  }
  return errors;
}
