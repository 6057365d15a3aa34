import type { Engine } from '../core/engine.js';
import type { Format, FormatSettings } from '../core/format.js';
import type { CorpusQuestion, FindingMetric } from '../core/metric.js';
import type { DataSetStatement } from '../core/origin.js';
import type { Progress } from '../core/progress.js';
import type { Modality } from '../core/record.js';
import type { Signal, SignalSettings } from '../core/signal.js';
import type { TaskPool } from '../disk/pool.js';
import type { RunFolder } from '../disk/run-folder.js';
import type { Plan, PlannedSplit } from './plan/plan.js';

/** How a run is measured, for questions that depend on it. */
export interface MeasuredAs {
  readonly signals: readonly Signal[];
  readonly signalSettings: SignalSettings;
  readonly plan: Plan;
}

/** What the data set of a split says of itself. */
export const dataSetOfSplit = ({ inputs, splits }: Plan, split: number): DataSetStatement | null =>
  inputs[splits[split]!.input]!.dataSet ?? null;

/** What the gate needs of the outside; wired in one place, so that the gate itself names no edge. */
export interface Edges {
  readonly formats: readonly Format[];
  readonly signals: readonly Signal[];
  /** The user's own questions to the corpus, asked after those of the lists. */
  readonly ownQuestions: readonly CorpusQuestion[];
  /**
   * Questions to the corpus beside those of the lists: what the user gave for measuring may bring its own. Whatever
   * they need is kept in the folder, so that they can be asked again later.
   */
  readonly questionsFor: (run: MeasuredAs, folder: string) => readonly FindingMetric[];
  readonly openEngine: (options: EngineOptions) => Promise<Engine>;
  /** Opens what does the tasks of a run. */
  readonly openPool: (workers: number, heapMegabytes: number) => TaskPool;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

export interface EngineOptions {
  readonly memoryBytes: number;
  readonly threads: number;
  /** Where it may spill. */
  readonly temporaryFolder: string;
}

/** One run under way. */
export interface RunContext {
  readonly folder: RunFolder;
  readonly plan: Plan;
  /** Fingerprint of each split's measurements, by split index. */
  readonly fingerprints: readonly string[];
  readonly signals: readonly Signal[];
  /** Beside those of the lists. */
  readonly questions: readonly CorpusQuestion[];
  readonly signalSettings: SignalSettings;
  readonly formatSettings: FormatSettings;
  readonly pool: TaskPool;
  readonly onProgress: (progress: Progress) => void;
}

/** What every worker task says about the stretch it works on. */
export interface SplitAddress {
  readonly format: string;
  readonly input: Plan['inputs'][number]['file'];
  readonly split: PlannedSplit['split'];
  readonly formatSettings: FormatSettings;
}

/** A folder of texts may hold tens of thousands of files: a worker is told only those of its split. */
export function addressOf(
  run: Pick<RunContext, 'plan' | 'formatSettings'>,
  { input, split }: PlannedSplit,
): SplitAddress {
  const { file, format } = run.plan.inputs[input]!;
  const { formatSettings } = run;
  if (file.files === undefined) return { format, input: file, split, formatSettings };
  const files = file.files.slice(split.start, split.end);
  return {
    format,
    input: { ...file, files },
    split: { ...split, start: 0, end: files.length },
    formatSettings,
  };
}

export const measurementName = (fingerprint: string): string =>
  `measurements/${fingerprint.slice(0, 16)}.parquet`;
export const unreadableName = (fingerprint: string): string =>
  `.freckle/unreadable/${fingerprint.slice(0, 16)}.jsonl`;

export const modalityOfFormat = (formats: readonly Format[], id: string): Modality =>
  formats.find((format) => format.id === id)!.modality;
