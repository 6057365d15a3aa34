import { describe, expect, it } from 'vitest';
import type { ImageStack, TokenBlocks } from '../../../src/core/model.js';
import { shapes } from '../../../src/lab/data-sources/shapes.js';
import { markov } from '../../../src/lab/data-sources/symbols.js';
import { diffusion, type FittedDiffusion, freshNoise } from '../../../src/lab/models/diffusion.js';
import { drawFrom, keepLargest, largest } from '../../../src/lab/models/token-choice.js';
import { type FittedTransformer, transformerLm } from '../../../src/lab/models/transformer-lm.js';
import { type FittedVae, vae } from '../../../src/lab/models/vae.js';
import { Adam, cosineShare } from '../../../src/lab/neural/adam.js';
import { Device } from '../../../src/lab/neural/device.js';
import { minibatches } from '../../../src/lab/neural/minibatches.js';
import { allocateParameters, zeros } from '../../../src/lab/neural/parameters.js';
import { Tape } from '../../../src/lab/neural/tape.js';
import { openTransformer, transformerLoss } from '../../../src/lab/neural/transformer.js';
import { TransformerDecoder } from '../../../src/lab/neural/transformer-decoder.js';
import { NO_DATA } from '../../../src/lab/preset.js';
import { randomFrom } from '../../../src/math/random.js';

const random = randomFrom('models');
const pictures = shapes.open(200, random.split('shapes'), {}, NO_DATA).initial;
const language = markov.open(
  300,
  random.split('markov'),
  { vocabulary: 30, branching: 3, 'block-length': 16 },
  NO_DATA,
);
const SMALL_GPT = { width: 32, layers: 2, heads: 2, steps: 120, batch: 16, rate: 0.005 };

const bytesOf = (values: Float32Array | Int32Array) =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength);

describe('the same seed gives the same bytes', () => {
  it('in a VAE', () => {
    const run = () => {
      const fitted = vae.fit(pictures, random.split('fit'), { steps: 20, hidden: 32 }) as FittedVae;
      return bytesOf((fitted.sample(5, random.split('sample')) as ImageStack).pixels);
    };
    expect(run().equals(run())).toBe(true);
  });

  it('in a diffusion model', () => {
    const run = () => {
      const fitted = diffusion.fit(pictures, random.split('fit'), {
        steps: 5,
        hidden: 32,
        batch: 8,
      }) as FittedDiffusion;
      return bytesOf(fitted.sample(3, random.split('sample')).pixels);
    };
    expect(run().equals(run())).toBe(true);
  });

  it('in a transformer, however it writes', () => {
    for (const decoding of [{}, { temperature: 0.7, topK: 5 }, { beams: 3 }]) {
      const run = () => {
        const fitted = transformerLm.fit(language.initial, random.split('fit'), { ...SMALL_GPT, steps: 5 });
        return bytesOf((fitted as FittedTransformer).sample(4, random.split('sample'), decoding).tokens);
      };
      expect(run().equals(run())).toBe(true);
    }
  });
});

describe('training', () => {
  it('brings a VAE closer to its pictures than their mean is, and its samples near them', () => {
    const fitted = vae.fit(pictures, random.split('fit'), { steps: 300, hidden: 64, latent: 4 }) as FittedVae;
    // −ln p under the mean picture as Bernoulli means, per picture: what a model that learned nothing else pays.
    const side = pictures.width * pictures.height;
    const mean = Array.from({ length: side }, (_, at) => {
      let sum = 0;
      for (let row = 0; row < pictures.count; row++) sum += pictures.pixels[row * side + at]!;
      return sum / pictures.count;
    });
    let meanLoss = 0;
    for (let at = 0; at < pictures.pixels.length; at++) {
      const p = Math.min(1 - 1e-6, Math.max(1e-6, mean[at % side]!));
      const t = pictures.pixels[at]!;
      meanLoss -= (t * Math.log(p) + (1 - t) * Math.log(1 - p)) / pictures.count;
    }
    expect(fitted.trainingLoss).toBeLessThan(0.85 * meanLoss);
    const ink = (stack: ImageStack) => stack.pixels.reduce((sum, value) => sum + value, 0) / stack.count;
    expect(ink(fitted.sample(200, random.split('s')) as ImageStack) / ink(pictures)).toBeCloseTo(1, 0);
  });

  it('brings a diffusion model below the error of answering with the mean', () => {
    const untrained = diffusion.fit(pictures, random, { steps: 1, hidden: 64, batch: 32 }) as FittedDiffusion;
    const trained = diffusion.fit(pictures, random, { steps: 120, hidden: 64, batch: 32 }) as FittedDiffusion;
    expect(trained.trainingLoss).toBeLessThan(0.15 * untrained.trainingLoss);
    const drawn = trained.sample(50, random.split('s'));
    expect(drawn.pixels.every((value) => value >= 0 && value <= 1)).toBe(true);
    const ink = (stack: ImageStack) => stack.pixels.reduce((sum, value) => sum + value, 0) / stack.count;
    expect(Math.abs(ink(drawn) / ink(pictures) - 1)).toBeLessThan(0.35);
  });

  it('brings a transformer from the unigram law towards the language’s own entropy', () => {
    const fitted = transformerLm.fit(language.initial, random.split('fit'), SMALL_GPT) as FittedTransformer;
    const { heldOut } = language;
    const perToken =
      -fitted.logLikelihood(heldOut).reduce((sum, log) => sum + log, 0) / heldOut.tokens.length;
    const counts = new Float64Array(30);
    for (const token of heldOut.tokens) counts[token]!++;
    const unigram = counts.reduce(
      (sum, count) =>
        count === 0 ? sum : sum - (count / heldOut.tokens.length) * Math.log(count / heldOut.tokens.length),
      0,
    );
    expect(perToken).toBeLessThan(0.7 * unigram);
    // Three followers with odds 1, 1/2, 1/3 have an entropy of .99 nats: no model can be below it for long.
    expect(perToken).toBeGreaterThan(0.9);
    const samples = fitted.sample(200, random.split('s'));
    expect(allowedShare(samples, language.initial)).toBeGreaterThan(0.8);
    const likely = fitted.sample(100, random.split('s'), { beams: 4 });
    const mean = (logs: Float64Array) => logs.reduce((sum, log) => sum + log, 0) / logs.length;
    expect(mean(fitted.logLikelihood(likely))).toBeGreaterThan(mean(fitted.logLikelihood(samples)));
  });

  it('refuses settings that do not fit together', () => {
    expect(() => transformerLm.fit(language.initial, random, { width: 30, heads: 4 })).toThrow(
      /multiple of 4/u,
    );
    const odd: ImageStack = { kind: 'images', count: 1, width: 3, height: 4, pixels: new Float32Array(12) };
    expect(() => diffusion.fit(odd, random, {})).toThrow(/even width and height/u);
  });
});

