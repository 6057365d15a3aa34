import type { Dialect, Engine, Row } from '../core/engine.js';
import type { FindingMetric, Found, MetricSettings, Tables } from '../core/metric.js';
import { FindingsWriter } from './findings-writer.js';
import { compareText } from './preference.js';

export interface BoilerplateLine {
  /** Eight bytes in hexadecimal. */
  readonly hash: string;
  readonly records: number;
  readonly sources: number;
  /** Of the records with this line, the one with the smallest content hash: where to read the line. */
  readonly example: number;
}

export interface BoilerplateLines {
  /** Different lines that are boilerplate. */
  readonly lines: number;
  /** Records that hold at least one. */
  readonly records: number;
  /** The most frequent, at most 20. */
  readonly commonest: readonly BoilerplateLine[];
}

const LINE_BYTES = 8;
const SHOWN = 20;
const FINDING = 'boilerplate-lines';

/**
 * Lines of 20 characters or more that many records of several sources share: menus, licences, cookie notices. A record
 * with such lines is a member; its value is the share of its distinct long lines that are boilerplate, so that a policy
 * can distinguish a page with a footer from a page of boilerplate alone. Known bias: finds well-known quotations and
 * verse too.
 */
export const boilerplateLines: FindingMetric<BoilerplateLines> = {
  id: 'boilerplate-lines',
  version: 1,
  title: 'Boilerplate lines',
  description: 'Lines shared by many records of several sources, and their share of each record.',
  formula: 'boilerplate lines of the record / its distinct lines of 20 characters or more',
  source: 'ours; after the line-level deduplication of CCNet (Wenzek et al. 2020)',
  needs: ['records'],
  roles: ['carrier'],
  modality: 'text',
  memberValue: { unit: 'share of the record’s distinct long lines', range: [0, 1] },

  async find(engine, settings) {
    await storeLines(engine, settings);
    const [counts] = await engine.rows(
      `select (select count(*) from boilerplate) as lines, (select count(*) from boilerplate_records) as records`,
    );
    const commonest = await commonestLines(engine);
    await engine.run(
      `insert into finding_members select 'boilerplate-lines', '${FINDING}', record, 'carrier', share from boilerplate_records`,
    );
    const summary = {
      lines: counts!['lines'] as number,
      records: counts!['records'] as number,
      commonest,
    };
    await writeFinding(engine, summary);
    for (const table of ['boilerplate', 'boilerplate_places', 'boilerplate_records'])
      await engine.run(`drop table ${table}`);
    return summary;
  },

  reference: findSlowly,
};

/**
 * Creates `boilerplate` (line, records, sources), `boilerplate_places` (line, record) and `boilerplate_records` (record,
 * share). Most lines occur once: they are dropped by their count before any wider grouping.
 */
async function storeLines(engine: Engine, settings: MetricSettings): Promise<void> {
  const { dialect } = engine;
  await engine.createTable(
    'boilerplate_places',
    `with common as (
      select line from (${linesSql(dialect, 'record')}) lines group by line
      having count(*) >= ${settings.boilerplateRecords})
    select l.line, l.record, l.source, l.lines from (${linesSql(dialect, 'record, source')}) l
    join common on common.line = l.line`,
  );
  await engine.createTable(
    'boilerplate',
    `select line, count(*) as records, count(distinct source) as sources from boilerplate_places
    group by line having count(distinct source) >= ${settings.boilerplateSources}`,
  );
  await engine.createTable(
    'boilerplate_records',
    `select record, count(*) * 1e0 / max(lines) as share from boilerplate_places
    where line in (select line from boilerplate) group by record`,
  );
}

/** One row per distinct long line of a record: its hash, the record's columns and its number of lines. */
function linesSql(dialect: Dialect, columns: string): string {
  const hashes = dialect.name('line-hashes');
  const count = `floor(${dialect.byteLength(hashes)} / ${LINE_BYTES})`;
  return `select ${columns}, lines, ${dialect.bytes('hashes', `line_index * ${LINE_BYTES}`, LINE_BYTES)} as line from (
    select ${columns}, ${hashes} as hashes, ${count} as lines,
      ${dialect.explode(dialect.integersBelow(count))} as line_index
    from records where ${hashes} is not null) exploded`;
}

async function commonestLines(engine: Engine): Promise<BoilerplateLine[]> {
  const rows = await engine.rows(`with top as (
      select hex(line) as hash, line, records, sources from boilerplate
      order by records desc, hex(line) limit ${SHOWN}),
    placed as (
      select t.hash, t.records, t.sources, r.record,
        row_number() over (partition by t.line order by r.content_hash, r.source, r.input, r.position) as place
      from top t join boilerplate_places p on p.line = t.line join records r on r.record = p.record)
    select hash, records, sources, record as example from placed where place = 1 order by records desc, hash`);
  return rows as unknown as BoilerplateLine[];
}

async function writeFinding(engine: Engine, { lines, records }: BoilerplateLines): Promise<void> {
  if (lines === 0) return;
  const writer = new FindingsWriter(engine, 'boilerplate-lines');
  await writer.finding(describe(lines, records), records);
  await writer.close();
}

const describe = (lines: number, records: number) => ({
  id: FINDING,
  summary: `${lines} boilerplate ${lines === 1 ? 'line' : 'lines'} in ${records} records.`,
  detail: { lines, records },
});

function findSlowly({ records }: Tables, settings: MetricSettings): Found<BoilerplateLines> {
  const linesOf = (row: Row): string[] => {
    const hex = Array.from(row['line-hashes'] as Uint8Array, (byte) => byte.toString(16).padStart(2, '0'));
    return (hex.join('').toUpperCase().match(/.{16}/g) ?? []) as string[];
  };
  const places = new Map<string, Row[]>();
  const readable = records!.filter((row) => row['line-hashes'] !== null);
  for (const row of readable)
    for (const line of linesOf(row)) places.set(line, [...(places.get(line) ?? []), row]);
  const sourcesOf = (rows: readonly Row[]) => new Set(rows.map((row) => row['source'])).size;
  const common = [...places].filter(
    ([, rows]) =>
      rows.length >= settings.boilerplateRecords && sourcesOf(rows) >= settings.boilerplateSources,
  );
  const isCommon = new Set(common.map(([line]) => line));
  const members = readable
    .map((row) => {
      const lines = linesOf(row);
      const share = lines.filter((line) => isCommon.has(line)).length / lines.length;
      return { record: row['record'] as number, role: 'carrier', value: share };
    })
    .filter(({ value }) => value > 0)
    .sort((a, b) => a.record - b.record);
  const byHash = (a: Row, b: Row) =>
    ['content_hash', 'source', 'input', 'position'].reduce(
      (order, column) => order || compareText(a[column], b[column]),
      0,
    );
  const commonest = common
    .map(([hash, rows]) => ({
      hash,
      records: rows.length,
      sources: sourcesOf(rows),
      example: rows.toSorted(byHash)[0]!['record'] as number,
    }))
    .sort((a, b) => b.records - a.records || compareText(a.hash, b.hash))
    .slice(0, SHOWN);
  const summary = { lines: common.length, records: members.length, commonest };
  const finding = { metric: 'boilerplate-lines', ...describe(common.length, members.length), members };
  return { findings: common.length === 0 ? [] : [finding], summary };
}
