import type { Engine } from '../../core/engine.js';
import type { RecordKey } from '../../core/finding.js';
import type { Excerpt } from '../../report/excerpt.js';
import type { RunContext } from '../context.js';
import { revisit } from '../revisit-corpus.js';

/** What is shown of each record that the report shows. */
export type Excerpts = ReadonlyMap<RecordKey, Excerpt>;

export const noExcerpt = (): Excerpt => ({ pieces: [], length: 0, spans: [] });

/** Reads the texts of chosen records again: `selectSql` gives `record` and `spans`. */
export async function gatherExcerpts(run: RunContext, engine: Engine, selectSql: string): Promise<Excerpts> {
  await revisit(run, engine, selectSql, 'shown_texts', 'excerpt');
  const rows = await engine.rows('SELECT record, excerpt FROM shown_texts ORDER BY record');
  return new Map(rows.map((row) => [Number(row['record']), JSON.parse(String(row['excerpt'])) as Excerpt]));
}
