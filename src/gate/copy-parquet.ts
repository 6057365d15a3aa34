import { mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DECISION_FOLDERS, DECISIONS } from '../core/decision.js';
import type { Engine } from '../core/engine.js';
import { PARTIAL } from './atomic.js';
import { quoteName, quoteText } from './records-view.js';
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
 * them. Rows are found by their number in the file. Whole or absent. @throws EngineError
 */
export async function copyParquet(engine: Engine, task: CopyParquetTask): Promise<WriteResult> {
  const input = `read_parquet(${quoteText(task.inputPath)}, file_row_number = true)`;
  const names = (await engine.rows(`SELECT column_name FROM (DESCRIBE SELECT * FROM ${input})`)).map((row) =>
    String(row['column_name']),
  );
  // What an earlier run put beside the rows gives way to what this one puts there.
  const kept = names.filter((name) => name !== 'file_row_number' && !name.startsWith('freckle_'));
  const files: string[] = [];
  const counts = { admit: 0, quarantine: 0, reject: 0 };
  for (const decision of DECISIONS) {
    const decided = `(SELECT *, split_part(position, '#row=', -1)::BIGINT AS row FROM read_parquet(${quoteText(task.decidedPath)})
      WHERE decision = ${quoteText(decision)})`;
    const [row] = await engine.rows(`SELECT count(*) AS n FROM ${decided}`);
    if (Number(row!['n']) === 0) continue;
    const name = `${DECISION_FOLDERS[decision]}/${task.outputName}.parquet`;
    const path = `${task.runPath}/${name}`;
    mkdirSync(dirname(path), { recursive: true });
    await engine.run(
      `COPY (SELECT ${kept.map((column) => `i.${quoteName(column)}`).join(', ')}, d.source AS freckle_source,
         d.position AS freckle_position, d.content_hash AS freckle_content_hash, d.decision AS freckle_decision,
         from_json(coalesce(d.rules, '[]'), '["VARCHAR"]') AS freckle_reasons
       FROM ${input} i JOIN ${decided} d ON d.row = i.file_row_number ORDER BY i.file_row_number)
       TO ${quoteText(path + PARTIAL)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP})`,
    );
    renameSync(path + PARTIAL, path);
    counts[decision] = Number(row!['n']);
    files.push(name);
  }
  return { files, counts };
}
