import { describe, expect, test } from 'vitest';
import type { Data, Model } from '../../src/core/model.js';
import { recordWidth } from '../../src/lab/data.js';
import { MODELS } from '../../src/lab/models/index.js';
import { planOf } from '../../src/lab/plan.js';
import { NO_DATA } from '../../src/lab/preset.js';
import { resolveSettings } from '../../src/lab/settings.js';
import { randomFrom } from '../../src/math/random.js';
import { mean } from '../../src/math/statistics.js';

/** Gradient-trained models get few records here: their own tests ask them more. */
const sizeFor = (id: string): number => (['vae', 'diffusion', 'transformer-lm'].includes(id) ? 24 : 200);
/** Settings that make a gradient-trained model as small as its definition allows. */
const SMALL: { [model: string]: { [setting: string]: number | string } } = {
  vae: { steps: 60, hidden: 32, latent: 4, batch: 16 },
  diffusion: { steps: 20, hidden: 32, channels: 8, batch: 8, 'sampling-steps': 5 },
  'transformer-lm': { steps: 40, width: 32, heads: 2, batch: 8 },
};

/**
 * Nats per number of a record that a refit on 8,000 may be off: p parameters cost about p/2n, so 0.001 is several times
 * what a handful of them do. More where there are many (an alphabet, bigrams), where EM stops by its tolerance, and
 * where a kernel adds its own h².
 */
const RECOVERY: { readonly [model: string]: number } = {
  gmm: 0.003,
  categorical: 0.015,
  kde: 0.06,
  'ngram-lm': 0.1,
};

const numbersOf = (data: Data): ArrayLike<number> =>
  data.kind === 'numeric'
    ? data.values
    : data.kind === 'categorical'
      ? data.draws
      : data.kind === 'tokens'
        ? data.tokens
        : data.kind === 'images'
          ? data.pixels
          : [];

/** Opened by the first test that asks, not while tests are collected: a model without a data source fails alone. */
function opened(model: Model) {
  const settings = resolveSettings(model.id, model.settings, SMALL[model.id] ?? {});
  const size = sizeFor(model.id);
  const { dataSource } = planOf({ model: model.id, regime: 'replace', generations: 1, size });
  const real = dataSource.open(size, randomFrom(1).split('real'), {}, NO_DATA).initial;
  return { settings, size, real, learned: once(() => model.fit(real, randomFrom(2), settings)) };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

describe.each(MODELS.map((model) => [model.id, model] as const))('%s', (id, model) => {
  const open = once(() => opened(model));

  test('gives the same samples for the same seed and others for another', async () => {
    const { real, settings } = open();
    const sampleWith = async (seed: number) => {
      const fitted = await model.fit(real, randomFrom(seed).split('fit'), settings);
      return Array.from(numbersOf(await fitted.sample(32, randomFrom(seed).split('sample'))));
    };
    const first = await sampleWith(5);
    expect(await sampleWith(5)).toEqual(first);
    expect(await sampleWith(6)).not.toEqual(first);
  });

  test('samples data of its own kind, of the asked count, in the shape it learned', async () => {
    const { real, learned } = open();
    const fitted = await learned();
    const samples = await fitted.sample(17, randomFrom(3));
    expect(samples.kind).toBe(model.dataKind);
    expect(samples.count).toBe(17);
    expect(recordWidth(samples)).toBe(recordWidth(real));
    expect(numbersOf(samples).length).toBe(17 * recordWidth(samples));
    expect(Array.from(numbersOf(samples)).every(Number.isFinite)).toBe(true);
  });

  test('names every setting once, with a default inside its own range', () => {
    expect(new Set(model.settings.map((setting) => setting.id)).size).toBe(model.settings.length);
    expect(() => resolveSettings(id, model.settings, {})).not.toThrow();
    expect(() => resolveSettings(id, model.settings, { 'no-such-setting': 1 })).toThrow(/no setting/);
  });

  test('writes parameters that survive JSON', async () => {
    const fitted = await open().learned();
    for (const value of Object.values(fitted.parameters())) {
      const numbers =
        typeof value === 'number' ? [value] : typeof value === 'string' ? [] : Array.from(value);
      expect(numbers.every(Number.isFinite)).toBe(true);
    }
  });

  test('finds the data it learned likelier than the same data disturbed, where it has a likelihood', async () => {
    const { real, learned } = open();
    const fitted = await learned();
    if (fitted.logLikelihood === undefined) return;
    expect(mean(await fitted.logLikelihood(real))).toBeGreaterThan(
      mean(await fitted.logLikelihood(disturb(real))),
    );
  });

  test('weights change the fit where it says it takes them', async () => {
    if (!model.takesWeights) return;
    const { real, settings, size, learned } = open();
    const weights = new Float64Array(size).map((_, row) => (row < size / 4 ? 4 : 0.01));
    const plain = await learned();
    const weighted = await model.fit(real, randomFrom(2), settings, weights);
    const sampled = async (fitted: typeof plain) =>
      Array.from(numbersOf(await fitted.sample(50, randomFrom(9))));
    expect(await sampled(weighted)).not.toEqual(await sampled(plain));
  });

  test.skipIf(['vae', 'diffusion', 'transformer-lm'].includes(id))(
    'refitted on a large sample of its own recovers itself',
    async () => {
      const { settings, learned } = open();
      const fitted = await learned();
      const large = await fitted.sample(8000, randomFrom(4));
      const again = await model.fit(large, randomFrom(5), settings);
      if (fitted.logLikelihood === undefined || again.logLikelihood === undefined) return;
      // Per-record likelihood of fresh samples, under the model and under its refit: the gap estimates
      // KL(model, refit), which a consistent learner sends to zero.
      const fresh = await fitted.sample(1000, randomFrom(6));
      const own = await fitted.logLikelihood(fresh);
      const other = await again.logLikelihood(fresh);
      const gap = mean(own.map((value, row) => value - other[row]!)) / recordWidth(fresh);
      expect(gap).toBeLessThan(RECOVERY[id] ?? 0.001);
    },
  );

  test('an exact refit without sampling error gives what a huge sample gives', async () => {
    if (model.refitExactly === undefined) return;
    const { settings, learned } = open();
    const fitted = await learned();
    const exact = await model.refitExactly(fitted, settings, {});
    if (exact === null) return;
    const sampled = await model.fit(await fitted.sample(50_000, randomFrom(4)), randomFrom(5), settings);
    const fresh = await fitted.sample(1000, randomFrom(6));
    const gap = mean(await exact.logLikelihood!(fresh)) - mean(await sampled.logLikelihood!(fresh));
    expect(Math.abs(gap)).toBeLessThan(0.05);
  });
});

/** Moves every number away from where it is: points outward, symbols to other symbols. */
function disturb(data: Data): Data {
  switch (data.kind) {
    case 'numeric':
      return {
        ...data,
        values: data.values.map((value, at) =>
          at % data.columns === data.columns - 1
            ? value === 0 || value === 1
              ? 1 - value
              : value + 5
            : value,
        ),
      };
    case 'categorical':
      return { ...data, draws: data.draws.map((draw) => data.categories - 1 - draw) };
    case 'tokens':
      return { ...data, tokens: data.tokens.map((token) => data.vocabulary - 1 - token) };
    case 'images':
      return { ...data, pixels: data.pixels.map((pixel) => 1 - pixel) };
    default:
      return data;
  }
}
