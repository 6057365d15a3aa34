import { renameSync, statSync } from 'node:fs';
import type { Engine } from '../core/engine.js';
import { FreckleError } from '../core/errors.js';
import { PARTIAL } from './atomic.js';

/** Writes the rows of an ordered query to a Parquet file, whole or absent. @throws FreckleError `no-space` | `engine-failed` */
export async function exportTable(engine: Engine, orderedSql: string, path: string): Promise<void> {
  const partial = `${path}${PARTIAL}`;
  await guardedCopy(
    engine,
    path,
    `COPY (${orderedSql}) TO ${engine.dialect.text(partial)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20000)`,
  );
  if (statSync(partial).size === 0) throw new FreckleError('write-failed', `${path} came out empty`);
  renameSync(partial, path);
}

/** Runs a COPY; a full disk is the user's to mend. @throws FreckleError `no-space`, EngineError */
export async function guardedCopy(engine: Engine, path: string, sql: string): Promise<void> {
  try {
    await engine.run(sql);
  } catch (error) {
    if (/no space left/i.test(String(error)))
      throw new FreckleError(
        'no-space',
        `no space left to write ${path}; free some, then run the same command again`,
        { cause: error },
      );
    throw error;
  }
}
