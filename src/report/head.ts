import type { FilesNotRead } from '../core/format.js';
import type { Counts } from './counts.js';

/** The facts of a report that belong to no section. */
export interface ReportHead {
  readonly format: 'freckle-report@1';
  readonly run: RunFacts;
  readonly counts: Counts;
}

export interface RunFacts {
  /** The command line that repeats the run. */
  readonly command: string;
  readonly inputs: readonly InputFacts[];
  /** Of all inputs, where `inputs` was cut; absent if it holds all of them. */
  readonly totals?: { readonly inputs: number; readonly sizeBytes: number };
  /** The share of the records that was vetted; absent if all were. */
  readonly sampled?: number;
  /** The most items that were read, the first ones; absent: all. */
  readonly limit?: number;
  /** Where the texts were read from, most records first; absent without texts. */
  readonly readFrom?: ColumnsReport;
  /** Files found in folders and globs and not read; absent if there are none. */
  readonly notRead?: readonly FilesNotRead[];
  /** Inputs whose columns could not be copied as stored; absent if there are none. */
  readonly notCopied?: readonly { readonly input: string; readonly reason: string }[];
  /** Versions that the result depends on: Freckle, the reading, each signal. */
  readonly versions: readonly { readonly name: string; readonly version: string }[];
  readonly policy: PolicyFacts;
  /** Settings that change the result, in words, e.g. `near-duplicate threshold: 0.8`. */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
}

/** Columns by the number of records; each list is cut to COLUMNS_SHOWN, the largest first. */
export interface ColumnsReport {
  /** Columns that formed the text, such as `prompt+chosen`; empty for texts that are whole files. */
  readonly text: readonly { readonly columns: string; readonly records: number }[];
  /** Columns of strings that were not looked at. */
  readonly unread: readonly { readonly column: string; readonly records: number }[];
}

export const COLUMNS_SHOWN = 20;

export interface InputFacts {
  readonly name: string;
  readonly sizeBytes: number;
  /** `sha256:…` of the bytes read. */
  readonly digest: string;
  /** Id of the format that read it. */
  readonly format: string;
}

export interface PolicyFacts {
  readonly name: string;
  readonly digest: string;
  readonly description: string;
}

export const INPUTS_SHOWN = 200;

/** The number of inputs and their size. */
export const inputTotals = ({ inputs, totals }: RunFacts): { inputs: number; sizeBytes: number } =>
  totals ?? { inputs: inputs.length, sizeBytes: inputs.reduce((sum, input) => sum + input.sizeBytes, 0) };
