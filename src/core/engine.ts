/** A value a query may return. 64-bit integers come back as numbers where exact, else as bigint. */
export type Cell = number | bigint | string | boolean | Uint8Array | null;
export type Row = { readonly [column: string]: Cell };

/** The spellings in which engines differ; metrics write the rest of their SQL once. */
export interface Dialect {
  readonly id: 'duckdb' | 'spark';
  /** `expr` is a list column; gives one row per element, as a select-list expression. */
  readonly explode: (expr: string) => string;
  /** Continuous quantile of a numeric column, 0 ≤ q ≤ 1. */
  readonly quantile: (expr: string, q: number) => string;
  /** `sum` that stays exact for integers beyond 32 bits. */
  readonly sumInteger: (expr: string) => string;
}

/** Where corpus questions run. Knows no metric by name. */
export interface Engine {
  readonly dialect: Dialect;
  /** Runs statements that return nothing. @throws EngineError */
  readonly run: (sql: string) => Promise<void>;
  /** All rows at once: for answers that are small by design. @throws EngineError */
  readonly rows: (sql: string) => Promise<Row[]>;
  /** Batches of rows for answers as long as the corpus. @throws EngineError */
  readonly stream: (sql: string) => AsyncIterable<Row[]>;
  readonly close: () => Promise<void>;
}
