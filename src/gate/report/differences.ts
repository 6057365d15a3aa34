import type { Engine } from '../../core/engine.js';
import type { RecordKey } from '../../core/finding.js';
import { type Difference, firstDifference } from '../../report/first-difference.js';
import type { RunContext } from '../context.js';
import { revisit } from '../find/revisit-corpus.js';

/**
 * Where copies begin to differ from their kept texts, by the copy's key. The query returns pairs `kept, copy`; their texts
 * are read again, and held one pair at a time. Only the beginning of a long text is compared (`TEXT_CHARACTERS`).
 */
export async function differencesOf(
  run: RunContext,
  engine: Engine,
  pairsSql: string,
): Promise<ReadonlyMap<RecordKey, Difference>> {
  await engine.createTable('different_pairs', pairsSql);
  const either = 'SELECT kept AS record FROM different_pairs UNION SELECT copy FROM different_pairs';
  await revisit(run, engine, either, 'whole_texts', 'text');
  const differences = new Map<RecordKey, Difference>();
  const sql = `SELECT p.copy, k.text AS kept_text, c.text AS copy_text FROM different_pairs p
    JOIN whole_texts k ON k.record = p.kept JOIN whole_texts c ON c.record = p.copy`;
  for await (const rows of engine.stream(sql))
    for (const row of rows) {
      const difference = firstDifference(String(row['kept_text']), String(row['copy_text']));
      if (difference !== null) differences.set(Number(row['copy']), difference);
    }
  for (const table of ['different_pairs', 'whole_texts']) await engine.run(`drop table ${table}`);
  return differences;
}
