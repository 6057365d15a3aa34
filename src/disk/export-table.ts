import { statSync } from 'node:fs';
import type { Engine } from '../core/engine.js';
import { FreckleError } from '../core/errors.js';
import { PARTIAL, takeName } from './atomic.js';

/**
 * Writes the rows of an ordered query to a Parquet file atomically. @throws FreckleError `no-space` | `write-failed`,
 * EngineError
 */
export async function exportTable(engine: Engine, orderedSql: string, path: string): Promise<void> {
  const partial = `${path}${PARTIAL}`;
  await engine.writeParquet(orderedSql, partial);
  if (statSync(partial).size === 0)
    throw new FreckleError('write-failed', `cannot write ${path}: the engine wrote an empty file`);
  takeName(path);
}
