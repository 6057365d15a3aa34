import { sharedParts } from '../../metrics/shared-parts.js';
import type { DuplicateFacts } from '../../report/sections/duplicates.js';
import { answerOf } from '../find/find.js';
import { revisit } from '../find/revisit-corpus.js';
import type { ReportContext } from './section-facts.js';

/** The most frequent system prompts and passages, each read from a record that has it. */
export async function sharedPartsShown({
  run,
  engine,
  found,
}: ReportContext): Promise<DuplicateFacts['sharedParts']> {
  const { parts, records, commonest } = answerOf(found.summary, sharedParts);
  if (commonest.length === 0) return { parts, records, commonest: [] };
  const { text } = engine.dialect;
  const examples = [...new Set(commonest.map(({ example }) => text(example)))].join(', ');
  const selected = `SELECT min(record) AS record FROM records WHERE content_hash IN (${examples}) GROUP BY content_hash`;
  await revisit(run, engine, selected, 'shown_parts', 'parts');
  const rows = await engine.rows(
    'SELECT r.content_hash, s.role, s.part FROM shown_parts s JOIN records r ON r.record = s.record',
  );
  const keyOf = (example: unknown, role: unknown) => `${String(example)} ${String(role)}`;
  const texts = new Map(rows.map((row) => [keyOf(row['content_hash'], row['role']), String(row['part'])]));
  return {
    parts,
    records,
    commonest: commonest.map(({ role, records: of, example }) => ({
      role,
      records: of,
      text: texts.get(keyOf(example, role)) ?? null,
    })),
  };
}