/** Share of adjacent pairs that occur in the real text. */
function allowedShare(samples: TokenBlocks, real: TokenBlocks): number {
  const pairs = (data: TokenBlocks) =>
    Array.from(data.tokens.keys())
      .filter((at) => at % data.blockLength !== 0)
      .map((at) => data.tokens[at - 1]! * data.vocabulary + data.tokens[at]!);
  const known = new Set(pairs(real));
  const written = pairs(samples);
  return written.filter((pair) => known.has(pair)).length / written.length;
}

describe('writing', () => {
  it('gives each next token the probability that scoring the whole block gives it', () => {
    const design = { vocabulary: 7, length: 5, width: 16, layers: 2, heads: 2 };
    const device = Device.reference(4);
    const block = openTransformer(device, design, random.split('start'));
    for (let at = block.at; at < block.at + block.count; at++) device.memory[at]! *= 4;
    const tokens = [3, 0, 6, 6, 1, /* second line */ 2, 5, 4, 0, 3];
    const losses = new Float64Array(10);
    transformerLoss(new Tape(device, false), block, design, tokens, losses);
    const decoder = new TransformerDecoder(device, block, design, 2);
    let last = [7, 7];
    for (let place = 0; place < 5; place++) {
      decoder.advance(last, 1, (probabilities) => {
        expect(probabilities[7]).toBe(0);
        for (let line = 0; line < 2; line++) {
          const token = tokens[line * 5 + place]!;
          // Scoring also weighs the opening token, which is never written: both agree up to its share.
          const ratio = (other: number) =>
            probabilities[line * 8 + token]! / probabilities[line * 8 + other]!;
          const otherLosses = new Float64Array(10);
          const changed = tokens.slice();
          changed[line * 5 + place] = (token + 1) % 7;
          transformerLoss(new Tape(device, false), block, design, changed, otherLosses);
          const expected = Math.exp(otherLosses[line * 5 + place]! - losses[line * 5 + place]!);
          expect(ratio((token + 1) % 7)).toBeCloseTo(expected, 8);
        }
      });
      last = [tokens[place]!, tokens[5 + place]!];
    }
  });

  it('keeps the k largest, the first among equals', () => {
    expect(largest([1, 5, 3, 5, 2], 3)).toEqual([1, 3, 2]);
    const weights = Float64Array.of(0.2, 0.3, 0.2, 0.3, 0.1);
    keepLargest(weights, 3);
    expect(Array.from(weights)).toEqual([0.2, 0.3, 0, 0.3, 0]);
  });

  it('draws in proportion to the weights and never an item without weight', () => {
    const counts = [0, 0, 0, 0];
    const stream = random.split('draws');
    for (let at = 0; at < 20_000; at++) counts[drawFrom(Float64Array.of(0, 1, 0, 3), stream)]!++;
    expect(counts[0]! + counts[2]!).toBe(0);
    // Binomial(20000, ¼): standard deviation 61; five of them, a false alarm in 2 million seeds.
    expect(Math.abs(counts[1]! - 5000)).toBeLessThan(306);
  });
});

