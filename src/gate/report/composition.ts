import type { Engine } from '../../core/engine.js';
import { LANGUAGE_COLUMN } from '../../metrics/tables.js';
import {
  type Composition,
  type CompositionReport,
  type CompositionRow,
  GROUPS_SHOWN,
} from '../../report/sections/composition.js';
import { decidedCounts, decidedCountsSql } from './decided-counts.js';
import type { SectionFacts } from './section-facts.js';

/** The composition of the corpus by measured language and month of capture. */
export const composition: SectionFacts<Pick<CompositionReport, 'composition'>> = {
  collect: async ({ engine }) => ({ composition: await collectComposition(engine) }),
};

const collectComposition = async (engine: Engine): Promise<Composition> => ({
  languages: await rowsBy(
    engine,
    `coalesce(${engine.dialect.name(LANGUAGE_COLUMN)}, 'unknown')`,
    'records DESC, key',
  ),
  months: await rowsBy(engine, `coalesce(month, 'undated')`, 'key'),
});

async function rowsBy(engine: Engine, key: string, order: string): Promise<CompositionRow[]> {
  const rows = await engine.rows(
    `SELECT ${key} AS key, ${decidedCountsSql(engine.dialect)} FROM records JOIN verdicts USING (record)
     GROUP BY key ORDER BY ${order} LIMIT ${GROUPS_SHOWN}`,
  );
  return rows.map((row) => ({
    key: String(row['key']),
    counts: decidedCounts(row),
    words: Number(row['words']),
  }));
}
