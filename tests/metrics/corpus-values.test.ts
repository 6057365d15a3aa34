import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/core/engine.js';
import { DEFAULT_METRIC_SETTINGS, type MetricSettings } from '../../src/core/metric.js';
import { openDuckDb } from '../../src/engines/duckdb/connection.js';
import { answerOf, find } from '../../src/gate/find/find.js';
import { boilerplateLines } from '../../src/metrics/boilerplate-lines.js';
import { exactDuplicates } from '../../src/metrics/exact-duplicates.js';
import { overRepresentation } from '../../src/metrics/over-representation.js';
import { load, type Planted, revisitOf, tablesOf } from './corpus.js';

let engine: Engine;
beforeAll(async () => {
  engine = await openDuckDb({ threads: 2 });
});
afterAll(() => engine.close());

async function ask(planted: readonly Planted[], overrides: Partial<MetricSettings> = {}) {
  const tables = tablesOf(planted);
  await load(engine, tables);
  return find(engine, {
    settings: { ...DEFAULT_METRIC_SETTINGS, ...overrides },
    revisit: revisitOf(engine, tables),
  });
}

describe('over-representation', () => {
  const people = ['man', 'woman', 'other'].flatMap((value, index) =>
    Array.from(
      { length: [620, 375, 5][index]! },
      (_, at): Planted => ({ text: `${value} ${at}`, facets: [value] }),
    ),
  );

  it('equals the published probe of 620, 375 and 5 against 49, 49 and 2 per cent', async () => {
    const shares = { gender: { man: 0.49, woman: 0.49, other: 0.02 } };
    const found = answerOf(
      await ask(people, { facets: ['gender'], expectedShares: shares }),
      overRepresentation,
    );
    const gender = found.find(({ name }) => name === 'gender')!;
    expect(gender.chiSquared!.value).toBeCloseTo(72.72959, 4);
    expect(gender.chiSquared!.degrees).toBe(2);
    expect(gender.chiSquared!.p).toBeCloseTo(1.61e-16, 17);
    expect(gender.values.map(({ value }) => value)).toEqual(['man', 'woman', 'other']);
    const man = gender.values[0]!;
    expect(man.ratio).toBeCloseTo(620 / 490, 12);
    expect(man.z).toBeCloseTo((620 - 490) / Math.sqrt(1000 * 0.49 * 0.51), 12);
    expect(man.low).toBeLessThan(0.62);
    expect(man.low).toBeGreaterThan(0.49);
  });

  it('holds values against even shares where none are given, and refuses what it cannot test', async () => {
    const found = answerOf(await ask(people.slice(990), { facets: ['gender'] }), overRepresentation);
    const gender = found.find(({ name }) => name === 'gender')!;
    expect(gender.values.map(({ expected }) => expected)).toEqual([0.5, 0.5]);
    expect(gender.chiSquared).not.toBeNull();
    const [source, language] = found;
    expect(source).toMatchObject({ chiSquared: null, why: 'fewer than two values' });
    expect(language).toMatchObject({ records: 0, unknown: 10, values: [] });
  });
});

describe('boilerplate lines', () => {
  it('need several sources, and a record of nothing else is all boilerplate', async () => {
    const footer = 'All rights reserved by the owner.';
    const menu = 'Home | About | Contact | Search';
    const pages = Array.from(
      { length: 6 },
      (_, at): Planted => ({
        source: at % 2 === 0 ? 'a' : 'b',
        text: `Page ${at} has something of its own to say.\n${footer}`,
      }),
    );
    const inOne = Array.from({ length: 6 }, (_, at) => ({
      source: 'c',
      text: `${menu}\nunlike line number ${at} of c`,
    }));
    const summary = await ask([...pages, ...inOne, { source: 'd', text: footer }]);
    const found = answerOf(summary, boilerplateLines);
    expect(found).toMatchObject({ lines: 1, records: 7 });
    expect(found.commonest[0]).toMatchObject({ records: 7, sources: 3 });
    const members = await engine.rows(
      `select record, value from finding_members where metric = 'boilerplate-lines' order by record`,
    );
    expect(members.map(({ value }) => value)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1]);
  });
});

describe('exact duplicates', () => {
  it('keep the earliest of equal texts', async () => {
    const summary = await ask([
      { text: 'one two three', source: 'b', day: '2020-02-01', language: 'en' },
      { text: 'one two three', source: 'a', day: '2020-01-31', language: 'en' },
      { text: 'naïve', source: 'a' },
    ]);
    expect(answerOf(summary, exactDuplicates)).toEqual({ groups: 1, copies: 1, largest: 2 });
    expect(
      await engine.rows(
        `select record, role from finding_members where metric = 'exact-duplicates' order by record`,
      ),
    ).toEqual([
      { record: 0, role: 'copy' },
      { record: 1, role: 'kept' },
    ]);
  });

  it('leaves nothing in the engine but the findings', async () => {
    await ask([{ text: 'a b c d e f' }, { text: 'a b c d e f' }]);
    const tables = await engine.rows(`select table_name as name from information_schema.tables order by 1`);
    expect(tables.map(({ name }) => name)).toEqual([
      'finding_members',
      'findings',
      'preliminary_decisions',
      'records',
      'records_base',
    ]);
  });
});
