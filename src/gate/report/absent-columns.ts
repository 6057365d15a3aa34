import type { Engine } from '../../core/engine.js';
import type { ColumnNames } from '../../core/format.js';
import type { ReproductionReport } from '../../report/sections/reproduce.js';
import type { UnreadableFacts } from '../../report/sections/unreadable.js';
import type { SectionFacts } from './section-facts.js';

/**
 * Columns of the records by what names them. The text's is missed when it is read, where nothing is left without it; a
 * source is never empty, and of an origin only words that are known are kept.
 */
const READ_INTO = {
  id: 'id',
  url: 'url',
  date: 'date',
  language: 'claimed_language',
  label: 'label',
} as const;

/** Columns that the command named in vain. */
export const absentColumns: SectionFacts<ReproductionReport> = {
  collect: async ({ engine, run, unreadable }) => ({
    absentColumns: await columnsWithoutValue(engine, run.formatSettings.columns, unreadable.byCode),
  }),
};

/** The named columns that no record has a value in: a slip of the pen, most likely. */
async function columnsWithoutValue(
  engine: Engine,
  columns: ColumnNames,
  unreadable: readonly Pick<UnreadableFacts, 'code'>[],
): Promise<string[]> {
  const named = Object.entries(READ_INTO).flatMap(([key, column]) => {
    const name = columns[key as keyof typeof READ_INTO];
    return name === undefined ? [] : [{ name, value: column }];
  });
  const facets = (columns.facets ?? []).map((name, index) => ({ name, value: `facets[${index + 1}]` }));
  const asked = [...named, ...facets];
  const missed = columns.text !== undefined && unreadable.some(({ code }) => code === 'missing-text');
  if (asked.length === 0 && !missed) return [];
  const counts = asked.map(({ value }, index) => `, count(${value}) AS c${index}`).join('');
  const [row] = await engine.rows(`SELECT count(*) AS records${counts} FROM records`);
  return row!['records'] === 0
    ? missed
      ? [columns.text!]
      : []
    : asked.filter((_, index) => row![`c${index}`] === 0).map(({ name }) => name);
}
