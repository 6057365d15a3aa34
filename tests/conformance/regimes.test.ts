import { describe, expect, test } from 'vitest';
import type { NumericRows } from '../../src/core/model.js';
import { type LoopState, REAL } from '../../src/core/regime.js';
import { MODELS } from '../../src/lab/models/index.js';
import { planOf } from '../../src/lab/plan.js';
import { NO_DATA } from '../../src/lab/preset.js';
import { REGIMES } from '../../src/lab/regimes/index.js';
import { countSet, type GenerationOutcome, runLoop } from '../../src/lab/run.js';
import { randomFrom } from '../../src/math/random.js';

const NEURAL = ['vae', 'diffusion', 'transformer-lm'];
const SIZE = 40;

/** Rows that carry their own origin: real ones are −1, −2, … and samples of generation g are g + k/1000. */
function marked(state: { fresh: number }, generation: number): LoopState<NumericRows> {
  const rows = (values: number[]): NumericRows => ({
    kind: 'numeric',
    count: values.length,
    columns: 1,
    values: Float64Array.from(values),
  });
  const span = (count: number) => Array.from({ length: count }, (_, at) => at);
  return {
    generation,
    size: SIZE,
    real: {
      initial: rows(span(SIZE).map((at) => -1 - at)),
      fresh: (count) => rows(span(count).map(() => -1000 - state.fresh++)),
    },
    synthetic: span(generation).map((g) => rows(span(SIZE).map((at) => g + at / 1000))),
    oracles: {
      typicality: (data) => data.values.map((value) => -Math.abs(value)),
      isRight: (data) => Uint8Array.from(data.values, (_, at) => (at % 2 === 0 ? 1 : 0)),
      nearness: (data) => data.values,
      syntheticProbability: (data) => data.values.map((value) => (value < 0 ? 0.1 : 0.9)),
    },
    sampleMore: (count) => rows(span(count).map((at) => generation - 1 + 0.5 + at / 100_000)),
  };
}

describe.each(REGIMES.map((regime) => [regime.id, regime] as const))('%s', (_id, regime) => {
  test.each([1, 2, 5])('hands over exactly the records it says, at generation %i', async (generation) => {
    const set = await regime.compose(marked({ fresh: 0 }, generation), randomFrom(4), {});
    const counts = countSet(set);
    const expected = regime.expectedCounts(generation, SIZE, {});
    expect(counts.real + counts.synthetic).toBe(counts.total);
    expect(counts.total).toBe(expected.total);
    if (expected.real !== null) expect(counts.real).toBe(expected.real);
    if (expected.synthetic !== null) expect(counts.synthetic).toBe(expected.synthetic);
  });

  test('says truthfully of every record whether it is real', async () => {
    const set = await regime.compose(marked({ fresh: 0 }, 3), randomFrom(4), {});
    const isTrue = Array.from(set.data.values).every((value, at) => value < 0 === (set.origins[at] === REAL));
    expect(isTrue).toBe(true);
    expect(set.freshRealCount).toBe(Array.from(set.data.values).filter((value) => value <= -1000).length);
  });

  test('completes “Trained …” for a headline', () => {
    expect(regime.trainedOn).toMatch(/^((only )?on|with) [^.]+$/);
  });

  test('composes the same set from the same state and seed', async () => {
    const compose = async () =>
      Array.from((await regime.compose(marked({ fresh: 0 }, 3), randomFrom(4), {})).data.values);
    expect(await compose()).toEqual(await compose());
  });

  test('gives weights that are non-negative and add up to the number of records, or none', async () => {
    const set = await regime.compose(marked({ fresh: 0 }, 2), randomFrom(4), {});
    if (set.weights === null) return;
    expect(set.weights.every((weight) => weight >= 0)).toBe(true);
    expect(set.weights.reduce((a, b) => a + b, 0)).toBeCloseTo(set.data.count, 9);
  });

  describe.each(MODELS.filter((model) => !NEURAL.includes(model.id)).map((model) => [model.id] as const))(
    'with %s',
    (model) => {
      test('runs, keeps its mass balance, and runs again to the same bytes', async () => {
        const run = async () => {
          const plan = planOf({ model, regime: regime.id, generations: 3, size: SIZE });
          const outcomes: GenerationOutcome[] = [];
          for await (const outcome of runLoop(plan, randomFrom(8), { data: NO_DATA })) outcomes.push(outcome);
          return outcomes;
        };
        const first = await run();
        expect(first.map(({ generation }) => generation)).toEqual([0, 1, 2, 3]);
        for (const { counts, measurements } of first) {
          expect(counts.real + counts.synthetic).toBe(counts.total);
          for (const measurement of Object.values(measurements))
            expect(
              measurement.value === null ? measurement.why : Number.isFinite(measurement.value),
            ).toBeTruthy();
        }
        const bare = ({ samples, measurements, counts, parameters }: GenerationOutcome) => ({
          samples,
          measurements,
          counts,
          parameters,
        });
        expect((await run()).map(bare)).toEqual(first.map(bare));
      });
    },
  );
});
