import type { Random } from '../../core/random.js';
import { mean } from '../../math/statistics.js';
import { goldenRisk, weightedRisk } from '../closed-forms.js';
import type { Comparison, Curve } from '../preset.js';
import { goldenWeight } from '../regimes/weighted.js';
import { holds, withinDistance } from './compare.js';
import { definePreset } from './define.js';

/** Real records for each synthetic one. */
const RATIOS = [0.5, 1, 2];
/** The risk is the mean of a squared normal number: with this many chains .02 is four standard errors for k = 2. */
const CHAINS = 50_000;
/** Weights around the best one, which is the middle one. */
const OFFSETS = [-0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15];

const weightsOf = (k: number): number[] => OFFSETS.map((offset) => goldenWeight(k) + offset);

/** Risk relative to real data alone for each of RATIOS, at each of its weights. */
type Risks = readonly (readonly number[])[];

export const goldenRatio = definePreset<Risks>({
  id: 'golden-ratio',
  title: 'The best weight on real data',
  paper: 'He, Xu and Cheng, Golden Ratio Weighting Prevents Model Collapse, arXiv 2502.18049',
  protocol:
    'A Gaussian mean is estimated from n = 100 new real records with weight w and n/k synthetic ones with weight 1 − w, until it settles; all w use the same random streams. The risk is least at the weight (√(k² + 4k) − k)/2, for k = 1 the inverse of the golden ratio, and the least risk equals that weight.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 0.8, quick: 0.8 },
  measure: ({ random, progress }) =>
    RATIOS.map((k, index) => {
      const risks = weightsOf(k).map((w) => settledRisk(w, k, CHAINS, random.split(k * 10)));
      progress((index + 1) / RATIOS.length);
      return risks;
    }),
  judge: (risks) => ({
    comparisons: RATIOS.flatMap((k, at) => comparisonsAt(k, risks[at]!)),
    figures: [
      {
        title: 'Risk of a weighted mix',
        xLabel: 'weight on real data',
        yLabel: 'risk relative to real data alone',
        curves: RATIOS.flatMap((k, at) => curvesAt(k, risks[at]!)),
      },
    ],
  }),
});

function comparisonsAt(k: number, risks: readonly number[]): Comparison[] {
  const atBest = risks[OFFSETS.indexOf(0)]!;
  return [
    withinDistance(
      `weight of least risk, k = ${k}`,
      lowestOfParabola(weightsOf(k), risks),
      goldenWeight(k),
      0.03,
      {
        printed: {
          value: k === 1 ? 'the golden ratio’s inverse, .6180' : '(√(k² + 4k) − k)/2',
          source: 'He et al., arXiv 2502.18049',
        },
      },
    ),
    withinDistance(`risk at that weight relative to real data alone, k = ${k}`, atBest, goldenRisk(k), 0.02),
    ...(k === 1
      ? [
          holds('k = 1: risk at w* relative to real data alone', atBest, 'below .65', atBest < 0.65, {
            expected: goldenRisk(1),
          }),
        ]
      : []),
  ];
}

function curvesAt(k: number, risks: readonly number[]): Curve[] {
  const weights = weightsOf(k);
  const law = weights.map((w) => weightedRisk(k, w));
  return [
    { name: `k = ${k}`, kind: 'ours', x: weights, y: risks },
    { name: `k = ${k}, law`, kind: 'closed-form', x: weights, y: law },
  ];
}

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
