import type { Dialect } from '../../core/engine.js';

/** DuckDB's spellings (checked against 1.5). */
export const duckDbDialect: Dialect = {
  id: 'duckdb',
  name: (name) => `"${name.replaceAll('"', '""')}"`,
  text: (text) => `'${text.replaceAll("'", "''")}'`,
  explode: (expr) => `unnest(${expr})`,
  quantile: (expr, q) => `quantile_cont(${expr}, ${q})`,
  // `sum` of integers is a HUGEINT; BIGINT keeps it a plain number on its way to JavaScript.
  sumInteger: (expr) => `cast(sum(${expr}) as bigint)`,
  listItem: (expr, index) => `${expr}[${index + 1}]`,
  // `substr` knows no BLOB; slices are 1-based with both ends included.
  bytes: (expr, start, length) => `(${expr})[${plusOne(start)}:${end(start, length)}]`,
  byteLength: (expr) => `octet_length(${expr})`,
  integersBelow: (expr) => `range(cast(${expr} as bigint))`,
};

const plusOne = (start: number | string): string =>
  typeof start === 'number' ? String(start + 1) : `${start} + 1`;
const end = (start: number | string, length: number): string =>
  typeof start === 'number' ? String(start + length) : `${start} + ${length}`;