describe('decoding', () => {
  const tiny = markov.open(
    40,
    random.split('tiny'),
    { vocabulary: 4, branching: 2, 'block-length': 4 },
    NO_DATA,
  );
  const gpt = transformerLm.fit(tiny.initial, random.split('tiny fit'), {
    ...{ width: 16, layers: 2, heads: 2, steps: 60, batch: 8, rate: 0.01 },
  }) as FittedTransformer;
  const lines = ({ tokens, count }: TokenBlocks) =>
    Array.from({ length: count }, (_, row) => Array.from(tokens.subarray(4 * row, 4 * row + 4)));
  const blocks = (all: readonly (readonly number[])[]): TokenBlocks => ({
    ...tiny.initial,
    count: all.length,
    tokens: Int32Array.from(all.flat()),
  });

  it('a beam as wide as all lines finds the likeliest of them', () => {
    const found = lines(gpt.sample(6, random.split('beam'), { beams: 64 }));
    const own = gpt.logLikelihood(blocks(found));
    found.forEach(([start], row) => {
      const others = Array.from({ length: 64 }, (_, at) => [start!, at >> 4, (at >> 2) & 3, at & 3]);
      expect(own[row]).toBeCloseTo(Math.max(...gpt.logLikelihood(blocks(others))), 4);
    });
  });

  it('the one likeliest token at each place is what top-k 1 and a temperature near 0 write', () => {
    const greedy: number[] = [];
    for (let place = 0; place < 4; place++) {
      const next = [0, 1, 2, 3].map((token) => [...greedy, token, 0, 0, 0].slice(0, 4));
      const logs = gpt.tokenLogProbabilities(blocks(next)).filter((_, at) => at % 4 === place);
      greedy.push(logs.indexOf(Math.max(...logs)));
    }
    for (const decoding of [{ topK: 1 }, { temperature: 0.001 }])
      expect(lines(gpt.sample(5, random.split('greedy'), decoding))).toEqual(new Array(5).fill(greedy));
  });

  /** Largest difference of a pixel between the first picture and the others. */
  const variety = ({ pixels, count }: ImageStack): number => {
    const side = pixels.length / count;
    return pixels.reduce((most, pixel, at) => Math.max(most, Math.abs(pixel - pixels[at % side]!)), 0);
  };

  it('pictures are all alike at a temperature near 0, and not at 1', () => {
    const auto = vae.fit(pictures, random.split('fit'), { steps: 100, hidden: 32, latent: 4 }) as FittedVae;
    const denoiser = diffusion.fit(pictures, random.split('fit'), {
      steps: 30,
      hidden: 32,
      batch: 16,
    }) as FittedDiffusion;
    for (const fitted of [auto, denoiser]) {
      const sample = (temperature: number) =>
        fitted.sample(8, random.split('t'), { temperature }) as ImageStack;
      expect(variety(sample(1e-9))).toBeLessThan(0.01);
      expect(variety(sample(1))).toBeGreaterThan(0.05);
    }
  });

  it('fresh noise of a diffusion step is the posterior’s: (1 − ᾱ′)/(1 − ᾱ)·(1 − ᾱ/ᾱ′)', () => {
    // ᾱ from 1/4 to 3/4: 1/3 · 2/3.
    expect(freshNoise(Math.PI / 3, Math.PI / 6) ** 2).toBeCloseTo(2 / 9, 14);
  });
});

describe('an epoch', () => {
  it('has every row once before any repeats', () => {
    const batches = minibatches(10, 4, random.split('rows'));
    const rows = Array.from({ length: 5 }, () => [...batches.next()]).flat();
    const all = Array.from({ length: 10 }, (_, at) => at);
    expect(rows.slice(0, 10).sort((a, b) => a - b)).toEqual(all);
    expect(rows.slice(10).sort((a, b) => a - b)).toEqual(all);
    expect(rows.slice(10)).not.toEqual(rows.slice(0, 10));
  });

  it('warms up in a line and cools down in half a cosine to a tenth', () => {
    expect([0, 4, 9].map((step) => cosineShare(step, 110, 10))).toEqual([0.1, 0.5, 1]);
    expect(cosineShare(10, 110, 10)).toBe(1);
    expect(cosineShare(60, 110, 10)).toBeCloseTo(0.55, 14);
    expect(cosineShare(110, 110, 10)).toBeCloseTo(0.1, 14);
  });

  it('shortens a long gradient to its limit and keeps its direction', () => {
    const device = Device.reference(4);
    const block = allocateParameters(device, { both: zeros(2) }, null);
    // Without memory and with ε = 1, a step is rate · g/(|g| + 1).
    const adam = new Adam(device, block, { rate: 1, beta1: 0, beta2: 0, epsilon: 1, clip: 1 });
    device.memory.set([3, -4], block.gradient);
    expect(adam.step()).toBe(5);
    expect(device.memory[block.at]).toBeCloseTo(-0.6 / 1.6, 6);
    expect(device.memory[block.at + 1]).toBeCloseTo(0.8 / 1.8, 6);
  });
});
