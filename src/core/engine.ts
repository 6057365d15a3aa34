/** A value a query may return. 64-bit integers come back as numbers where exact, else as bigint. */
export type Cell = number | bigint | string | boolean | Uint8Array | null;
export type Row = { readonly [column: string]: Cell };

/** The spellings in which engines differ; metrics write the rest of their SQL once. */
export interface Dialect {
  readonly id: 'duckdb' | 'spark';
  /** A column or table name as an identifier. */
  readonly name: (name: string) => string;
  /** A string as a literal; safe for text from outside. */
  readonly text: (text: string) => string;
  /** `expr` is a list column; gives one row per element, as a select-list expression. */
  readonly explode: (expr: string) => string;
  /** Continuous quantile of a numeric column, 0 ≤ q ≤ 1. */
  readonly quantile: (expr: string, q: number) => string;
  /** `sum` that stays exact for integers beyond 32 bits. */
  readonly sumInteger: (expr: string) => string;
  /** Element of a list column, counted from 0; null beyond its end. */
  readonly listItem: (expr: string, index: number) => string;
  /** `length` bytes of a binary column from byte `start`, counted from 0. */
  readonly bytes: (expr: string, start: number | string, length: number) => string;
  readonly byteLength: (expr: string) => string;
  /** The list 0 … n−1, for `explode`. */
  readonly integersBelow: (expr: string) => string;
}

/** A column to append: typed arrays where there is a row per record, so that no row costs an object. */
export type ColumnValues = Int32Array | Float64Array | readonly Cell[];

/** Where corpus questions run. Knows no metric by name. */
export interface Engine {
  readonly dialect: Dialect;
  /** Runs statements that return nothing. @throws EngineError */
  readonly run: (sql: string) => Promise<void>;
  /** All rows at once: for answers that are small by design. @throws EngineError */
  readonly rows: (sql: string) => Promise<Row[]>;
  /** Batches of rows for answers as long as the corpus; other statements may run meanwhile. @throws EngineError */
  readonly stream: (sql: string) => AsyncIterable<Row[]>;
  /**
   * Adds rows to an existing table; columns in the table's order, all of one length. Numbers bound
   * for integer columns must be whole. @throws EngineError
   */
  readonly append: (table: string, columns: readonly ColumnValues[]) => Promise<void>;
  readonly close: () => Promise<void>;
}
