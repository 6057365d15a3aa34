/** A value a query may return. 64-bit integers come back as numbers where exact, else as bigint. */
export type Cell = number | bigint | string | boolean | Uint8Array | null;
export type Row = { readonly [column: string]: Cell };

/** Types of columns and casts. `texts` is a list of `text`. */
export type SqlType = 'integer' | 'bigint' | 'double' | 'text' | 'bytes' | 'texts';

/** The columns of an empty table, in order. */
export type TableColumns = { readonly [column: string]: SqlType };

/** The SQL fragments in which engines differ; metrics write the rest of their SQL once. */
export interface Dialect {
  readonly id: 'duckdb' | 'spark';
  /** A column or table name as an identifier. */
  readonly name: (name: string) => string;
  /** A string as a literal; safe for text from outside. */
  readonly text: (text: string) => string;
  readonly type: (type: SqlType) => string;
  /** Integer quotient of non-negative whole numbers. */
  readonly integerDivide: (dividend: string, divisor: string) => string;
  /** All columns of a select list except these. */
  readonly allBut: (columns: readonly string[]) => string;
  /** The list in a column that holds a JSON array of texts. */
  readonly textsOfJson: (expr: string) => string;
  /**
   * The list in a column that holds a JSON array of objects; an element's fields are texts, read as `element.field`.
   */
  readonly objectsOfJson: (expr: string, fields: readonly string[]) => string;
  /** Under a key of a JSON object, a list of lists of texts; null where the key is missing. */
  readonly listsOfJsonMember: (expr: string, key: string) => string;
  /** The elements, called `element`, for which the condition holds. */
  readonly filterList: (list: string, element: string, condition: string) => string;
  readonly startsWith: (expr: string, prefix: string) => string;
  readonly endsWith: (expr: string, suffix: string) => string;
  /** Remainder of a number written as hexadecimal digits, at most 16. */
  readonly hexRemainder: (hex: string, divisor: string) => string;
  /**
   * Parquet files with the same columns as one table. Adds `file_index`, the index of the row's file in the list, and
   * no other column.
   */
  readonly parquet: (paths: readonly string[]) => string;
  /** `expr` is a list column; gives one row per element, as a select-list expression. */
  readonly explode: (expr: string) => string;
  /** Continuous quantile of a numeric column, 0 ≤ q ≤ 1. */
  readonly quantile: (expr: string, q: number) => string;
  /** Several of them as the text of a JSON array; null where there is no value. */
  readonly quantiles: (expr: string, qs: readonly number[]) => string;
  /** How often each value of a whole number occurs, as the text of a JSON object. */
  readonly histogram: (expr: string) => string;
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

/** A column to append. Typed arrays avoid an object per row where there is a row per record. */
export type ColumnValues = Int32Array | Float64Array | readonly Cell[];

/** Runs the SQL of corpus questions. Knows no metric by name. */
export interface Engine {
  readonly dialect: Dialect;
  /** Runs statements that return nothing. @throws EngineError */
  readonly run: (sql: string) => Promise<void>;
  /** All rows at once, for small results. @throws EngineError */
  readonly rows: (sql: string) => Promise<Row[]>;
  /** Batches of rows, for results as long as the corpus. Other statements may run meanwhile. @throws EngineError */
  readonly stream: (sql: string) => AsyncIterable<Row[]>;
  /** Creates or replaces a table: from a query, or empty with these columns. @throws EngineError */
  readonly createTable: (name: string, content: string | TableColumns) => Promise<void>;
  /** Creates or replaces a view. @throws EngineError */
  readonly createView: (name: string, sql: string) => Promise<void>;
  /** Writes the rows of a query in its order to one Parquet file. @throws FreckleError `no-space`, EngineError */
  readonly writeParquet: (sql: string, path: string) => Promise<void>;
  /**
   * Adds rows to an existing table; columns in the table's order, all of one length. Numbers bound
   * for integer columns must be whole. @throws EngineError
   */
  readonly append: (table: string, columns: readonly ColumnValues[]) => Promise<void>;
  readonly close: () => Promise<void>;
}
