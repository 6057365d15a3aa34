import { describe, expect, test } from 'vitest';
import type { CategoricalDraws, Data, Model, NumericRows, TextList } from '../../src/core/model.js';
import { trainDetector } from '../../src/lab/detector.js';
import { fittedCategorical } from '../../src/lab/models/categorical.js';
import { MODELS } from '../../src/lab/models/index.js';
import { openOracles } from '../../src/lab/oracles.js';
import { LAB_LISTS, type PlanText, planOf } from '../../src/lab/plan.js';
import { type GenerationOutcome, runLoop } from '../../src/lab/run.js';
import { randomFrom } from '../../src/math/random.js';
import { mean } from '../../src/math/statistics.js';

async function run(
  text: Partial<PlanText> & { model: string },
  seed = 3,
  lists = LAB_LISTS,
): Promise<GenerationOutcome[]> {
  const outcomes: GenerationOutcome[] = [];
  const plan = planOf({ regime: 'replace', generations: 2, size: 60, ...text }, lists);
  for await (const outcome of runLoop(plan, randomFrom(seed))) outcomes.push(outcome);
  return outcomes;
}

describe('the loop refuses settings that make no sense', () => {
  test('a verifier that keeps too little to learn from', async () => {
    await expect(
      run({ model: 'gaussian', regime: 'select', regimeSettings: { 'keep-right': 0, 'keep-wrong': 0 } }),
    ).rejects.toThrow(/gaussian needs at least 1 record, but select kept 0 for generation 1/);
  });

  test.each([
    [{ temperature: 0 }, /temperature/],
    [{ temperature: Number.NaN }, /temperature/],
    [{ topK: 0 }, /topK/],
    [{ topK: 1.5 }, /topK/],
  ])('decoding %o', async (decoding, message) => {
    await expect(run({ model: 'categorical', decoding })).rejects.toThrow(message);
  });

  test('decoding that the model does not support, and a data source of another kind', async () => {
    await expect(run({ model: 'gaussian', decoding: { beams: 2 } })).rejects.toThrow(
      /does not support beams/,
    );
    await expect(run({ model: 'gaussian', dataSource: 'zipf' })).rejects.toThrow(/learns numeric data/);
  });
});

test('a weighting regime gives all weight to the part that has records', async () => {
  const outcomes = await run({
    model: 'gaussian',
    regime: 'weighted',
    size: 10,
    regimeSettings: { 'real-weight': 0, 'real-per-synthetic': 1000 },
  });
  expect((outcomes.at(-1)!.parameters['mean'] as Float64Array).every(Number.isFinite)).toBe(true);
});

test('regimes of one seed begin with the same real records, and generations differ', async () => {
  const [a, b] = [await run({ model: 'gaussian' }), await run({ model: 'gaussian', regime: 'accumulate' })];
  expect(b[0]!.samples).toEqual(a[0]!.samples);
  expect(a[1]!.samples).not.toEqual(a[0]!.samples);
});

describe('the oracle for right records', () => {
  const draws = (...values: number[]): CategoricalDraws => ({
    kind: 'categorical',
    count: values.length,
    categories: 3,
    draws: Int32Array.from(values),
  });

  test('accepts possible records where a tenth of real ones are impossible under generation 0', async () => {
    const heldOut = draws(...Array.from({ length: 100 }, (_, at) => (at < 10 ? 2 : at % 2)));
    const oracles = openOracles(
      { initial: heldOut, heldOut, fresh: () => heldOut },
      fittedCategorical(Float64Array.of(0.5, 0.5, 0)),
      () => heldOut,
    );
    expect(Array.from(await oracles.isRight(draws(0, 1, 2)))).toEqual([1, 1, 0]);
  });
});

describe('a detector', () => {
  const normal = (seed: number, centre: number): NumericRows => {
    const values = new Float64Array(400);
    randomFrom(seed).fillNormal(values);
    return { kind: 'numeric', count: 400, columns: 1, values: values.map((value) => value + centre) };
  };
  const sentences = (seed: number, words: readonly string[]): TextList => {
    const random = randomFrom(seed);
    const line = () => Array.from({ length: 8 }, () => words[random.integer(words.length)]!).join(' ');
    return { kind: 'texts', count: 60, texts: Array.from({ length: 60 }, line) };
  };
  const rate = (detect: (data: Data) => Float64Array, data: Data) => mean(detect(data));

  test('tells laws apart, on records it has not seen', () => {
    const detect = trainDetector<Data>(normal(1, 0), normal(2, 2));
    expect(rate(detect, normal(3, 0))).toBeLessThan(0.35);
    expect(rate(detect, normal(4, 2))).toBeGreaterThan(0.65);
  });

  test('cannot tell a law from itself', () => {
    const detect = trainDetector<Data>(normal(1, 0), normal(2, 0));
    expect(Math.abs(rate(detect, normal(3, 0)) - 0.5)).toBeLessThan(0.05);
  });

  test('reads texts by their words', () => {
    const [plain, odd] = [
      ['a', 'b', 'c', 'd', 'e'],
      ['a', 'b', 'x', 'y', 'z'],
    ];
    const detect = trainDetector<Data>(sentences(1, plain!), sentences(2, odd!));
    expect(rate(detect, sentences(3, plain!))).toBeLessThan(0.2);
    expect(rate(detect, sentences(4, odd!))).toBeGreaterThan(0.8);
    expect(Array.from(detect({ kind: 'texts', count: 1, texts: [''] })).every(Number.isFinite)).toBe(true);
  });

  test('is trained by the loop on samples that it does not score, and only when it is used', async () => {
    const drawn: Int32Array[] = [];
    const base = MODELS.find(({ id }) => id === 'categorical')!;
    const watched: Model = {
      ...base,
      fit: async (...given) => {
        const fitted = await base.fit(...given);
        return {
          ...fitted,
          sample: async (...asked) => {
            const samples = await fitted.sample(...asked);
            if (samples.kind === 'categorical') drawn.push(samples.draws);
            return samples;
          },
        };
      },
    };
    const lists = { ...LAB_LISTS, models: [watched] };
    const countOf = async (regime: string) => {
      drawn.length = 0;
      await run({ model: 'categorical', regime, generations: 1 }, 3, lists);
      return drawn.length;
    };
    expect(await countOf('replace')).toBe(2);
    expect(await countOf('resample-by-detector')).toBe(3);
    expect(drawn[1]).not.toEqual(drawn[0]);
  });
});

test('a beam wider than the vocabulary writes whole lines', async () => {
  const [first] = await run({
    model: 'transformer-lm',
    size: 6,
    generations: 1,
    dataSourceSettings: { vocabulary: 4, 'block-length': 6 },
    modelSettings: { steps: 2, width: 8, heads: 1, layers: 1, batch: 2 },
    decoding: { beams: 9 },
  });
  expect(first!.samples.count).toBe(6);
});
