import type { Engine } from '../core/engine.js';
import type { Format, FormatSettings } from '../core/format.js';
import type { CorpusQuestion, FindingMetric } from '../core/metric.js';
import type { DataSetStatement } from '../core/origin.js';
import type { OtherCorpus } from '../core/other-corpus.js';
import type { Progress } from '../core/progress.js';
import type { Modality } from '../core/record.js';
import type { Signal, SignalSettings } from '../core/signal.js';
import type { TaskPool } from '../disk/pool.js';
import type { RunFolder } from '../disk/run-folder.js';
import { type Plan, type PlannedSplit, settingsOfInput } from './plan/plan.js';

/** How a run is measured, for metrics that depend on it. */
export interface MeasuredAs {
  readonly signals: readonly Signal[];
  readonly signalSettings: SignalSettings;
  readonly plan: Plan;
  /** Other runs that it is compared with; absent if there are none. */
  readonly others?: readonly OtherCorpus[];
}

/** The data set's statement about the origin of a split's records. */
export const dataSetOfSplit = ({ inputs, splits }: Plan, split: number): DataSetStatement | null =>
  inputs[splits[split]!.input]!.dataSet ?? null;

/** Everything outside that the gate uses; wired in one place, so that the gate names no format, signal or engine. */
export interface Edges {
  readonly formats: readonly Format[];
  readonly signals: readonly Signal[];
  /** The user's own corpus metrics, run after those of the lists. */
  readonly ownQuestions: readonly CorpusQuestion[];
  /**
   * Corpus metrics that depend on how the run is measured, such as those of a calibration. What they need is kept in the
   * folder, so that they can run again later.
   */
  readonly questionsFor: (run: MeasuredAs, folder: string) => readonly FindingMetric[];
  readonly openEngine: (options: EngineOptions) => Promise<Engine>;
  /** Opens the pool that executes the tasks of a run. */
  readonly openPool: (workers: number, heapMegabytes: number) => TaskPool;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
}

export interface EngineOptions {
  readonly memoryBytes: number;
  readonly threads: number;
  /** Folder for data that exceeds its memory. */
  readonly temporaryFolder: string;
}

/** A run in progress. */
export interface RunContext {
  readonly folder: RunFolder;
  readonly plan: Plan;
  /** Fingerprint of each split's measurements, by split index. */
  readonly fingerprints: readonly string[];
  readonly signals: readonly Signal[];
  /** Corpus metrics besides those of the lists. */
  readonly questions: readonly CorpusQuestion[];
  readonly signalSettings: SignalSettings;
  readonly formatSettings: FormatSettings;
  readonly others?: readonly OtherCorpus[];
  readonly pool: TaskPool;
  readonly onProgress: (progress: Progress) => void;
}

/** Identifies the split of a worker task. */
export interface SplitAddress {
  readonly format: string;
  readonly input: Plan['inputs'][number]['file'];
  readonly split: PlannedSplit['split'];
  /** Items to take from its start; absent: all. */
  readonly most?: number;
  readonly formatSettings: FormatSettings;
}

/** The address of a split. Contains only the files of the split, since a folder may hold tens of thousands. */
export function addressOf(
  run: Pick<RunContext, 'plan' | 'formatSettings'>,
  { input, split, most }: PlannedSplit,
): SplitAddress {
  const { file, format, ...named } = run.plan.inputs[input]!;
  const formatSettings = settingsOfInput(named, run.formatSettings);
  const part = most === undefined ? {} : { most };
  if (file.files === undefined) return { format, input: file, split, ...part, formatSettings };
  const files = file.files.slice(split.start, split.end);
  return {
    format,
    input: { ...file, files },
    split: { ...split, start: 0, end: files.length },
    ...part,
    formatSettings,
  };
}

export const measurementName = (fingerprint: string): string =>
  `measurements/${fingerprint.slice(0, 16)}.parquet`;
export const unreadableName = (fingerprint: string): string =>
  `.freckle/unreadable/${fingerprint.slice(0, 16)}.jsonl`;

export const modalityOfFormat = (formats: readonly Format[], id: string): Modality =>
  formats.find((format) => format.id === id)!.modality;
