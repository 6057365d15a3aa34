import type { Random } from '../../core/random.js';
import { chiSquared } from '../../math/distributions.js';
import { cholesky, solveLower, solveUpper } from '../../math/linear-algebra.js';
import { type Estimate, meanAndError } from '../../math/statistics.js';
import { strongCollapseError } from '../closed-forms.js';
import { holds, meanWithinShare } from './compare.js';
import { definePreset } from './define.js';

const D = 100;
const REPETITIONS = 240;
/** Shares of wrong labels, among 2,000 records and among ten times as many. */
const WRONG_OF_FEW = [0, 0.1, 0.5];
const WRONG_OF_MANY = [0, 0.5];

/** Test errors, in the order of the shares. */
interface ShiftedErrors {
  readonly few: readonly Estimate[];
  readonly many: readonly Estimate[];
}

export const strongCollapse = definePreset<ShiftedErrors>({
  id: 'strong-collapse',
  title: 'A constant share of wrong labels limits the error from below',
  paper: 'Dohmatob, Feng, Subramonian and Kempe, Strong Model Collapse, arXiv 2410.04840',
  protocol:
    'Least squares in 100 dimensions with noise 1. A share p of the records has labels from coefficients shifted by a vector of squared length 1. More data lowers the error only if p = 0; otherwise it stays at about p². Normal equations are drawn from their Wishart distribution, at a cost that does not depend on the number of records.',
  definition: 'scaling',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 1.1, quick: 1.1 },
  measure: ({ random, progress }) => {
    let done = 0;
    const errorsOf = (n: number, shares: readonly number[]) =>
      shares.map((p) => {
        const errors = shiftedErrors(n, p, random);
        progress(++done / (WRONG_OF_FEW.length + WRONG_OF_MANY.length));
        return errors;
      });
    return { few: errorsOf(2000, WRONG_OF_FEW), many: errorsOf(20_000, WRONG_OF_MANY) };
  },
  judge: ({ few, many }) => {
    const gain = (p: number) => many[WRONG_OF_MANY.indexOf(p)]!.mean / few[WRONG_OF_FEW.indexOf(p)]!.mean;
    return {
      comparisons: [
        ...WRONG_OF_FEW.map((p, at) =>
          meanWithinShare(
            `test error, 2,000 records, wrong share ${p}`,
            few[at]!,
            strongCollapseError(1, D, 2000, p, 1),
            0.05,
          ),
        ),
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
      ],
      figures: [],
    };
  },
});

const shiftedErrors = (n: number, p: number, random: Random): Estimate =>
  meanAndError(
    Float64Array.from({ length: REPETITIONS }, (_, at) => shiftedError(n, p, random.split(n, p * 10, at))),
  );

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
