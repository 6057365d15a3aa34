import type { Dialect, Engine, Row } from './engine.js';
import type { Finding } from './finding.js';
import type { Modality } from './record.js';

/** Settings that corpus questions depend on; every one of them is part of a run's fingerprint. */
export interface MetricSettings {
  /** Exact Jaccard similarity of 5-word shingle sets from which two texts are near-duplicates. */
  readonly nearDuplicateThreshold: number;
  /** How many texts of one bucket a text is compared with at most; what is left out is counted. */
  readonly pivotLimit: number;
  /** A line is boilerplate when at least so many records … */
  readonly boilerplateRecords: number;
  /** … of at least so many sources have it. */
  readonly boilerplateSources: number;
  /** How far a source is believed when one of several copies is to be kept; higher wins, unnamed sources count 0. */
  readonly credibility: { readonly [source: string]: number };
  /** Names of the facet columns, in the order of `records.facets`. */
  readonly facets: readonly string[];
  /** Shares that a dimension (`source`, `language` or a facet) ought to have; even shares where none are given. */
  readonly expectedShares: { readonly [dimension: string]: { readonly [value: string]: number } };
  /** Words read of each group to measure its diversity. */
  readonly sampleWords: number;
  /** Groups with fewer words are refused: their diversity would say more about their size. */
  readonly minimumSampleWords: number;
  /** How many sources, the largest ones, are compared in diversity. */
  readonly sampledSources: number;
}

export const DEFAULT_METRIC_SETTINGS: MetricSettings = {
  nearDuplicateThreshold: 0.7,
  pivotLimit: 256,
  boilerplateRecords: 5,
  boilerplateSources: 2,
  credibility: {},
  facets: [],
  expectedShares: {},
  sampleWords: 50_000,
  minimumSampleWords: 10_000,
  sampledSources: 24,
};

/** How the states of two disjoint sets of records become the state of their union. */
export type MergeLaw =
  /** Rows with the same keys become one; the named columns add up. */
  | { readonly kind: 'sum'; readonly keys: readonly string[]; readonly sums: readonly string[] }
  /** Rows are put side by side. */
  | { readonly kind: 'concat' };

/** Plain rows of the tables a question reads, for its reference. */
export type Tables = { readonly [table: string]: readonly Row[] };

interface Question {
  /** Kebab-case and stable. */
  readonly id: string;
  /** Grows by one whenever any value can change. */
  readonly version: number;
  readonly title: string;
  readonly description: string;
  readonly formula: string;
  readonly source: string;
  /** Tables read, so that the gate prepares only what is asked for. Described in `metrics/tables.ts`. */
  readonly needs: readonly string[];
}

/**
 * A question to a whole corpus whose answer is small: a state that merges, and a value from it. Knows tables by
 * name, never an engine; an engine runs its SQL, and `reference` is the slow TypeScript answer that tests
 * compare it to.
 */
export interface Metric<Value = unknown> extends Question {
  readonly state: (dialect: Dialect, settings: MetricSettings) => string;
  readonly merge: MergeLaw;
  /** Independent of the order of the state's rows; an empty state has a value too. */
  readonly value: (state: readonly Row[], settings: MetricSettings) => Value;
  /** The same state computed slowly from plain rows of the tables it needs. */
  readonly reference: (tables: Tables, settings: MetricSettings) => Row[];
  /** Selects the records (column `record`) whose words it needs in the table `words`. */
  readonly wordsOf?: (dialect: Dialect, settings: MetricSettings) => string;
}

/** What a finding metric found: its findings, and numbers about the whole corpus. */
export interface Found<Summary> {
  readonly findings: readonly Finding[];
  readonly summary: Summary;
}

/**
 * A question whose answer names records, and can be as long as the corpus: it works in the engine's tables and
 * writes `findings` and `finding_members` there. Its state is the records table itself (law: concat), so the
 * answer for a union is the answer for the rows put together, in any order.
 */
export interface FindingMetric<Summary = unknown> extends Question {
  /** The roles members can have, for policies. */
  readonly roles: readonly string[];
  /** Of the records it can name; absent: of any. */
  readonly modality?: Modality;
  /** What the members' values are. */
  readonly memberValue?: {
    readonly unit: string;
    readonly range: readonly [minimum: number, maximum: number];
  };
  /** Makes its scratch tables; runs before any words are read. */
  readonly prepare?: (engine: Engine, settings: MetricSettings) => Promise<void>;
  /** After `prepare`: selects the records (column `record`) whose words it needs in the table `words`. */
  readonly wordsOf?: (dialect: Dialect, settings: MetricSettings) => string;
  /** Writes its findings and gives its numbers. @throws EngineError */
  readonly find: (engine: Engine, settings: MetricSettings) => Promise<Summary>;
  /** The same answer computed slowly; findings by id, members by record. */
  readonly reference: (tables: Tables, settings: MetricSettings) => Found<Summary>;
}

/** Either kind of question to a whole corpus. */
export type CorpusQuestion = Metric | FindingMetric;

export const isFindingMetric = (question: CorpusQuestion): question is FindingMetric => 'find' in question;

/** `metric/exact-duplicates@1` */
export const metricRef = (metric: { readonly id: string; readonly version: number }): string =>
  `metric/${metric.id}@${metric.version}`;
