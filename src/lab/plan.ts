import { FreckleError } from '../core/errors.js';
import type { Decoding, Model } from '../core/model.js';
import type { Regime } from '../core/regime.js';
import { didYouMean } from '../text/nearest.js';
import type { DataSource } from './data-source.js';
import { DATA_SOURCES } from './data-sources/index.js';
import { MODELS } from './models/index.js';
import { REGIMES } from './regimes/index.js';
import type { LoopPlan } from './run.js';
import { resolveSettings } from './settings.js';

/** A plan with ids in place of objects, as stored in a run folder and sent to a worker. */
export interface PlanText {
  readonly model: string;
  readonly regime: string;
  /** Default: the model's own data source. */
  readonly dataSource?: string;
  readonly generations: number;
  readonly size: number;
  readonly modelSettings?: { readonly [id: string]: number | string };
  readonly regimeSettings?: { readonly [id: string]: number | string };
  readonly dataSourceSettings?: { readonly [id: string]: number | string };
  readonly decoding?: Decoding;
  readonly hasSamplingError?: boolean;
}

/** Members that a plan may name: the lab's lists, with or without the user's own members. */
export interface LabLists {
  readonly models: readonly Model[];
  readonly regimes: readonly Regime[];
  readonly dataSources: readonly DataSource[];
}

export const LAB_LISTS: LabLists = { models: MODELS, regimes: REGIMES, dataSources: DATA_SOURCES };

/** Looks up the model, regime and data source of a plan. @throws FreckleError invalid-setting */
export function membersOf(
  text: Pick<PlanText, 'model' | 'regime' | 'dataSource'>,
  { models, regimes, dataSources }: LabLists = LAB_LISTS,
): Pick<LoopPlan, 'model' | 'regime' | 'dataSource'> {
  const model = named('model', models, text.model);
  const regime = named('regime', regimes, text.regime);
  return {
    model,
    regime,
    dataSource: named('data source', dataSources, text.dataSource ?? model.dataSource),
  };
}

/** Looks up the members and fills in defaults. @throws FreckleError invalid-setting */
export function planOf(text: PlanText, lists: LabLists = LAB_LISTS): LoopPlan {
  const { model, regime, dataSource } = membersOf(text, lists);
  return {
    model,
    regime,
    dataSource,
    generations: text.generations,
    size: text.size,
    modelSettings: resolveSettings(`the model ${model.id}`, model.settings, text.modelSettings ?? {}),
    regimeSettings: resolveSettings(`the regime ${regime.id}`, regime.settings, text.regimeSettings ?? {}),
    dataSourceSettings: resolveSettings(
      `the data source ${dataSource.id}`,
      dataSource.settings,
      text.dataSourceSettings ?? {},
    ),
    decoding: text.decoding ?? {},
    hasSamplingError: text.hasSamplingError ?? true,
  };
}

/** Finds a member of a list by its id. @throws FreckleError invalid-setting, with the known ids */
export function named<T extends { readonly id: string }>(kind: string, list: readonly T[], id: string): T {
  const found = list.find((one) => one.id === id);
  const ids = list.map((one) => one.id);
  if (found === undefined)
    throw new FreckleError(
      'invalid-setting',
      `there is no ${kind} ${JSON.stringify(id)}; there are ${ids.join(', ')}${didYouMean(id, ids)}`,
    );
  return found;
}
