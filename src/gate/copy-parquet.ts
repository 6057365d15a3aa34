import { mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DECISION_FOLDERS, DECISIONS } from '../core/decision.js';
import type { Engine } from '../core/engine.js';
import { FreckleError } from '../core/errors.js';
import { PARTIAL } from './atomic.js';
import { guardedCopy } from './export-table.js';
import { quoteName, quoteText, readParquet } from './records-view.js';
import type { WriteResult } from './write-split.js';

export interface CopyParquetTask {
  readonly inputPath: string;
  readonly decidedPath: string;
  readonly runPath: string;
  readonly outputName: string;
}

/** Small row groups: a text column of the default 122,880 rows would stand in memory at once. */
const ROW_GROUP = 5000;

/**
 * Writes the rows of one split of a Parquet file with all their columns, types kept, and the provenance beside
 * them. Rows are found by their number in the file. Whole or absent.
 *
 * @throws FreckleError `input-changed` | `no-space`, EngineError
 */
export async function copyParquet(engine: Engine, task: CopyParquetTask): Promise<WriteResult> {
  const input = readParquet([task.inputPath], ', file_row_number = true');
  const names = (await engine.rows(`SELECT column_name FROM (DESCRIBE SELECT * FROM ${input})`)).map((row) =>
    String(row['column_name']),
  );
  // What an earlier run put beside the rows gives way to what this one puts there.
  const kept = names.filter((name) => name !== 'file_row_number' && !name.startsWith('freckle_'));
  const files: string[] = [];
  const counts = { admit: 0, quarantine: 0, reject: 0 };
  for (const decision of DECISIONS) {
    const decided = `(SELECT *, split_part(position, '#row=', -1)::BIGINT AS row FROM ${readParquet([task.decidedPath])}
      WHERE decision = ${quoteText(decision)})`;
    const [row] = await engine.rows(`SELECT count(*) AS n FROM ${decided}`);
    if (Number(row!['n']) === 0) continue;
    const name = `${DECISION_FOLDERS[decision]}/${task.outputName}.parquet`;
    const path = `${task.runPath}/${name}`;
    mkdirSync(dirname(path), { recursive: true });
    await guardedCopy(
      engine,
      path,
      `COPY (SELECT ${kept.map((column) => `i.${quoteName(column)}`).join(', ')}, d.source AS freckle_source,
         d.position AS freckle_position, d.content_hash AS freckle_content_hash, d.decision AS freckle_decision,
         from_json(coalesce(d.rules, '[]'), '["VARCHAR"]') AS freckle_reasons
       FROM ${input} i JOIN ${decided} d ON d.row = i.file_row_number ORDER BY i.file_row_number)
       TO ${quoteText(path + PARTIAL)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP})`,
    );
    await refuseLostRows(engine, task, path + PARTIAL, Number(row!['n']));
    renameSync(path + PARTIAL, path);
    counts[decision] = Number(row!['n']);
    files.push(name);
  }
  return { files, counts };
}

/** A row that was decided on and is gone now would only be missing from the join. @throws FreckleError `input-changed` */
async function refuseLostRows(
  engine: Engine,
  task: CopyParquetTask,
  path: string,
  expected: number,
): Promise<void> {
  const [written] = await engine.rows(`SELECT count(*) AS n FROM ${readParquet([path])}`);
  if (Number(written!['n']) !== expected)
    throw new FreckleError(
      'input-changed',
      `${task.inputPath} has changed since it was measured: of ${expected} rows that were decided on, ${Number(written!['n'])} are there now; run the command again`,
    );
}
