import { renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DECISION_FOLDERS, DECISIONS } from '../../core/decision.js';
import type { Engine } from '../../core/engine.js';
import { FreckleError } from '../../core/errors.js';
import { makeFolder, PARTIAL } from '../../disk/atomic.js';
import { guardedCopy } from '../../disk/export-table.js';
import { quoteName, quoteText, readParquet } from '../find/records-view.js';
import type { WriteResult } from './write-split.js';

export interface CopyParquetTask {
  readonly inputPath: string;
  readonly decidedPath: string;
  readonly runPath: string;
  readonly outputName: string;
}

/** Small row groups: a text column of the default 122,880 rows would stand in memory at once, and so would pictures. */
const MOST_ROWS_PER_GROUP = 5000;
const GROUP_BYTES = 64e6;

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
  const rowsPerGroup = await rowsPerGroupOf(engine, task.inputPath);
  const metadata = await metadataFor(engine, task.inputPath);
  const files: string[] = [];
  const counts = { admit: 0, quarantine: 0, reject: 0 };
  for (const decision of DECISIONS) {
    const decided = `(SELECT *, split_part(position, '#row=', -1)::BIGINT AS row FROM ${readParquet([task.decidedPath])}
      WHERE decision = ${quoteText(decision)})`;
    const [row] = await engine.rows(
      `SELECT count(*) AS n, min(row) AS first, max(row) AS last FROM ${decided}`,
    );
    if (Number(row!['n']) === 0) continue;
    const name = `${DECISION_FOLDERS[decision]}/${task.outputName}.parquet`;
    const path = `${task.runPath}/${name}`;
    makeFolder(dirname(path));
    await guardedCopy(
      engine,
      path,
      `COPY (SELECT ${kept.map((column) => `i.${quoteName(column)}`).join(', ')}, d.source AS freckle_source,
         d.position AS freckle_position, d.content_hash AS freckle_content_hash, d.decision AS freckle_decision,
         from_json(coalesce(d.rules, '[]'), '["VARCHAR"]') AS freckle_reasons, d.origin AS freckle_origin,
         list_transform(from_json(coalesce(d.origin_evidence, '[]'), '[{"rung":"VARCHAR","kind":"VARCHAR","origin":"VARCHAR"}]'),
           lambda e: e.rung || '/' || e.kind || '=' || e.origin) AS freckle_evidence
       FROM (FROM ${input} WHERE file_row_number BETWEEN ${Number(row!['first'])} AND ${Number(row!['last'])}) i
       JOIN ${decided} d ON d.row = i.file_row_number ORDER BY i.file_row_number)
       TO ${quoteText(path + PARTIAL)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowsPerGroup}${metadata})`,
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

async function rowsPerGroupOf(engine: Engine, path: string): Promise<number> {
  const [sizes] = await engine.rows(
    `SELECT (SELECT num_rows FROM parquet_file_metadata(${quoteText(path)})) AS rows, sum(total_uncompressed_size) AS bytes
     FROM parquet_metadata(${quoteText(path)})`,
  );
  const [rows, bytes] = [Number(sizes!['rows']), Number(sizes!['bytes'])];
  if (!(rows > 0 && bytes > 0)) return MOST_ROWS_PER_GROUP;
  return Math.max(1, Math.min(MOST_ROWS_PER_GROUP, Math.floor((GROUP_BYTES * rows) / bytes)));
}

/** In what Hugging Face's datasets writes about a file's columns, with ours: without it a picture is a struct to them. */
const PROVENANCE_FEATURES = {
  ...Object.fromEntries(
    ['source', 'position', 'content_hash', 'decision', 'origin'].map((name) => [
      `freckle_${name}`,
      { dtype: 'string', _type: 'Value' },
    ]),
  ),
  freckle_reasons: { feature: { dtype: 'string', _type: 'Value' }, _type: 'Sequence' },
  freckle_evidence: { feature: { dtype: 'string', _type: 'Value' }, _type: 'Sequence' },
};
const FEATURES_KEY = 'huggingface';

/** The setting of COPY that carries the columns' features on; nothing where the input has none. */
async function metadataFor(engine: Engine, path: string): Promise<string> {
  const [row] = await engine.rows(
    `SELECT try(decode(value)) AS features FROM parquet_kv_metadata(${quoteText(path)}) WHERE key = '${FEATURES_KEY}'::BLOB`,
  );
  if (row === undefined) return '';
  try {
    const about = JSON.parse(String(row['features'])) as {
      info?: { features?: { [name: string]: unknown } };
    };
    if (about.info?.features === undefined) return '';
    const own = Object.entries(about.info.features).filter(([name]) => !name.startsWith('freckle_'));
    const features = { ...Object.fromEntries(own), ...PROVENANCE_FEATURES };
    const value = JSON.stringify({ ...about, info: { ...about.info, features } });
    return `, KV_METADATA {${FEATURES_KEY}: ${quoteText(value)}}`;
  } catch {
    // Not theirs after all.
    return '';
  }
}
