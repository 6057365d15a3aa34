import type { SchemaTree } from 'hyparquet';
import { assembleNested } from 'hyparquet/src/assemble.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getTreePath } from 'hyparquet/src/schema.js';
import type { ParquetFile } from './parquet-file.js';
import { PageCursor, type PageValues } from './parquet-pages.js';
import { emptyRows, type Row } from './row.js';

/** Maximum number of rows per batch. */
const BATCH_ROWS = 1024;

/** One top-level column during reading: the values of the current page, and how many are used. */
interface Column {
  readonly name: string;
  /** The values of the next rows; null after the last. */
  readonly more: () => Promise<PageValues | null>;
  values: PageValues;
  used: number;
}

/** The columns to read from a row group. */
export interface WantedColumns {
  /** Whether to read a top-level column. */
  readonly isWanted: (name: string) => boolean;
  /** Leaves to read page by page under a given name, with byte arrays as bytes. */
  readonly leaves?: readonly { readonly name: string; readonly leaf: SchemaTree }[];
}

/** Reads the rows of one row group in batches, all columns in step. */
export class RowGroupReader {
  private readonly columns: Column[];
  private rowsLeft: number;
  /** All column names, for errors about a missing text. */
  private readonly names: readonly string[];
  private readonly emptyRow: () => { [column: string]: unknown };

  /** @throws Error if the file's claims about the group cannot be true */
  constructor(
    private readonly file: ParquetFile,
    private readonly index: number,
    { isWanted, leaves = [] }: WantedColumns,
  ) {
    this.rowsLeft = file.firstRow[index + 1]! - file.firstRow[index]!;
    this.names = file.schema.children.map((child) => child.element.name);
    this.emptyRow = emptyRows(this.names);
    this.columns = [
      ...file.schema.children
        .filter((child) => isWanted(child.element.name))
        .map((child) => this.columnOf(child)),
      ...leaves.map(({ name, leaf }) => this.columnOfLeaf(name, leaf)),
    ];
  }

  /** The next rows, or null after the last. @throws Error if they are damaged */
  async next(): Promise<Row[] | null> {
    if (this.rowsLeft === 0) return null;
    let count = Math.min(BATCH_ROWS, this.rowsLeft);
    for (const column of this.columns) {
      while (column.used >= column.values.length) {
        const values = await column.more();
        if (values === null)
          throw new Error(`column ${JSON.stringify(column.name)} ends before its row group`);
        column.values = values;
        column.used = 0;
      }
      count = Math.min(count, column.values.length - column.used);
    }
    const rows = Array.from({ length: count }, (_, at) => this.rowAt(at));
    for (const column of this.columns) column.used += count;
    this.rowsLeft -= count;
    return rows;
  }

  private rowAt(at: number): Row {
    const row = this.emptyRow();
    if (this.columns.length === 0) for (const name of this.names) row[name] = null;
    for (const column of this.columns) row[column.name] = column.values[column.used + at] ?? null;
    return row;
  }

  private columnOf(child: SchemaTree): Column {
    const { name } = child.element;
    const rows = this.rowsLeft;
    const cursors = this.cursorsOf(name, rows);
    if (cursors.length === 0) throw new Error(`column ${JSON.stringify(name)} has no data`);
    const only = cursors[0]!;
    const more =
      child.children.length === 0 && cursors.length === 1 && !only.isRepeated
        ? () => only.cursor.next()
        : once(() => assembled(child, cursors, rows));
    return { name, more, values: [], used: 0 };
  }

  private columnOfLeaf(name: string, leaf: SchemaTree): Column {
    const path = leaf.path.join('.');
    const chunk = this.file.groups[this.index]!.columns.find(
      ({ meta_data: meta }) => meta?.path_in_schema.join('.') === path,
    );
    if (chunk === undefined) throw new Error(`column ${JSON.stringify(path)} has no data`);
    const schemaPath = getTreePath(this.file.schema, leaf.path);
    const cursor = new PageCursor(this.file, chunk, schemaPath, this.rowsLeft, true);
    return { name, more: () => cursor.next(), values: [], used: 0 };
  }

  private cursorsOf(name: string, rows: number): Leaf[] {
    const leaves: Leaf[] = [];
    for (const chunk of this.file.groups[this.index]!.columns) {
      const path = chunk.meta_data?.path_in_schema;
      if (path === undefined || path[0] !== name) continue;
      const schemaPath = getTreePath(this.file.schema, path);
      const cursor = new PageCursor(this.file, chunk, schemaPath, rows);
      leaves.push({ path: path.join('.'), cursor, isRepeated: cursor.isRepeated });
    }
    return leaves;
  }
}

interface Leaf {
  readonly path: string;
  readonly cursor: PageCursor;
  readonly isRepeated: boolean;
}

/** Values of a struct or list, assembled from its leaves for the whole row group. */
async function assembled(child: SchemaTree, leaves: readonly Leaf[], rows: number): Promise<PageValues> {
  const values = new Map<string, unknown[]>();
  for (const { path, cursor, isRepeated } of leaves) {
    let all: unknown[] = [];
    for (
      let page = await cursor.next(isRepeated ? all : undefined);
      page !== null;
      page = await cursor.next(isRepeated ? all : undefined)
    ) {
      if (page === all) continue;
      all = all.length === 0 && Array.isArray(page) ? page : all.concat(Array.from(page));
    }
    if (all.length !== rows)
      throw new Error(`column ${JSON.stringify(path)} has ${all.length} rows of ${rows}`);
    values.set(path, all);
  }
  assembleNested(values, child, DEFAULT_PARSERS);
  return values.get(child.path.join('.')) ?? values.get(child.element.name) ?? [];
}

function once(compute: () => Promise<PageValues>): () => Promise<PageValues | null> {
  let isDone = false;
  return async () => {
    if (isDone) return null;
    isDone = true;
    return compute();
  };
}
