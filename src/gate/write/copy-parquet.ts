import { dirname } from 'node:path';
import { DECISION_FOLDERS, DECISIONS, type DecisionKind } from '../../core/decision.js';
import type { Engine, TableColumns } from '../../core/engine.js';
import { FreckleError } from '../../core/errors.js';
import { makeFolder, PARTIAL, takeName } from '../../disk/atomic.js';
import type { WriteResult } from './write-split.js';

export interface CopyParquetTask {
  readonly inputPath: string;
  readonly decidedPath: string;
  readonly runPath: string;
  readonly outputName: string;
}

/** The output for the rows of one decision. */
interface Output {
  readonly decision: DecisionKind;
  readonly name: string;
  readonly path: string;
  readonly count: number;
  readonly firstRow: number;
  readonly lastRow: number;
}

/** Columns with this prefix from an earlier run are replaced. */
const PREFIX = 'freckle_';

/**
 * Writes the rows of one split of a Parquet file with all their columns and types, and adds the provenance. Finds rows by
 * their number in the file. Files are complete or absent.
 *
 * @throws FreckleError `input-changed` | `no-space`, EngineError
 */
export async function copyParquet(engine: Engine, task: CopyParquetTask): Promise<WriteResult> {
  const outputs = await outputsOf(engine, task);
  for (const { path } of outputs) makeFolder(dirname(path));
  const provenance = provenanceColumns(engine);
  const columns = Object.entries(provenance).map(([name, { sql }]) => `${sql} AS ${name}`);
  await engine.copyParquetRows({
    from: task.inputPath,
    replacedPrefix: PREFIX,
    added: Object.fromEntries(Object.entries(provenance).map(([name, { type }]) => [name, type])),
    parts: outputs.map(({ decision, path, firstRow, lastRow }) => ({
      to: path + PARTIAL,
      chosenSql: `SELECT row, ${columns.join(', ')} FROM ${decidedSql(engine, task)} WHERE decision = '${decision}'`,
      firstRow,
      lastRow,
    })),
  });
  const counts = { admit: 0, quarantine: 0, reject: 0 };
  for (const { decision, path, count } of outputs) {
    await refuseLostRows(engine, task, path + PARTIAL, count);
    takeName(path);
    counts[decision] = count;
  }
  return { files: outputs.map(({ name }) => name), counts };
}

/** The split's decisions with the number of each row. */
const decidedSql = ({ dialect }: Engine, { decidedPath }: CopyParquetTask): string =>
  `(SELECT *, cast(split_part(position, '#row=', -1) AS ${dialect.type('bigint')}) AS row
    FROM ${dialect.parquet([decidedPath])}) decided`;

/** The decisions that occur, with the range of their rows. */
async function outputsOf(engine: Engine, task: CopyParquetTask): Promise<Output[]> {
  const rows = await engine.rows(
    `SELECT decision, count(*) AS n, min(row) AS first, max(row) AS last FROM ${decidedSql(engine, task)} GROUP BY decision`,
  );
  return DECISIONS.flatMap((decision) => {
    const row = rows.find((one) => one['decision'] === decision);
    if (row === undefined) return [];
    const name = `${DECISION_FOLDERS[decision]}/${task.outputName}.parquet`;
    const [count, firstRow, lastRow] = [Number(row['n']), Number(row['first']), Number(row['last'])];
    return [{ decision, name, path: `${task.runPath}/${name}`, count, firstRow, lastRow }];
  });
}

/** The columns added to each row: type, and SQL from the decision. */
function provenanceColumns({ dialect }: Engine): {
  readonly [name: string]: { readonly type: TableColumns[string]; readonly sql: string };
} {
  const evidence = dialect.objectsOfJson("coalesce(origin_evidence, '[]')", ['rung', 'kind', 'origin']);
  return {
    freckle_source: { type: 'text', sql: 'source' },
    freckle_position: { type: 'text', sql: 'position' },
    freckle_content_hash: { type: 'text', sql: 'content_hash' },
    freckle_decision: { type: 'text', sql: 'decision' },
    freckle_reasons: { type: 'texts', sql: dialect.textsOfJson("coalesce(rules, '[]')") },
    freckle_origin: { type: 'text', sql: 'origin' },
    freckle_evidence: {
      type: 'texts',
      sql: dialect.mapList(evidence, 'e', "e.rung || '/' || e.kind || '=' || e.origin"),
    },
  };
}

/** A decided row that has disappeared would silently be missing from the join. @throws FreckleError `input-changed` */
async function refuseLostRows(
  engine: Engine,
  task: CopyParquetTask,
  path: string,
  expected: number,
): Promise<void> {
  const [written] = await engine.rows(`SELECT count(*) AS n FROM ${engine.dialect.parquet([path])}`);
  if (Number(written!['n']) !== expected)
    throw new FreckleError(
      'input-changed',
      `${task.inputPath} has changed since it was measured: expected ${expected} rows, found ${Number(written!['n'])}; run the command again`,
    );
}
