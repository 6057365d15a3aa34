import type { Dialect, Engine, Row } from './engine.js';
import type { Finding } from './finding.js';
import type { Modality } from './record.js';
import { DEFAULT_SIGNAL_SETTINGS } from './signal.js';

/** Settings that corpus questions depend on. Each is part of a run's fingerprint. */
export interface MetricSettings {
  /** Words per shingle where texts are compared; the same number as in the signals' settings. */
  readonly ngramSize: number;
  /** Threshold of the exact Jaccard similarity of shingle sets for near-duplicates. */
  readonly nearDuplicateThreshold: number;
  /** The same for texts in scripts without spaces. */
  readonly nearDuplicateThresholdUnspaced: number;
  /** Maximum number of texts of one bucket that a text is compared with; skipped pairs are counted. */
  readonly pivotLimit: number;
  /** A line is boilerplate when at least this many records … */
  readonly boilerplateRecords: number;
  /** … from at least this many sources contain it. */
  readonly boilerplateSources: number;
  /** Credibility of sources, which decides which of several copies is kept: higher wins; default 0. */
  readonly credibility: { readonly [source: string]: number };
  /** Names of the facet columns, in the order of `records.facets`. */
  readonly facets: readonly string[];
  /** Expected shares of the values of a dimension (`source`, `language` or a facet); even shares by default. */
  readonly expectedShares: { readonly [dimension: string]: { readonly [value: string]: number } };
  /** Words sampled per group to measure its diversity. */
  readonly sampleWords: number;
  /** Groups with fewer words get no diversity, which would mostly reflect their size. */
  readonly minimumSampleWords: number;
  /** Number of sources, largest first, whose diversity is compared. */
  readonly sampledSources: number;
}

export const DEFAULT_METRIC_SETTINGS: MetricSettings = {
  ngramSize: DEFAULT_SIGNAL_SETTINGS.ngramSize,
  nearDuplicateThreshold: 0.7,
  nearDuplicateThresholdUnspaced: 0.5,
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

/** How the states of two disjoint sets of records merge into the state of their union. */
export type MergeLaw =
  /** Rows with the same keys become one; the named columns add up. */
  | { readonly kind: 'sum'; readonly keys: readonly string[]; readonly sums: readonly string[] }
  /** Rows are concatenated. */
  | { readonly kind: 'concat' };

/** Plain rows of a question's tables, for its reference. */
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
  /** Tables read, so that the gate prepares only those. Described in `metrics/tables.ts`. */
  readonly needs: readonly string[];
}

/**
 * A question about a whole corpus with a small result: a mergeable state and a value computed from it. It knows tables
 * by name but no engine. An engine runs its SQL; `reference` is the slow TypeScript version that tests compare with.
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

/** Result of a finding metric: its findings, and numbers about the whole corpus. */
export interface Found<Summary> {
  readonly findings: readonly Finding[];
  readonly summary: Summary;
}

/**
 * A question whose result names records and can be as long as the corpus. It works in the engine's tables and writes
 * `findings` and `finding_members` there. Its state is the records table itself (law: concat), so the result for a
 * union is the result for the concatenated rows, in any order.
 */
export interface FindingMetric<Summary = unknown> extends Question {
  /** The roles members can have, for policies. */
  readonly roles: readonly string[];
  /** Modality of the records it can name; absent: any. */
  readonly modality?: Modality;
  /** Unit and range of the members' values. */
  readonly memberValue?: {
    readonly unit: string;
    readonly range: readonly [minimum: number, maximum: number];
  };
  /** Creates its scratch tables, before any words are read. */
  readonly prepare?: (engine: Engine, settings: MetricSettings) => Promise<void>;
  /** After `prepare`: selects the records (column `record`) whose words it needs in the table `words`. */
  readonly wordsOf?: (dialect: Dialect, settings: MetricSettings) => string;
  /** Writes its findings and returns its numbers. @throws EngineError */
  readonly find: (engine: Engine, settings: MetricSettings) => Promise<Summary>;
  /** The same result computed slowly; findings sorted by id, members by record. */
  readonly reference: (tables: Tables, settings: MetricSettings) => Found<Summary>;
}

/** Either kind of question about a whole corpus. */
export type CorpusQuestion = Metric | FindingMetric;

export const isFindingMetric = (question: CorpusQuestion): question is FindingMetric => 'find' in question;

/** `metric/exact-duplicates@1` */
export const metricRef = (metric: { readonly id: string; readonly version: number }): string =>
  `metric/${metric.id}@${metric.version}`;
