import type { Random } from '../../core/random.js';
import { mean } from '../../math/statistics.js';
import { breakdownShare, goldenRisk, weightedRisk } from '../closed-forms.js';
import type { Comparison, Preset } from '../preset.js';
import { goldenWeight } from '../regimes/weighted.js';
import { holds, withinDistance } from './compare.js';

const D = 20;

export const verifierBreakdown: Preset = {
  id: 'verifier-breakdown',
  title: 'How much wrong data a verifier can bear',
  paper:
    'Feng et al., Beyond Model Collapse: Scaling Up with Synthesized Data Requires Verification, arXiv 2406.07515',
  protocol:
    'Two classes in 20 dimensions, 40,000 records, a share p of their labels wrong. A verifier keeps a right record with probability φ and a wrong one with ψ; a linear classifier is trained on what is kept. Accuracy falls through one half at p* = 1/(1 + ψ/φ).',
  definition: 'test loss on real data',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 0.5, quick: 0.5 },
  run: ({ random, progress }) => {
    const repetitions = 4;
    const pairs = [
      [0.9, 0.3],
      [1, 1],
      [0.8, 0.1],
    ] as const;
    const figures: { x: number[]; y: number[]; name: string }[] = [];
    const comparisons: Comparison[] = pairs.map(([keepRight, keepWrong], index) => {
      const expected = breakdownShare(keepRight, keepWrong);
      const shares = [-0.06, -0.04, -0.02, 0, 0.02, 0.04, 0.06].map((offset) => expected + offset);
      const accuracies = shares.map((share, at) =>
        mean(
          Array.from({ length: repetitions }, (_, repetition) =>
            filteredAccuracy(share, keepRight, keepWrong, random.split(index, at, repetition)),
          ),
        ),
      );
      progress((index + 1) / pairs.length);
      figures.push({ x: shares, y: accuracies, name: `φ = ${keepRight}, ψ = ${keepWrong}` });
      return withinDistance(
        `wrong share at which accuracy crosses ½, φ = ${keepRight}, ψ = ${keepWrong}`,
        crossing(shares, accuracies, 0.5),
        expected,
        0.02,
        { printed: { value: 'p* = 1/(1 + ψ/φ)', source: 'Feng et al., arXiv 2406.07515' } },
      );
    });
    return {
      comparisons,
      figures: [
        {
          title: 'Accuracy around the breakdown point',
          xLabel: 'share of wrong labels',
          yLabel: 'accuracy',
          curves: figures.map((curve) => ({ ...curve, kind: 'ours' as const })),
        },
      ],
    };
  },
};

/** Accuracy 1 − θ/π of the mean classifier Σy·x, θ its angle to the true direction; x is isotropic. */
function filteredAccuracy(share: number, keepRight: number, keepWrong: number, random: Random): number {
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

export const goldenRatio: Preset = {
  id: 'golden-ratio',
  title: 'The best weight on real data',
  paper: 'He, Xu and Cheng, Golden Ratio Weighting Prevents Model Collapse, arXiv 2502.18049',
  protocol:
    'A Gaussian mean from n = 100 new real records of weight w and n/k synthetic ones of weight 1 − w, until it settles; the same streams serve every w. The weight of least risk is (√(k² + 4k) − k)/2, at k = 1 the inverse of the golden ratio, and the risk there equals the weight.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 0.8, quick: 0.8 },
  run: ({ random, progress }) => {
    // The risk is that of a squared normal: this many put .02 at four standard errors for k = 2.
    const chains = 50_000;
    const comparisons: Comparison[] = [];
    const curves: { name: string; x: number[]; y: number[]; law: number[] }[] = [];
    for (const k of [0.5, 1, 2]) {
      const best = goldenWeight(k);
      const weights = [-0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15].map((offset) => best + offset);
      const risks = weights.map((w) => settledRisk(w, k, chains, random.split(k * 10)));
      comparisons.push(
        withinDistance(`weight of least risk, k = ${k}`, lowestOfParabola(weights, risks), best, 0.03, {
          printed: {
            value: k === 1 ? 'the golden ratio’s inverse, .6180' : '(√(k² + 4k) − k)/2',
            source: 'He et al., arXiv 2502.18049',
          },
        }),
        withinDistance(
          `risk at that weight relative to real data alone, k = ${k}`,
          risks[3]!,
          goldenRisk(k),
          0.02,
        ),
      );
      if (k === 1)
        comparisons.push(
          holds('k = 1: risk at w* relative to real data alone', risks[3]!, 'below .65', risks[3]! < 0.65, {
            expected: goldenRisk(1),
          }),
        );
      curves.push({ name: `k = ${k}`, x: weights, y: risks, law: weights.map((w) => weightedRisk(k, w)) });
      progress(comparisons.length / 7);
    }
    return {
      comparisons,
      figures: [
        {
          title: 'Risk of a weighted mix',
          xLabel: 'weight on real data',
          yLabel: 'risk relative to real data alone',
          curves: curves.flatMap(({ name, x, y, law }) => [
            { name, kind: 'ours' as const, x, y },
            { name: `${name}, law`, kind: 'closed-form' as const, x, y: law },
          ]),
        },
      ],
    };
  },
};

/** n·E[μ²] after 25 generations of μ ← w·x̄_real + (1 − w)·x̄_synthetic. */
function settledRisk(w: number, k: number, chains: number, random: Random): number {
  const n = 100;
  let total = 0;
  for (let chain = 0; chain < chains; chain++) {
    const stream = random.split(chain);
    let mu = 0;
    for (let t = 0; t < 25; t++) {
      const real = stream.normal() / Math.sqrt(n);
      const synthetic = mu + stream.normal() * Math.sqrt(k / n);
      mu = w * real + (1 - w) * synthetic;
    }
    total += n * mu * mu;
  }
  return total / chains;
}

/** Lowest point of the least-squares parabola through the points. */
function lowestOfParabola(x: readonly number[], y: readonly number[]): number {
  const centre = mean(x);
  const z = x.map((value) => value - centre);
  const moment = (power: number) => z.reduce((sum, value) => sum + value ** power, 0);
  const n = z.length;
  const sy = y.reduce((a, b) => a + b, 0);
  const szy = y.reduce((sum, value, at) => sum + value * z[at]!, 0);
  const szzy = y.reduce((sum, value, at) => sum + value * z[at]! ** 2, 0);
  const [s2, s4] = [moment(2), moment(4)];
  // Symmetric abscissae: odd moments vanish.
  const slope = szy / s2;
  const bend = (n * szzy - s2 * sy) / (n * s4 - s2 * s2);
  return centre - slope / (2 * bend);
}
