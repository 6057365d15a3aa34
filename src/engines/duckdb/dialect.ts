import type { Dialect, SqlType } from '../../core/engine.js';

const TYPES: { readonly [type in SqlType]: string } = {
  integer: 'INTEGER',
  bigint: 'BIGINT',
  double: 'DOUBLE',
  text: 'VARCHAR',
  bytes: 'BLOB',
  texts: 'VARCHAR[]',
};

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** DuckDB's spellings (checked against 1.5). */
export const duckDbDialect: Dialect = {
  id: 'duckdb',
  name: (name) => `"${name.replaceAll('"', '""')}"`,
  text: quote,
  type: (type) => TYPES[type],
  integerDivide: (dividend, divisor) => `(${dividend}) // (${divisor})`,
  allBut: (columns) => `* EXCLUDE (${columns.join(', ')})`,
  textsOfJson: (expr) => `from_json(${expr}, '["VARCHAR"]')`,
  objectsOfJson: (expr, fields) =>
    `from_json(${expr}, '[{${fields.map((field) => `"${field}":"VARCHAR"`).join(',')}}]')`,
  listsOfJsonMember: (expr, key) => `from_json(${expr} -> ${quote(`$."${key}"`)}, '[["VARCHAR"]]')`,
  filterList: (list, element, condition) => `list_filter(${list}, lambda ${element}: ${condition})`,
  startsWith: (expr, prefix) => `starts_with(${expr}, ${prefix})`,
  endsWith: (expr, suffix) => `ends_with(${expr}, ${suffix})`,
  hexRemainder: (hex, divisor) => `cast('0x' || ${hex} as ubigint) % (${divisor})`,
  // With hive partitioning, a folder `source=web` would replace the file's own column `source`.
  parquet: (paths) => `read_parquet([${paths.map(quote).join(', ')}], hive_partitioning = false)`,
  explode: (expr) => `unnest(${expr})`,
  quantile: (expr, q) => `quantile_cont(${expr}, ${q})`,
  quantiles: (expr, qs) => `cast(to_json(quantile_cont(${expr}, [${qs.join(', ')}])) AS varchar)`,
  histogram: (expr) => `cast(to_json(histogram(${expr})) AS varchar)`,
  // `sum` of integers is a HUGEINT; BIGINT keeps it a plain number on its way to JavaScript.
  sumInteger: (expr) => `cast(sum(${expr}) as bigint)`,
  listItem: (expr, index) => `(${expr})[${index + 1}]`,
  // `substr` does not accept BLOB; slices are 1-based with inclusive ends.
  bytes: (expr, start, length) => `(${expr})[${plusOne(start)}:${end(start, length)}]`,
  byteLength: (expr) => `octet_length(${expr})`,
  integersBelow: (expr) => `range(cast(${expr} as bigint))`,
};

const plusOne = (start: number | string): string =>
  typeof start === 'number' ? String(start + 1) : `${start} + 1`;
const end = (start: number | string, length: number): string =>
  typeof start === 'number' ? String(start + length) : `${start} + ${length}`;
