import { describe, expect, test } from 'vitest';
import type { Data, FittedModel, NumericRows, TextList, TokenBlocks } from '../../src/core/model.js';
import { LOOP_MEASURES, type MeasureContext } from '../../src/lab/measure.js';

const texts = (...lines: string[]): TextList => ({ kind: 'texts', count: lines.length, texts: lines });
const points = (...values: number[]): NumericRows => ({
  kind: 'numeric',
  count: values.length,
  columns: 1,
  values: Float64Array.from(values),
});

async function ask(id: string, samples: Data, heldOut: Data, more: Partial<MeasureContext> = {}) {
  const fitted: FittedModel = { sample: () => samples, parameters: () => ({}) };
  return LOOP_MEASURES.find((one) => one.id === id)!.measure({
    generation: 1,
    samples,
    fitted,
    generationZero: fitted,
    reality: { initial: heldOut, heldOut, fresh: () => heldOut },
    typicality: null,
    ...more,
  });
}

describe('symbols of texts are exactly their words', () => {
  const samples = texts('a a b', 'c a');
  const heldOut = texts('a b d d', 'c');

  test('types', async () => expect(await ask('types', samples, heldOut)).toEqual({ value: 3 }));
  test('real mass lost: two of five real words never occur', async () =>
    expect(await ask('real-mass-lost', samples, heldOut)).toEqual({ value: 0.4 }));
  test('Gini-Simpson: 3 of 10 pairs are alike', async () =>
    expect((await ask('gini-simpson', samples, heldOut)).value).toBeCloseTo(0.7, 14));
});

describe('spread', () => {
  test('a variance of 1e-40 is measured as 1e-40', async () => {
    const { value } = await ask('variance-kept', points(0, 1e-20, 2e-20), points(-1, 0, 1));
    expect(value! / 1e-40).toBeCloseTo(1, 12);
  });

  test('one sample has no variance, and says so', async () =>
    expect(await ask('variance-kept', points(3), points(-1, 0, 1))).toEqual({
      value: null,
      why: 'needs two samples',
    }));

  test('drift is the squared distance of means over the real variance', async () =>
    expect((await ask('drift', points(3, 5), points(-1, 0, 1))).value).toBeCloseTo(16, 12));
});

describe('the tail', () => {
  const heldOut = points(...Array.from({ length: 100 }, (_, at) => at));
  const logs = Float64Array.from(heldOut.values);
  const kept = async (samples: number[], real = logs) =>
    ask('tail-kept', points(...samples), heldOut, {
      typicality: { samples: Float64Array.from(samples), heldOut: real },
    });

  test('is kept when as many samples as real records lie in it', async () =>
    expect((await kept([...heldOut.values])).value).toBe(1));
  test('is lost when none do', async () => expect((await kept([50, 60, 99])).value).toBe(0));
  test('is undefined where generation 0 rules out more real records than the tail holds', async () => {
    const discrete = logs.map((log, at) => (at < 10 ? -Infinity : log));
    expect((await kept([50], discrete)).value).toBeNull();
    expect(await kept([50], discrete)).toMatchObject({ why: expect.stringContaining('probability 0') });
  });
});

describe('tokens and losses', () => {
  const blocks = (blockLength: number, ...tokens: number[]): TokenBlocks => ({
    kind: 'tokens',
    count: tokens.length / blockLength,
    vocabulary: 4,
    blockLength,
    tokens: Int32Array.from(tokens),
  });
  const judged = (logs: number[], samples: Data): FittedModel => ({
    sample: () => samples,
    parameters: () => ({}),
    logLikelihood: () => Float64Array.from(logs),
  });

  test('distinct-2 counts pairs within blocks: two of four', async () => {
    const samples = blocks(3, 0, 1, 0, 0, 1, 0);
    expect(await ask('distinct-2', samples, samples)).toEqual({ value: 0.5 });
  });

  test('perplexity is exp of the loss per token, held-out loss is per record', async () => {
    const heldOut = blocks(2, 0, 1, 2, 3);
    const fitted = judged([-2 * Math.log(3), -2 * Math.log(3)], heldOut);
    expect((await ask('perplexity', heldOut, heldOut, { fitted })).value).toBeCloseTo(3, 12);
    const real = points(1, 2);
    expect(await ask('held-out-loss', real, real, { fitted: judged([-1, -3], real) })).toEqual({ value: 2 });
  });

  test('an impossible real record makes the loss undefined, with a reason', async () => {
    const real = points(1, 2);
    expect(await ask('held-out-loss', real, real, { fitted: judged([-1, -Infinity], real) })).toEqual({
      value: null,
      why: 'a held-out record has probability 0 under this generation',
    });
  });
});
