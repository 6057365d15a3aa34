import type { Model, TextList } from '../core/model.js';
import type { DataSource } from '../lab/data-source.js';
import { LAB_LISTS, type LabLists } from '../lab/plan.js';
import { commandModel, type Programs } from './command-model.js';
import { digestTexts, textDataSource } from './text-data-source.js';

/** The user's own programs and texts. */
export interface OwnPrograms {
  readonly programs: Programs;
  /** Path of the texts, as given. */
  readonly texts: string;
  /** SHA-256 of all texts. */
  readonly textsDigest: string;
  /** The texts as the data source of the loop. */
  readonly dataSource: DataSource;
}

export const ownPrograms = (programs: Programs, texts: string, list: TextList): OwnPrograms => ({
  programs,
  texts,
  textsDigest: digestTexts(list.texts),
  dataSource: textDataSource(texts, list) as unknown as DataSource,
});

/** The programs as a model that keeps its generations in `folder`. Each chain needs its own. */
export const ownModel = ({ programs }: OwnPrograms, folder: string): Model =>
  commandModel(programs, folder) as unknown as Model;

/** The lab's lists with only the user's model and data source. */
export const ownLists = (own: OwnPrograms, folder: string): LabLists => ({
  ...LAB_LISTS,
  models: [ownModel(own, folder)],
  dataSources: [own.dataSource],
});
