import type { Random } from '../../core/random.js';
import { gaussianChain } from '../chains.js';
import { categorical, fittedCategorical } from '../models/categorical.js';
import { fittedGaussian, gaussian } from '../models/gaussian.js';
import type { Comparison } from '../preset.js';
import { resolveSettings } from '../settings.js';
import { holds, insideRange, withinDistance } from './compare.js';
import { definePreset } from './define.js';

const SIZES = [100, 1000, 10_000];
const TEMPERATURES = [0.8, 1.25];
/** Probabilities that a loop without sampling error starts from. */
const START = [0.5, 0.3, 0.15, 0.05];
const DECODED_GENERATIONS = 20;

interface ErrorNumbers {
  /** E[W₂²] after 20 generations at each of SIZES. */
  readonly statistical: readonly number[];
  /** Cross-entropy of generations 1 to 10. */
  readonly expressivity: readonly number[];
  /** Mean of generations 1 to 3. */
  readonly optimiser: readonly number[];
  /** Probabilities of the last generation at each of TEMPERATURES. */
  readonly decoding: readonly (readonly number[])[];
}

export const errorSources = definePreset<ErrorNumbers>({
  id: 'error-sources',
  title: 'The sources of error, one at a time',
  paper:
    'Shumailov et al., Nature 631, 2024 (statistical, expressivity, functional approximation); Marchi et al. and Alemohammad et al. for decoding',
  protocol:
    'Each error source is switched on alone. Statistical: a Gaussian chain at n = 100, 1,000, 10,000; the loss is proportional to 1/n. Expressivity: infinitely many samples, one Gaussian for two modes; the loss jumps once, then stays. Optimiser: infinitely many samples, the right family, K = 20 steps of size .1 from a cold start. Decoding: infinitely many samples, exact fits, a temperature other than 1.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 0.2, quick: 0.2 },
  measure: async ({ random }) => ({
    statistical: SIZES.map((size) => meanSquaredDistance(size, random)),
    expressivity: await projectedLosses(),
    optimiser: await optimisedMeans(),
    decoding: await Promise.all(TEMPERATURES.map(decodedProbabilities)),
  }),
  judge: ({ statistical, expressivity, optimiser, decoding }) => ({
    comparisons: [
      insideRange(
        'statistical: slope of log E[W₂²] against log n',
        Math.log10(statistical[2]! / statistical[0]!) / 2,
        [-1.05, -0.95],
        -1,
      ),
      projectedOnce(expressivity),
      ...optimiser.map((mean, at) =>
        withinDistance(
          `optimiser: mean after ${at + 1} generations of 20 steps`,
          mean,
          3 * (1 - 0.9 ** 20) ** (at + 1),
          1e-12,
        ),
      ),
      ...TEMPERATURES.map((temperature, at) => sharpened(temperature, decoding[at]!)),
    ],
    figures: [],
  }),
});

function projectedOnce(losses: readonly number[]): Comparison {
  const gap = Math.abs(losses[9]! - losses[0]!);
  return holds(
    'expressivity: change of the loss from generation 1 to 10',
    gap,
    'at most 1e-9: only the first fit projects',
    gap <= 1e-9,
    { expected: 0 },
  );
}

/** p_t ∝ p_0^(T^−t): for T < 1 the mode takes all the mass, for T > 1 all categories become equal. */
function sharpened(temperature: number, probabilities: readonly number[]): Comparison {
  const powers = START.map((p) => (p / START[0]!) ** (temperature ** -DECODED_GENERATIONS));
  const total = powers.reduce((a, b) => a + b, 0);
  const gap = Math.max(...powers.map((p, at) => Math.abs(p / total - probabilities[at]!)));
  return holds(
    `decoding: T = ${temperature}, largest gap to p₀^(T^−20) after 20 generations`,
    gap,
    'at most 1e-9',
    gap <= 1e-9,
    { expected: 0, note: `the most likely category ends at ${probabilities[0]!.toFixed(4)}` },
  );
}

/** E[W₂²] after 20 generations: to first order 30/n. */
function meanSquaredDistance(size: number, random: Random): number {
  let total = 0;
  const chains = 20_000;
  for (let chain = 0; chain < chains; chain++) {
    const { mean, variance } = gaussianChain({ size, generations: 20 }, random.split(size, chain));
    total += mean.at(-1)! ** 2 + (1 - Math.sqrt(variance.at(-1)!)) ** 2;
  }
  return total / chains;
}

type FittedGaussian = Awaited<ReturnType<typeof gaussian.fit>>;

const gaussianOf = (mean: number, variance: number): FittedGaussian =>
  fittedGaussian({ mean: Float64Array.of(mean), covariance: Float64Array.of(variance) }) as FittedGaussian;

function momentsOf(fitted: FittedGaussian): { readonly mean: number; readonly variance: number } {
  const { mean, covariance } = fitted.parameters() as { mean: Float64Array; covariance: Float64Array };
  return { mean: mean[0]!, variance: covariance[0]! };
}

/** KL(½N(−2, 1) + ½N(2, 1) ‖ N(m, v)) up to the mixture's entropy, which is the same for every fit. */
const crossEntropy = (m: number, v: number): number =>
  0.5 * Math.log(2 * Math.PI * v) + (5 + m * m) / (2 * v);

async function projectedLosses(): Promise<number[]> {
  const settings = resolveSettings('gaussian', gaussian.settings, {});
  // The moments of the two modes: mean 0, variance 1 + 4. The first fit is their projection on one Gaussian.
  let fitted = gaussianOf(0, 5);
  const losses: number[] = [];
  for (let t = 1; t <= 10; t++) {
    const { mean, variance } = momentsOf(fitted);
    losses.push(crossEntropy(mean, variance));
    fitted = (await gaussian.refitExactly!(fitted, settings, {}))!;
  }
  return losses;
}

async function optimisedMeans(): Promise<number[]> {
  const settings = resolveSettings('gaussian', gaussian.settings, { steps: 20, 'learning-rate': 0.1 });
  let fitted = gaussianOf(3, 1);
  const means: number[] = [];
  for (let t = 1; t <= 3; t++) {
    fitted = (await gaussian.refitExactly!(fitted, settings, {}))!;
    means.push(momentsOf(fitted).mean);
  }
  return means;
}

async function decodedProbabilities(temperature: number): Promise<number[]> {
  const settings = resolveSettings('categorical', categorical.settings, {});
  let fitted: Awaited<ReturnType<typeof categorical.fit>> = fittedCategorical(Float64Array.from(START));
  for (let t = 0; t < DECODED_GENERATIONS; t++)
    fitted = (await categorical.refitExactly!(fitted, settings, { temperature }))!;
  const { probabilities } = fitted.parameters() as { probabilities: Float64Array };
  return [...probabilities];
}
