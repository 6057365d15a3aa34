// Engines run the SQL of corpus questions. DuckDB is the only one: dialect.ts has its spellings, this file its connection.
// An engine knows no metric: metrics write SQL through core's Dialect and run on any engine with the same results.
// The native library is loaded at first use, and SQL can be confined to given folders.

import type {
  DuckDBAppender,
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBValue,
} from '@duckdb/node-api';
import type { Cell, ColumnValues, Engine, Row, TableColumns } from '../../core/engine.js';
import { assert, EngineError, FreckleError } from '../../core/errors.js';
import { duckDbDialect } from './dialect.js';

export interface DuckDbOptions {
  /** Database file; absent for a database in memory. */
  readonly path?: string;
  /**
   * DuckDB's own limit. It excludes allocations outside the buffer manager: the process was measured at 35–90 % more.
   */
  readonly memoryLimitBytes?: number;
  readonly threads?: number;
  /**
   * Folder for intermediate results that exceed memory; created if absent, but not its parents. Without it, full memory
   * is an error.
   */
  readonly tempDirectory?: string;
  /**
   * Folders to which SQL is confined. Without them SQL can access every file of the process, so queries must never
   * contain unquoted input from outside.
   */
  readonly allowedDirectories?: readonly string[];
  /** Keep rows in insertion or reading order. Without it `copy` takes half the memory, and queries need `order by`. */
  readonly preserveInsertionOrder?: boolean;
}

/**
 * Opens DuckDB in this process. The native library is loaded only here, so commands without corpus questions start
 * fast. Extensions are never installed or loaded from the network.
 *
 * @throws EngineError
 */
export async function openDuckDb(options: DuckDbOptions = {}): Promise<Engine> {
  const api = await import('@duckdb/node-api');
  try {
    const instance = await api.DuckDBInstance.create(options.path ?? ':memory:', settingsOf(options));
    const connection = await instance.connect();
    await confine(connection, options.allowedDirectories);
    return new DuckDbEngine(api, instance, connection);
  } catch (cause) {
    throw new EngineError(`open ${options.path ?? ':memory:'}`, cause);
  }
}

function settingsOf(options: DuckDbOptions): { [name: string]: string } {
  const settings: { [name: string]: string } = {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    preserve_insertion_order: String(options.preserveInsertionOrder ?? false),
  };
  if (options.memoryLimitBytes !== undefined)
    settings['memory_limit'] = `${Math.floor(options.memoryLimitBytes)}B`;
  if (options.threads !== undefined) settings['threads'] = String(options.threads);
  if (options.tempDirectory !== undefined) settings['temp_directory'] = options.tempDirectory;
  return settings;
}

