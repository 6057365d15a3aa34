import { describe, expect, it } from 'vitest';
import type { ImageStack, TokenBlocks } from '../../../src/core/model.js';
import { diffusion, type FittedDiffusion } from '../../../src/lab/models/diffusion.js';
import { drawFrom, keepLargest, largest } from '../../../src/lab/models/token-choice.js';
import { type FittedTransformer, transformerLm } from '../../../src/lab/models/transformer-lm.js';
import { type FittedVae, vae } from '../../../src/lab/models/vae.js';
import { Device } from '../../../src/lab/neural/device.js';
import { Tape } from '../../../src/lab/neural/tape.js';
import { openTransformer, transformerLoss } from '../../../src/lab/neural/transformer.js';
import { TransformerDecoder } from '../../../src/lab/neural/transformer-decoder.js';
import { shapes } from '../../../src/lab/worlds/shapes.js';
import { markov } from '../../../src/lab/worlds/symbols.js';
import { randomFrom } from '../../../src/math/random.js';
import { NO_DATA } from './no-data.js';

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

  it('draws in proportion to the weights and never what has none', () => {
    const counts = [0, 0, 0, 0];
    const stream = random.split('draws');
    for (let at = 0; at < 20_000; at++) counts[drawFrom(Float64Array.of(0, 1, 0, 3), stream)]!++;
    expect(counts[0]! + counts[2]!).toBe(0);
    // Binomial(20000, ¼): standard deviation 61; five of them, a false alarm in 2 million seeds.
    expect(Math.abs(counts[1]! - 5000)).toBeLessThan(306);
  });
});
