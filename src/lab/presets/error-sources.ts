import type { Random } from '../../core/random.js';
import { gaussianChain } from '../chains.js';
import { categorical, fittedCategorical } from '../models/categorical.js';
import { fittedGaussian, gaussian } from '../models/gaussian.js';
import type { Comparison, Preset } from '../preset.js';
import { resolveSettings } from '../settings.js';
import { holds, insideRange, withinDistance } from './compare.js';

export const errorSources: Preset = {
  id: 'error-sources',
  title: 'The sources of error, one at a time',
  paper:
    'Shumailov et al., Nature 631, 2024 (statistical, expressivity, functional approximation); Marchi et al. and Alemohammad et al. for decoding',
  protocol:
    'Each source is switched on alone. Statistical: a Gaussian chain at n = 100, 1,000, 10,000, loss proportional to 1/n. Expressivity: infinitely many samples, one Gaussian for two modes, one jump and then nothing. Optimiser: infinitely many samples, the right family, K = 20 steps of size .1 from a cold start. Decoding: infinitely many samples, exact fits, temperature other than 1.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 0.2, quick: 0.2 },
  run: async ({ random }) => ({
    comparisons: [
      ...statistical(random),
      ...(await expressivity()),
      ...(await optimiser()),
      ...(await decoding()),
    ],
    figures: [],
  }),
};

/** E[W₂²] after 20 generations at sizes a decade apart: to first order 30/n. */
function statistical(random: Random): Comparison[] {
  const losses = [100, 1000, 10_000].map((size) => {
    let total = 0;
    const chains = 20_000;
    for (let chain = 0; chain < chains; chain++) {
      const { mean, variance } = gaussianChain({ size, generations: 20 }, random.split(size, chain));
      total += mean.at(-1)! ** 2 + (1 - Math.sqrt(variance.at(-1)!)) ** 2;
    }
    return total / chains;
  });
  const slope = Math.log10(losses[2]! / losses[0]!) / 2;
  return [insideRange('statistical: slope of log E[W₂²] against log n', slope, [-1.05, -0.95], -1)];
}

/** KL(½N(−2, 1) + ½N(2, 1) ‖ N(m, v)) up to the entropy of the mixture, which is the same for every fit. */
const crossEntropy = (m: number, v: number): number =>
  0.5 * Math.log(2 * Math.PI * v) + (5 + m * m) / (2 * v);

async function expressivity(): Promise<Comparison[]> {
  const settings = resolveSettings('gaussian', gaussian.settings, {});
  // The moments of the two modes: mean 0, variance 1 + 4. The first fit is their projection on one Gaussian.
  let fitted = fittedGaussian({ mean: Float64Array.of(0), covariance: Float64Array.of(5) }) as Awaited<
    ReturnType<typeof gaussian.fit>
  >;
  const losses: number[] = [];
  for (let t = 1; t <= 10; t++) {
    const { mean, covariance } = fitted.parameters() as { mean: Float64Array; covariance: Float64Array };
    losses.push(crossEntropy(mean[0]!, covariance[0]!));
    fitted = (await gaussian.refitExactly!(fitted, settings, {}))!;
  }
  const gap = Math.abs(losses[9]! - losses[0]!);
  return [
    holds(
      'expressivity: change of the loss from generation 1 to 10',
      gap,
      'at most 1e-9: a projection is made once',
      gap <= 1e-9,
      { expected: 0 },
    ),
  ];
}

async function optimiser(): Promise<Comparison[]> {
  const settings = resolveSettings('gaussian', gaussian.settings, { steps: 20, 'learning-rate': 0.1 });
  let fitted = fittedGaussian({ mean: Float64Array.of(3), covariance: Float64Array.of(1) }) as Awaited<
    ReturnType<typeof gaussian.fit>
  >;
  const factor = 1 - 0.9 ** 20;
  const comparisons: Comparison[] = [];
  for (let t = 1; t <= 3; t++) {
    fitted = (await gaussian.refitExactly!(fitted, settings, {}))!;
    const { mean } = fitted.parameters() as { mean: Float64Array };
    comparisons.push(
      withinDistance(`optimiser: mean after ${t} generations of 20 steps`, mean[0]!, 3 * factor ** t, 1e-12),
    );
  }
  return comparisons;
}

/** p_t ∝ p_0^(T^−t): below 1 the mode takes all, above 1 every category becomes alike. */
async function decoding(): Promise<Comparison[]> {
  const start = Float64Array.of(0.5, 0.3, 0.15, 0.05);
  const settings = resolveSettings('categorical', categorical.settings, {});
  const comparisons: Comparison[] = [];
  for (const temperature of [0.8, 1.25]) {
    let fitted: Awaited<ReturnType<typeof categorical.fit>> = fittedCategorical(start);
    for (let t = 0; t < 20; t++)
      fitted = (await categorical.refitExactly!(fitted, settings, { temperature }))!;
    const { probabilities } = fitted.parameters() as { probabilities: Float64Array };
    const powers = start.map((p) => (p / 0.5) ** (temperature ** -20));
    const total = powers.reduce((a, b) => a + b, 0);
    const gap = Math.max(...powers.map((p, at) => Math.abs(p / total - probabilities[at]!)));
    comparisons.push(
      holds(
        `decoding: T = ${temperature}, largest gap to p₀^(T^−20) after 20 generations`,
        gap,
        'at most 1e-9',
        gap <= 1e-9,
        {
          expected: 0,
          note: `the most likely category ends at ${probabilities[0]!.toFixed(4)}`,
        },
      ),
    );
  }
  return comparisons;
}
