import { assert, FreckleError } from '../core/errors.js';
import type { Measurement } from '../core/measurement.js';
import type { Data, Decoding, FittedModel, Model, Parameters, Settings } from '../core/model.js';
import type { Random } from '../core/random.js';
import { type LoopState, REAL, type Regime, SYNTHETIC, type TrainingSet } from '../core/regime.js';
import { aliasTable } from '../math/distributions.js';
import { selectRows } from './data.js';
import { type DataSource, REAL_DATA_STREAM } from './data-source.js';
import { measuresOf } from './measure.js';
import { openOracles } from './oracles.js';
import { type LabData, NO_DATA } from './preset.js';

/** One chain of generations. */
export interface LoopPlan {
  readonly model: Model;
  readonly regime: Regime;
  readonly dataSource: DataSource;
  /** Generations after generation 0, which trains on real data alone. */
  readonly generations: number;
  /** Real records of generation 0, and samples of every generation. */
  readonly size: number;
  readonly modelSettings: Settings;
  readonly regimeSettings: Settings;
  readonly dataSourceSettings: Settings;
  readonly decoding: Decoding;
  /** False trains every generation on infinitely many samples of the previous one; needs `replace`. */
  readonly hasSamplingError: boolean;
}

/** Origins of the records of a training set. */
export interface SetCounts {
  readonly total: number;
  readonly real: number;
  readonly synthetic: number;
  readonly freshReal: number;
  readonly refused: number;
}

export interface GenerationOutcome<D extends Data = Data> {
  readonly generation: number;
  readonly counts: SetCounts;
  readonly parameters: Parameters;
  readonly fitted: FittedModel<D>;
  readonly samples: D;
  readonly measurements: { readonly [measure: string]: Measurement<number> };
}

export interface LoopOptions {
  /** Public data sets for data sources that need them; default none. */
  readonly data?: LabData;
  /** Whether to measure; callers that need only parameters may switch it off. */
  readonly isMeasured?: boolean;
}

/**
 * Runs a chain: fit, sample, compose the next training set, repeat. Every generation has its own random streams, so the
 * same plan and random give the same bytes, whatever ran before.
 *
 * @throws FreckleError invalid-setting when model, data source and regime do not fit together
 */
export async function* runLoop(
  plan: LoopPlan,
  random: Random,
  { data = NO_DATA, isMeasured = true }: LoopOptions = {},
): AsyncGenerator<GenerationOutcome> {
  checkPlan(plan);
  const { model, regime, size, decoding } = plan;
  const reality = plan.dataSource.open(size, random.split(REAL_DATA_STREAM), plan.dataSourceSettings, data);
  const synthetic: Data[] = [];
  let generationZero: FittedModel | null = null;
  let fitted: FittedModel | null = null;
  /** Generation 0's log-likelihood of the held-out records, computed once because it is expensive for some models. */
  let ofHeldOut: Float64Array | null = null;
  for (let generation = 0; generation <= plan.generations; generation++) {
    const stream = random.split('generation', generation);
    let counts: SetCounts;
    if (generation === 0 || fitted === null || generationZero === null) {
      counts = { total: size, real: size, synthetic: 0, freshReal: size, refused: 0 };
      fitted = await model.fit(reality.initial, stream.split('fit'), plan.modelSettings);
      generationZero = fitted;
    } else if (!plan.hasSamplingError) {
      counts = { total: 0, real: 0, synthetic: 0, freshReal: 0, refused: 0 };
      fitted = await refitted(model, fitted, plan.modelSettings, decoding);
    } else {
      const previous: FittedModel = fitted;
      const state: LoopState = {
        generation,
        size,
        real: reality,
        synthetic,
        oracles: openOracles(reality, generationZero, () =>
          previous.sample(size, stream.split('examples'), decoding),
        ),
        sampleMore: (count, more) => previous.sample(count, more, decoding),
      };
      const set: TrainingSet = await regime.compose(state, stream.split('compose'), plan.regimeSettings);
      if (set.kept !== undefined) synthetic[generation - 1] = set.kept;
      counts = countSet(set);
      checkCounts(plan, generation, counts);
      fitted = await fitSet(model, set, stream.split('fit'), plan.modelSettings);
    }
    const samples: Data = await fitted.sample(size, stream.split('sample'), decoding);
    synthetic.push(samples);
    if (isMeasured) ofHeldOut ??= (await generationZero.logLikelihood?.(reality.heldOut)) ?? null;
    const measurements = isMeasured
      ? await measured({ generation, samples, fitted, generationZero, reality, ofHeldOut })
      : {};
    yield { generation, counts, parameters: fitted.parameters(), fitted, samples, measurements };
  }
}

