import { FreckleError } from '../core/errors.js';
import type { Decoding, Model } from '../core/model.js';
import type { Regime } from '../core/regime.js';
import { didYouMean } from '../text/nearest.js';
import { MODELS } from './models/index.js';
import { REGIMES } from './regimes/index.js';
import type { LoopPlan } from './run.js';
import { resolveSettings } from './settings.js';
import type { World } from './world.js';
import { WORLDS } from './worlds/index.js';

/** A plan in words: what stands in a run folder and crosses to a worker. */
export interface PlanText {
  readonly model: string;
  readonly regime: string;
  /** Absent: the world the model is tried in. */
  readonly world?: string;
  readonly generations: number;
  readonly size: number;
  readonly modelSettings?: { readonly [id: string]: number | string };
  readonly regimeSettings?: { readonly [id: string]: number | string };
  readonly worldSettings?: { readonly [id: string]: number | string };
  readonly decoding?: Decoding;
  readonly hasSamplingError?: boolean;
}

/** What a plan's words may name: the lab's own lists, or those with one's own members added. */
export interface LabLists {
  readonly models: readonly Model[];
  readonly regimes: readonly Regime[];
  readonly worlds: readonly World[];
}

export const LAB_LISTS: LabLists = { models: MODELS, regimes: REGIMES, worlds: WORLDS };

/** The model, the regime and the world that a plan's words name. @throws FreckleError invalid-setting */
export function membersOf(
  text: Pick<PlanText, 'model' | 'regime' | 'world'>,
  { models, regimes, worlds }: LabLists = LAB_LISTS,
): Pick<LoopPlan, 'model' | 'regime' | 'world'> {
  const model = named('model', models, text.model);
  const regime = named('regime', regimes, text.regime);
  return { model, regime, world: named('world', worlds, text.world ?? model.world) };
}

/** Finds what the words name and fills in defaults. @throws FreckleError invalid-setting */
export function planOf(text: PlanText, lists: LabLists = LAB_LISTS): LoopPlan {
  const { model, regime, world } = membersOf(text, lists);
  return {
    model,
    regime,
    world,
    generations: text.generations,
    size: text.size,
    modelSettings: resolveSettings(`the model ${model.id}`, model.settings, text.modelSettings ?? {}),
    regimeSettings: resolveSettings(`the regime ${regime.id}`, regime.settings, text.regimeSettings ?? {}),
    worldSettings: resolveSettings(`the world ${world.id}`, world.settings, text.worldSettings ?? {}),
    decoding: text.decoding ?? {},
    hasSamplingError: text.hasSamplingError ?? true,
  };
}

/** The member of a list with an id. @throws FreckleError invalid-setting, with the ids there are */
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
