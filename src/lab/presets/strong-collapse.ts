import type { Random } from '../../core/random.js';
import { chiSquared } from '../../math/distributions.js';
import { cholesky, solveLower, solveUpper } from '../../math/linear-algebra.js';
import { intervalOfMean, mean } from '../../math/statistics.js';
import { strongCollapseError } from '../closed-forms.js';
import type { Comparison, Preset } from '../preset.js';
import { holds, meanWithinShare } from './compare.js';

const D = 100;

export const strongCollapse: Preset = {
  id: 'strong-collapse',
  title: 'A constant share of wrong labels is a floor',
  paper: 'Dohmatob, Feng, Subramonian and Kempe, Strong Model Collapse, arXiv 2410.04840',
  protocol:
    'Least squares in 100 dimensions, noise 1, with a share p of records whose labels come from coefficients shifted by a vector of squared length 1. More data lowers the error only while p = 0; beyond, it stays at about p². Normal equations are drawn from their Wishart law, which does not depend on how many records there are.',
  definition: 'scaling',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 1.1, quick: 1.1 },
  run: ({ random, progress }) => {
    const repetitions = 240;
    const comparisons: Comparison[] = [];
    const errors = (n: number, p: number) =>
      Float64Array.from({ length: repetitions }, (_, at) => shiftedError(n, p, random.split(n, p * 10, at)));
    const at = new Map<string, number>();
    for (const [index, [n, p]] of (
      [
        [2000, 0],
        [2000, 0.1],
        [2000, 0.5],
        [20_000, 0],
        [20_000, 0.5],
      ] as const
    ).entries()) {
      const values = errors(n, p);
      at.set(`${n} ${p}`, mean(values));
      progress((index + 1) / 5);
      if (n === 2000)
        comparisons.push(
          meanWithinShare(
            `test error, 2,000 records, wrong share ${p}`,
            values,
            strongCollapseError(1, D, n, p, 1),
            0.05,
            {
              interval: intervalOfMean(values),
            },
          ),
        );
    }
    const gain = (p: number) => at.get(`20000 ${p}`)! / at.get(`2000 ${p}`)!;
    comparisons.push(
      holds('ten times the data, no wrong labels: error left', gain(0), 'below .15', gain(0) < 0.15, {
        expected: 0.096,
      }),
      holds(
        'ten times the data, half wrong: error left',
        gain(0.5),
        'above .7: more data does not help',
        gain(0.5) > 0.7,
        { expected: 0.81 },
      ),
    );
    return { comparisons, figures: [] };
  },
};

/** ‖ŵ − w‖² = ‖G⁻¹(Xᵀe + X₂ᵀX₂δ)‖² with G = X₁ᵀX₁ + X₂ᵀX₂ and ‖δ‖ = 1. */
function shiftedError(n: number, p: number, random: Random): number {
  const wrong = Math.round(p * n);
  const gram = wishart(n - wrong, random);
  const right = new Float64Array(D);
  if (wrong > 0) {
    const shifted = wishart(wrong, random);
    for (let i = 0; i < D; i++) right[i] = shifted[i * D]!;
    for (let at = 0; at < gram.length; at++) gram[at] = gram[at]! + shifted[at]!;
  }
  const factor = cholesky(gram, D);
  // Xᵀe given X is N(0, G): L·z.
  const z = new Float64Array(D);
  random.fillNormal(z);
  for (let i = 0; i < D; i++) for (let j = 0; j <= i; j++) right[i] = right[i]! + factor[i * D + j]! * z[j]!;
  return solveUpper(factor, D, solveLower(factor, D, right)).reduce((sum, value) => sum + value * value, 0);
}

/** XᵀX of `count` standard normal rows, by Bartlett's decomposition. */
function wishart(count: number, random: Random): Float64Array {
  const lower = new Float64Array(D * D);
  for (let i = 0; i < D; i++) {
    for (let j = 0; j < i; j++) lower[i * D + j] = random.normal();
    lower[i * D + i] = Math.sqrt(chiSquared(count - i, random));
  }
  const gram = new Float64Array(D * D);
  for (let i = 0; i < D; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k <= j; k++) sum += lower[i * D + k]! * lower[j * D + k]!;
      gram[i * D + j] = sum;
      gram[j * D + i] = sum;
    }
  return gram;
}