/** @throws FreckleError invalid-setting when model, data source, regime and settings do not fit together */
export function checkPlan({
  model,
  dataSource,
  regime,
  size,
  modelSettings,
  hasSamplingError,
  decoding,
}: LoopPlan): void {
  const refuse = (message: string): never => {
    throw new FreckleError('invalid-setting', message);
  };
  if (dataSource.dataKind !== model.dataKind)
    refuse(
      `${model.id} learns ${model.dataKind} data, but the data source ${dataSource.id} gives ${dataSource.dataKind} data`,
    );
  if (size < model.minimumCount(modelSettings))
    refuse(
      `${model.id} needs at least ${model.minimumCount(modelSettings)} records per generation, got ${size}`,
    );
  for (const name of Object.keys(decoding) as (keyof Decoding)[])
    if (decoding[name] !== undefined && !model.decoding.includes(name))
      refuse(
        `${model.id} does not support ${name}; it supports ${model.decoding.join(', ') || 'no decoding setting'}`,
      );
  const { temperature = 1, topK = 1, beams = 0 } = decoding;
  if (!(temperature > 0 && Number.isFinite(temperature)))
    refuse(`temperature must be a number above 0, got ${temperature}`);
  if (!Number.isInteger(topK) || topK < 1) refuse(`topK must be a whole number from 1, got ${topK}`);
  if (!Number.isInteger(beams) || beams < 0) refuse(`beams must be a whole number from 0, got ${beams}`);
  if (!hasSamplingError && regime.id !== 'replace')
    refuse(`a loop without sampling error needs the regime replace, got ${regime.id}`);
  if (!hasSamplingError && model.refitExactly === undefined)
    refuse(`${model.id} has no closed form for infinitely many samples`);
}

async function refitted(
  model: Model,
  fitted: FittedModel,
  settings: Settings,
  decoding: Decoding,
): Promise<FittedModel> {
  const next = await model.refitExactly!(fitted, settings, decoding);
  if (next === null)
    throw new FreckleError(
      'invalid-setting',
      `${model.id} has no closed form for infinitely many samples with these settings`,
    );
  return next;
}

/** For a model that takes no weights: the same number of rows, resampled by weight. */
async function fitSet(
  model: Model,
  set: TrainingSet,
  random: Random,
  settings: Settings,
): Promise<FittedModel> {
  if (set.weights === null || model.takesWeights) return model.fit(set.data, random, settings, set.weights);
  const table = aliasTable(set.weights);
  const rows = Int32Array.from({ length: set.data.count }, () => table.draw(random));
  return model.fit(selectRows(set.data, rows), random.split('resampled'), settings);
}

export function countSet(set: TrainingSet): SetCounts {
  assert(set.origins.length === set.data.count, 'every record of a training set has an origin');
  let real = 0;
  for (const origin of set.origins) if (origin === REAL) real++;
  let synthetic = 0;
  for (const origin of set.origins) if (origin === SYNTHETIC) synthetic++;
  return {
    total: set.data.count,
    real,
    synthetic,
    freshReal: set.freshRealCount,
    refused: set.refusedCount,
  };
}

/** Mass balance: a training set has the counts that its regime states, and enough records for the model. */
function checkCounts(
  { regime, size, regimeSettings, model, modelSettings }: LoopPlan,
  generation: number,
  counts: SetCounts,
): void {
  const expected = regime.expectedCounts(generation, size, regimeSettings);
  const holds =
    counts.real + counts.synthetic === counts.total &&
    (expected.real === null || expected.real === counts.real) &&
    (regime.mayFallShort === true ? counts.total <= expected.total : expected.total === counts.total);
  assert(
    holds,
    `${regime.id} broke its mass balance at generation ${generation}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(counts)}`,
  );
  const least = model.minimumCount(modelSettings);
  if (counts.total < least)
    throw new FreckleError(
      'invalid-setting',
      `${model.id} needs at least ${least} ${least === 1 ? 'record' : 'records'}, but ${regime.id} kept ${counts.total} for generation ${generation}; keep more`,
    );
}

async function measured(context: {
  readonly generation: number;
  readonly samples: Data;
  readonly fitted: FittedModel;
  readonly generationZero: FittedModel;
  readonly reality: ReturnType<DataSource['open']>;
  readonly ofHeldOut: Float64Array | null;
}): Promise<{ [measure: string]: Measurement<number> }> {
  const { generationZero, samples, ofHeldOut } = context;
  const typicality =
    generationZero.logLikelihood === undefined || ofHeldOut === null
      ? null
      : { samples: await generationZero.logLikelihood(samples), heldOut: ofHeldOut };
  const measurements: { [measure: string]: Measurement<number> } = {};
  for (const { id, measure } of measuresOf(samples.kind))
    measurements[id] = await measure({ ...context, typicality });
  return measurements;
}
