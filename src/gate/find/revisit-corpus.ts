import { rmSync } from 'node:fs';
import type { DuplicatesBy } from '../../core/compared-parts.js';
import type { Engine } from '../../core/engine.js';
import { ORDINALS_PER_SPLIT } from '../../core/finding.js';
import { splitName } from '../../disk/run-folder.js';
import { addressOf, type RunContext, type SplitAddress } from '../context.js';
import { recordSql } from './records-view.js';
import { REVISIT_COLUMNS, type RevisitTask } from './revisit-split.js';

export interface RevisitCommand extends SplitAddress {
  readonly ordinals: Int32Array;
  readonly want: RevisitTask['want'];
  readonly spans?: readonly (string | null)[];
  readonly summaries?: readonly string[];
  readonly lineHashes?: readonly string[];
  readonly duplicatesBy?: DuplicatesBy;
  readonly path: string;
}

/**
 * Reads the texts of the records that a query selects again, and creates a table from them. The query returns `record`
 * and, for excerpts, `spans`: the passages to show.
 */
export async function revisit(
  run: RunContext,
  engine: Engine,
  selectSql: string,
  table: string,
  want: RevisitTask['want'] = 'words',
  lineHashes: readonly string[] = [],
): Promise<void> {
  const columns = REVISIT_COLUMNS[want];
  await engine.createTable(table, {
    record: 'bigint',
    ...Object.fromEntries(columns.map(({ name, type }) => [name, type === 'BYTES' ? 'bytes' : 'text'])),
  });
  const chosen = await chooseBySplit(engine, selectSql, want === 'excerpt');
  const summaries = run.signals.filter(({ isSummary }) => isSummary === true).map(({ id }) => id);
  const folder = run.folder.state('revisited');
  await Promise.all(
    [...chosen].map(async ([index, { ordinals, spans }]) => {
      const path = `${folder}/${table}-${splitName(index)}.parquet`;
      const command: RevisitCommand = {
        ...addressOf(run, run.plan.splits[index]!),
        ordinals: Int32Array.from(ordinals),
        ...(want === 'excerpt' ? { spans, summaries } : {}),
        ...(want === 'lines' ? { lineHashes } : {}),
        ...(want === 'words' ? { duplicatesBy: run.signalSettings.duplicatesBy ?? {} } : {}),
        want,
        path,
      };
      await run.pool.run('revisit', command);
    }),
  );
  for (const index of chosen.keys()) {
    const path = `${folder}/${table}-${splitName(index)}.parquet`;
    const names = columns.map(({ name }) => name).join(', ');
    await engine.run(
      `INSERT INTO ${table} SELECT ${recordSql(engine.dialect, String(index))}, ${names} FROM ${engine.dialect.parquet([path])}`,
    );
    rmSync(path);
  }
}

interface Chosen {
  readonly ordinals: number[];
  readonly spans: (string | null)[];
}

async function chooseBySplit(
  engine: Engine,
  selectSql: string,
  hasSpans: boolean,
): Promise<Map<number, Chosen>> {
  const chosen = new Map<number, Chosen>();
  const { integerDivide, type } = engine.dialect;
  const sql = `SELECT cast(${integerDivide('record', String(ORDINALS_PER_SPLIT))} AS ${type('integer')}) AS split,
      cast(record % ${ORDINALS_PER_SPLIT} AS ${type('integer')}) AS ordinal
    ${hasSpans ? ', min(spans) AS spans' : ''} FROM (${selectSql}) GROUP BY 1, 2 ORDER BY 1, 2`;
  for await (const rows of engine.stream(sql)) {
    for (const row of rows) {
      let list = chosen.get(row['split'] as number);
      if (list === undefined) {
        list = { ordinals: [], spans: [] };
        chosen.set(row['split'] as number, list);
      }
      list.ordinals.push(row['ordinal'] as number);
      if (hasSpans) list.spans.push(row['spans'] as string | null);
    }
  }
  return chosen;
}
