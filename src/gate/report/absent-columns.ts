import type { Engine } from '../../core/engine.js';
import type { ColumnNames } from '../../core/format.js';
import type { ReproductionReport } from '../../report/sections/reproduce.js';
import type { UnreadableFacts } from '../../report/sections/unreadable.js';
import type { SectionFacts } from './section-facts.js';

/**
 * The columns of `records` by the name of their setting. Not listed: the text column, since records without it are
 * unreadable; the source, which is never empty; the origin, since only known words are kept.
 */
const READ_INTO = {
  id: 'id',
  url: 'url',
  date: 'date',
  language: 'claimed_language',
  label: 'label',
} as const;

/** Columns that the command names and that have no value in any record. */
export const absentColumns: SectionFacts<ReproductionReport> = {
  collect: async ({ engine, run, unreadable }) => ({
    absentColumns: await columnsWithoutValue(engine, run.formatSettings.columns, unreadable.byCode),
  }),
};

/** The named columns without any value: most likely a typing error. */
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
