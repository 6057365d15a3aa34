import type { Model, TextList } from '../core/model.js';
import { LAB_LISTS, type LabLists } from '../lab/plan.js';
import type { World } from '../lab/world.js';
import { commandModel, type Programs } from './command-model.js';
import { digestTexts, textWorld } from './text-world.js';

/** The user's own programs and texts. */
export interface OwnPrograms {
  readonly programs: Programs;
  /** Path of the texts, as given. */
  readonly texts: string;
  /** SHA-256 of all texts. */
  readonly textsDigest: string;
  /** The texts as the world that the programs are tried in. */
  readonly world: World;
}

export const ownPrograms = (programs: Programs, texts: string, list: TextList): OwnPrograms => ({
  programs,
  texts,
  textsDigest: digestTexts(list.texts),
  world: textWorld(texts, list) as unknown as World,
});

/** The programs as a model that keeps its generations in `folder`: a fresh one for each chain. */
export const ownModel = ({ programs }: OwnPrograms, folder: string): Model =>
  commandModel(programs, folder) as unknown as Model;

/** The lab's lists with the user's model and world alone. */
export const ownLists = (own: OwnPrograms, folder: string): LabLists => ({
  ...LAB_LISTS,
  models: [ownModel(own, folder)],
  worlds: [own.world],
});
