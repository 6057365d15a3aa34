import type { Dialect, Engine, Row } from '../../core/engine.js';
import type { Finding } from '../../core/finding.js';
import type { FindingMetric, Found, MetricSettings, Tables } from '../../core/metric.js';
import { FindingsWriter } from '../findings-writer.js';
import { compareText } from '../preference.js';

export interface OneToMany {
  /** Different values of the first column that come with several of the second. */
  readonly found: number;
  /** Records with such a value. */
  readonly records: number;
  /** Records with a value in both columns: what the question was asked of. */
  readonly asked: number;
  /** The most different values of the second column that come with one of the first; 0 if none is found. */
  readonly largest: number;
}

/** A question of two columns: which values of `one` come with several different values of `many`? */
export interface OneToManyQuestion
  extends Pick<
    FindingMetric,
    'id' | 'version' | 'title' | 'description' | 'formula' | 'source' | 'modality'
  > {
  readonly one: string;
  readonly many: string;
  readonly role: string;
  /** What the members' value counts: `different prompts`. */
  readonly unit: string;
  /** Least number of different values of `many`, given how many records were asked. */
  readonly least: (settings: MetricSettings, asked: number) => number;
  /** Least value of a numeric column, for records that are asked. */
  readonly atLeast?: { readonly column: string; readonly value: number };
  readonly summary: (different: number, records: number) => string;
}

/** The finding metric of such a question. A member's value is the number of different values of its `many`. */
export function oneToMany(question: OneToManyQuestion): FindingMetric<OneToMany> {
  const { one, many, role, unit, least, atLeast, summary, ...definition } = question;
  return {
    ...definition,
    needs: ['records'],
    roles: [role],
    memberValue: { unit, range: [2, Number.MAX_SAFE_INTEGER] },
    find: (engine, settings) => findGroups(engine, settings, question),
    reference: (tables, settings) => findSlowly(tables, settings, question),
  };
}

async function findGroups(
  engine: Engine,
  settings: MetricSettings,
  question: OneToManyQuestion,
): Promise<OneToMany> {
  const { id, role, least } = question;
  const { type } = engine.dialect;
  const asked = askedSql(engine.dialect, question);
  const counted = Number((await engine.rows(`select count(*) as asked from ${asked}`))[0]!['asked']);
  // Plain texts have neither column: most corpora end here.
  if (counted === 0) return { found: 0, records: 0, asked: 0, largest: 0 };
  await engine.createTable(
    'one_to_many',
    `select one, hex(one) as finding, count(distinct many) as different, count(*) as records,
       count(distinct source) as sources
     from ${asked} group by one having count(distinct many) >= ${least(settings, counted)}`,
  );
  await engine.run(
    `insert into finding_members select '${id}', g.finding, a.record, '${role}', cast(g.different as ${type('double')})
     from ${asked} join one_to_many g on g.one = a.one`,
  );
  const writer = new FindingsWriter(engine, id);
  let [found, records, largest] = [0, 0, 0];
  for await (const batch of engine.stream('select * from one_to_many order by finding'))
    for (const row of batch) {
      const group = groupOf(row);
      found++;
      records += group.records;
      largest = Math.max(largest, group.different);
      await writer.finding(describe(group, question), group.records);
    }
  await writer.close();
  await engine.run('drop table one_to_many');
  return { found, records, asked: counted, largest };
}

/** The records that have both columns, as the table `a` of `record, source, one, many`. */
function askedSql({ name }: Dialect, { one, many, atLeast }: OneToManyQuestion): string {
  const enough = atLeast === undefined ? '' : ` and ${name(atLeast.column)} >= ${atLeast.value}`;
  return `(select record, source, ${name(one)} as one, ${name(many)} as many from records
    where ${name(one)} is not null and ${name(many)} is not null${enough}) a`;
}

interface Group {
  readonly finding: string;
  readonly different: number;
  readonly records: number;
  readonly sources: number;
}

const groupOf = (row: Row): Group => ({
  finding: String(row['finding']),
  different: Number(row['different']),
  records: Number(row['records']),
  sources: Number(row['sources']),
});

const describe = (
  { finding, different, records, sources }: Group,
  { summary }: OneToManyQuestion,
): Omit<Finding, 'metric' | 'members'> => ({
  id: finding,
  summary: summary(different, records),
  detail: { different, records, sources },
});

/** In one pass over the rows, with a set for each value. */
function findSlowly(tables: Tables, settings: MetricSettings, question: OneToManyQuestion): Found<OneToMany> {
  const { id, one, many, role, least, atLeast } = question;
  const asked = tables['records']!.filter(
    (row) =>
      row[one] != null &&
      row[many] != null &&
      (atLeast === undefined || Number(row[atLeast.column] ?? -1) >= atLeast.value),
  );
  const groups = new Map<string, Row[]>();
  for (const row of asked) groups.set(keyOf(row[one]), [...(groups.get(keyOf(row[one])) ?? []), row]);
  const findings: Finding[] = [];
  for (const [finding, rows] of groups) {
    const different = new Set(rows.map((row) => keyOf(row[many]))).size;
    if (different < least(settings, asked.length)) continue;
    const sources = new Set(rows.map((row) => row['source'])).size;
    findings.push({
      metric: id,
      ...describe({ finding, different, records: rows.length, sources }, question),
      members: rows
        .map((row) => ({ record: row['record'] as number, role, value: different }))
        .sort((a, b) => a.record - b.record),
    });
  }
  return {
    findings: findings.sort((a, b) => compareText(a.id, b.id)),
    summary: {
      found: findings.length,
      records: findings.reduce((sum, { members }) => sum + members.length, 0),
      asked: asked.length,
      largest: Math.max(0, ...findings.map(({ members }) => members[0]!.value!)),
    },
  };
}

/** As the function `hex` of SQL: of the bytes, or of the text in UTF-8. */
const keyOf = (cell: unknown): string =>
  Array.from(cell instanceof Uint8Array ? cell : new TextEncoder().encode(String(cell)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  )
    .join('')
    .toUpperCase();
