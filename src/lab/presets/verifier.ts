import type { Random } from '../../core/random.js';
import { mean } from '../../math/statistics.js';
import { breakdownShare } from '../closed-forms.js';
import { withinDistance } from './compare.js';
import { definePreset } from './define.js';

const D = 20;
const REPETITIONS = 4;
/** Probabilities φ and ψ with which a right and a wrong record are kept. */
const VERIFIERS = [
  { keepRight: 0.9, keepWrong: 0.3 },
  { keepRight: 1, keepWrong: 1 },
  { keepRight: 0.8, keepWrong: 0.1 },
] as const;
type Verifier = (typeof VERIFIERS)[number];

/** Shares of wrong labels around the breakdown. */
const sharesOf = ({ keepRight, keepWrong }: Verifier): number[] =>
  [-0.06, -0.04, -0.02, 0, 0.02, 0.04, 0.06].map((offset) => breakdownShare(keepRight, keepWrong) + offset);

const nameOf = ({ keepRight, keepWrong }: Verifier): string => `φ = ${keepRight}, ψ = ${keepWrong}`;

/** Mean accuracy for each verifier, at each of its shares. */
type Accuracies = readonly (readonly number[])[];

export const verifierBreakdown = definePreset<Accuracies>({
  id: 'verifier-breakdown',
  title: 'How much wrong data a verifier tolerates',
  paper:
    'Feng et al., Beyond Model Collapse: Scaling Up with Synthesized Data Requires Verification, arXiv 2406.07515',
  protocol:
    'Two classes in 20 dimensions, 40,000 records, a share p of them with wrong labels. A verifier keeps a right record with probability φ and a wrong one with probability ψ; a linear classifier is trained on the kept records. Accuracy falls below one half at p* = 1/(1 + ψ/φ).',
  definition: 'test loss on real data',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 0.5, quick: 0.5 },
  measure: ({ random, progress }) =>
    VERIFIERS.map((verifier, index) => {
      const accuracies = sharesOf(verifier).map((share, at) =>
        mean(
          Array.from({ length: REPETITIONS }, (_, repetition) =>
            filteredAccuracy(share, verifier, random.split(index, at, repetition)),
          ),
        ),
      );
      progress((index + 1) / VERIFIERS.length);
      return accuracies;
    }),
  judge: (accuracies) => ({
    comparisons: VERIFIERS.map((verifier, at) =>
      withinDistance(
        `wrong share at which accuracy crosses ½, ${nameOf(verifier)}`,
        crossing(sharesOf(verifier), accuracies[at]!, 0.5),
        breakdownShare(verifier.keepRight, verifier.keepWrong),
        0.02,
        { printed: { value: 'p* = 1/(1 + ψ/φ)', source: 'Feng et al., arXiv 2406.07515' } },
      ),
    ),
    figures: [
      {
        title: 'Accuracy around the breakdown point',
        xLabel: 'share of wrong labels',
        yLabel: 'accuracy',
        curves: VERIFIERS.map((verifier, at) => ({
          x: sharesOf(verifier),
          y: accuracies[at]!,
          name: nameOf(verifier),
          kind: 'ours',
        })),
      },
    ],
  }),
});

/** Accuracy 1 − θ/π of the mean classifier Σy·x, θ its angle to the true direction; x is isotropic. */
function filteredAccuracy(share: number, { keepRight, keepWrong }: Verifier, random: Random): number {
  const direction = new Float64Array(D);
  const x = new Float64Array(D);
  for (let row = 0; row < 40_000; row++) {
    random.fillNormal(x);
    const isWrong = random.uniform() < share;
    if (random.uniform() >= (isWrong ? keepWrong : keepRight)) continue;
    const label = (x[0]! > 0 ? 1 : -1) * (isWrong ? -1 : 1);
    for (let i = 0; i < D; i++) direction[i] = direction[i]! + label * x[i]!;
  }
  const norm = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0));
  return 1 - Math.acos(direction[0]! / norm) / Math.PI;
}

/** Where a falling polyline crosses a level, by linear interpolation; NaN where it does not. */
export function crossing(x: readonly number[], y: readonly number[], level: number): number {
  for (let at = 1; at < x.length; at++) {
    const [before, after] = [y[at - 1]!, y[at]!];
    if (before >= level && after < level)
      return x[at - 1]! + ((before - level) / (before - after)) * (x[at]! - x[at - 1]!);
  }
  return Number.NaN;
}