/** Restricts access for good: DuckDB refuses later statements that widen it. */
async function confine(connection: DuckDBConnection, directories?: readonly string[]): Promise<void> {
  if (directories === undefined) return;
  const list = directories.map((directory) => duckDbDialect.text(directory.replace(/\/*$/, '/'))).join(', ');
  await connection.run(`set allowed_directories = [${list}]`);
  await connection.run('set enable_external_access = false');
}

class DuckDbEngine implements Engine {
  readonly dialect = duckDbDialect;

  constructor(
    private readonly api: typeof import('@duckdb/node-api'),
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
  ) {}

  async run(sql: string): Promise<void> {
    await guard(sql, () => this.connection.run(sql));
  }

  async rows(sql: string): Promise<Row[]> {
    const all: Row[] = [];
    for await (const batch of this.stream(sql)) for (const row of batch) all.push(row);
    return all;
  }

  async *stream(sql: string): AsyncGenerator<Row[]> {
    // Uses its own connection, since the next statement on a connection ends its stream.
    const connection = await this.instance.connect();
    try {
      const result = await guard(sql, () => connection.stream(sql));
      const names = result.deduplicatedColumnNames();
      while (true) {
        const chunk = await guard(sql, () => result.fetchChunk());
        if (chunk === null || chunk.rowCount === 0) return;
        yield rowsOf(chunk, names);
      }
    } finally {
      connection.closeSync();
    }
  }

  async createTable(name: string, content: string | TableColumns): Promise<void> {
    await this.run(
      typeof content === 'string'
        ? `CREATE OR REPLACE TABLE ${name} AS ${content}`
        : `CREATE OR REPLACE TABLE ${name} (${columnsSql(content)})`,
    );
  }

  async createView(name: string, sql: string): Promise<void> {
    await this.run(`CREATE OR REPLACE VIEW ${name} AS ${sql}`);
  }

  async writeParquet(sql: string, path: string): Promise<void> {
    await this.copy(
      path,
      `COPY (${sql}) TO ${this.dialect.text(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20000)`,
    );
  }

  async append(table: string, columns: readonly ColumnValues[]): Promise<void> {
    const length = columns[0]?.length ?? 0;
    assert(
      columns.every((column) => column.length === length),
      'appended columns have equal length',
    );
    await guard(`append to ${table}`, async () => {
      const appender = await this.connection.createAppender(table);
      const writers = columns.map((_, index) => this.writerFor(appender, index));
      for (let row = 0; row < length; row++) {
        for (let column = 0; column < columns.length; column++)
          writers[column]!(columns[column]![row] ?? null);
        appender.endRow();
      }
      appender.closeSync();
    });
  }

  async close(): Promise<void> {
    this.connection.closeSync();
    this.instance.closeSync();
  }

  /** Runs a COPY; a full disk is reported as `no-space`. */
  private async copy(path: string, sql: string): Promise<void> {
    try {
      await this.run(sql);
    } catch (cause) {
      if (!/no space left/i.test(String(cause))) throw cause;
      throw new FreckleError(
        'no-space',
        `no space left to write ${path}: free some space, then run the same command again`,
        { cause },
      );
    }
  }

  private writerFor(appender: DuckDBAppender, column: number): (value: Cell) => void {
    const write = this.valueWriterFor(appender, column);
    return (value) => (value === null ? appender.appendNull() : write(value));
  }

  private valueWriterFor(appender: DuckDBAppender, column: number): (value: Cell) => void {
    const { DuckDBTypeId: Type } = this.api;
    const type = appender.columnType(column).typeId;
    switch (type) {
      case Type.BOOLEAN:
        return (value) => appender.appendBoolean(Boolean(value));
      case Type.INTEGER:
        return (value) => appender.appendInteger(Number(value));
      case Type.BIGINT:
        return (value) => appender.appendBigInt(BigInt(value as number | bigint));
      case Type.DOUBLE:
        return (value) => appender.appendDouble(Number(value));
      case Type.VARCHAR:
        return (value) => appender.appendVarchar(String(value));
      case Type.BLOB:
        return (value) => appender.appendBlob(value as Uint8Array);
      default:
        throw new Error(`append knows no column type ${Type[type]}`);
    }
  }
}

const columnsSql = (columns: TableColumns): string =>
  Object.entries(columns)
    .map(([name, type]) => `${duckDbDialect.name(name)} ${duckDbDialect.type(type)}`)
    .join(', ');

/** Adds the SQL to an engine error. */
async function guard<Result>(sql: string, ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (cause) {
    throw new EngineError(sql, cause);
  }
}

function rowsOf(chunk: DuckDBDataChunk, names: readonly string[]): Row[] {
  const { rowCount } = chunk;
  const rows: { [column: string]: Cell }[] = new Array(rowCount);
  for (let row = 0; row < rowCount; row++) rows[row] = {};
  for (let column = 0; column < names.length; column++) {
    const name = names[column]!;
    const values = chunk.getColumnValues(column);
    for (let row = 0; row < rowCount; row++) rows[row]![name] = toCell(values[row]!);
  }
  return rows;
}

/** Converts integers to numbers where exact, blobs to bytes, dates and lists to text. */
function toCell(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if ('bytes' in value && value.bytes instanceof Uint8Array) return value.bytes;
  if ('toDouble' in value && typeof value.toDouble === 'function') return value.toDouble();
  return String(value);
}
