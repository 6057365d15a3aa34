import type { Dialect, Row } from './engine.js';

/** How the states of two disjoint sets of records become the state of their union. */
export type MergeLaw =
  /** Rows with the same keys become one; the named columns add up. */
  | { readonly kind: 'sum'; readonly keys: readonly string[]; readonly sums: readonly string[] }
  /** Rows are put side by side. */
  | { readonly kind: 'concat' };

/**
 * A question to a whole corpus: a state that merges, and a value from it. Knows tables by name, never an
 * engine; an engine runs its SQL, and `reference` is the slow TypeScript answer that tests compare it to.
 *
 * Tables a metric may read are described in `metrics/tables.ts`.
 */
export interface Metric<Value = unknown> {
  /** Kebab-case and stable. */
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly description: string;
  readonly formula: string;
  readonly source: string;
  /** Tables read, so that the gate prepares only what is asked for. */
  readonly needs: readonly string[];
  readonly state: (dialect: Dialect) => string;
  readonly merge: MergeLaw;
  readonly value: (state: readonly Row[]) => Value;
  /** The same state computed slowly from plain rows of the tables it needs. */
  readonly reference: (tables: { readonly [table: string]: readonly Row[] }) => Row[];
}

/** `metric/exact-duplicates@1` */
export const metricRef = (metric: Metric): string => `metric/${metric.id}@${metric.version}`;
