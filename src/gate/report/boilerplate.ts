import { boilerplateLines } from '../../metrics/boilerplate-lines.js';
import type { DuplicateFacts } from '../../report/sections/duplicates.js';
import { answerOf } from '../find/find.js';
import { revisit } from '../find/revisit-corpus.js';
import type { ReportContext } from './section-facts.js';

/** The most frequent boilerplate lines, each read from a record that has it. */
export async function boilerplateShown({
  run,
  engine,
  found,
}: ReportContext): Promise<DuplicateFacts['boilerplate']> {
  const { commonest } = answerOf(found.summary, boilerplateLines);
  if (commonest.length === 0) return [];
  const examples = [...new Set(commonest.map(({ example }) => example))];
  const selected = `SELECT record FROM records WHERE record IN (${examples.join(', ')})`;
  await revisit(
    run,
    engine,
    selected,
    'shown_lines',
    'lines',
    commonest.map(({ hash }) => hash),
  );
  const rows = await engine.rows('SELECT DISTINCT hash, line FROM shown_lines');
  const lines = new Map(rows.map((row) => [String(row['hash']), String(row['line'])]));
  return commonest.map(({ hash, records, sources }) => ({ line: lines.get(hash) ?? hash, records, sources }));
}
