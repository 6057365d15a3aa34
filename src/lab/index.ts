/**
 * The lab as a library: runs a model through generations that train on its own samples, under a regime that composes
 * each training set, with real data from a data source. It exports the loop, its lists, the definitions for new members,
 * and the presets of published experiments. It does not use Node, so the same module runs in a browser; files, threads
 * and the user's own programs belong to `lab-runs/`, pages and terminal output to `report/lab/`. Numbers are results of
 * a seed: the same plan and seed give the same bytes.
 *
 * @packageDocumentation
 */

export type * from '../core/model.js';
export { defineModel } from '../core/model.js';
export type { Random } from '../core/random.js';
export {
  defineRegime,
  type LoopState,
  type Oracles,
  REAL,
  type RealSource,
  type Regime,
  SYNTHETIC,
  type TrainingSet,
} from '../core/regime.js';
export { randomFrom } from '../math/random.js';
export * as closedForms from './closed-forms.js';
export { firstRows, joinData, selectRows, subsample } from './data.js';
export { type DataSource, defineDataSource, lawfulReality, type Reality } from './data-source.js';
export { type Forecast, forecast } from './forecast.js';
export type { ForecastPlan } from './forecast-plan.js';
export { diversityLaw, type Law } from './laws.js';
export { LOOP_MEASURES, type LoopMeasure } from './measure.js';
export { LAB_LISTS, type LabLists, type PlanText, planOf } from './plan.js';
export type { LabData, Preset, PresetOutcome } from './preset.js';
export { PRESETS } from './presets/index.js';
export { everything, latest, trainingSet } from './regimes/compose.js';
export { type GenerationOutcome, type LoopPlan, runLoop, type SetCounts } from './run.js';
export { measurePreset, runPreset } from './run-preset.js';
export type { Frequencies } from './survival-curves.js';
