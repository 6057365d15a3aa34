import type { Dialect, Engine, Row } from '../core/engine.js';
import type { Finding } from '../core/finding.js';
import type { FindingMetric, Found, MetricSettings, Tables } from '../core/metric.js';
import { FindingsWriter } from './findings-writer.js';
import {
  comparePreference,
  compareText,
  PREFERENCE_COLUMNS,
  preferenceOrder,
  RECORDS_WITH_SEVERITY,
  recordsWithSeverity,
} from './preference.js';

export interface ExactDuplicates {
  /** Texts that occur in more than one record. */
  readonly groups: number;
  /** Records besides the kept copy of each such text: the records that deduplication removes. */
  readonly copies: number;
  /** Records of the most frequent text; 0 if no text is repeated. */
  readonly largest: number;
}

/**
 * Records with texts or pictures that are equal byte for byte, by SHA-256, or whose compared parts are (`duplicates-by`). One is kept, by `preferenceOrder`; the others
 * are copies. No false positives unless SHA-256 is broken; texts that differ in one space are near-duplicates instead.
 */
export const exactDuplicates: FindingMetric<ExactDuplicates> = {
  id: 'exact-duplicates',
  version: 4,
  title: 'Exact duplicates',
  description:
    'Records that are equal byte for byte, in the parts that the policy compares. One of each group is kept; the others are copies.',
  formula: 'groups of equal SHA-256 of the compared text or the file, of 2 records or more',
  source: 'FIPS 180-4; the order of preference: ours',
  needs: ['records', 'preliminary_decisions'],
  roles: ['kept', 'copy'],
  memberValue: { unit: 'Jaccard similarity to the kept copy', range: [1, 1] },

  async prepare(engine, settings) {
    const key = comparedKey(engine.dialect);
    await engine.createTable(
      'exact_members',
      `select ${PREFERENCE_COLUMNS.map((column) => `preferred.${column}`).join(', ')}, ${key} as compared,
         cast(row_number() over (partition by ${key} order by ${preferenceOrder(engine.dialect, settings)}) as integer) as place
       from ${RECORDS_WITH_SEVERITY} preferred
       where ${key} in (select ${key} from records group by ${key} having count(*) > 1)`,
    );
  },

  async find(engine) {
    await engine.run(
      `insert into finding_members
       select 'exact-duplicates', k.content_hash, m.record, case when m.place = 1 then 'kept' else 'copy' end, 1
       from exact_members m join exact_members k on k.compared = m.compared and k.place = 1`,
    );
    return writeGroups(engine);
  },

  reference: findSlowly,
};

async function writeGroups(engine: Engine): Promise<ExactDuplicates> {
  const writer = new FindingsWriter(engine, 'exact-duplicates');
  let [groups, copies, largest] = [0, 0, 0];
  const sql = `select g.records, g.sources, s.* from exact_members s join (
      select compared, count(*) as records, count(distinct source) as sources
      from exact_members group by compared) g on g.compared = s.compared
    where s.place = 1 order by s.content_hash`;
  for await (const batch of engine.stream(sql))
    for (const row of batch) {
      const size = row['records'] as number;
      groups++;
      copies += size - 1;
      largest = Math.max(largest, size);
      await writer.finding(describe(size, row['sources'] as number, row), size);
    }
  await writer.close();
  return { groups, copies, largest };
}

function describe(size: number, sources: number, kept: Row): Omit<Finding, 'metric' | 'members'> {
  return {
    id: String(kept['content_hash']),
    summary: `${size} records are identical${isWhole(kept) ? '' : ' in what is compared of them'}${sources > 1 ? `, in ${sources} sources` : ''}.`,
    detail: { records: size, sources, kept: keptDetail(kept) },
  };
}

const isWhole = (row: Row): boolean => comparedOf(row) === row['content_hash'];

/** Identity of the kept copy, for reports. */
export const keptDetail = (row: Row): { [name: string]: unknown } => ({
  record: row['record'],
  input: row['input'],
  position: row['position'],
  source: row['source'],
  day: row['day'],
});

function findSlowly(tables: Tables, settings: MetricSettings): Found<ExactDuplicates> {
  const groups = [...groupByText(recordsWithSeverity(tables), settings).values()].filter(
    (group) => group.length > 1,
  );
  const findings = groups.map((group): Finding => {
    const sources = new Set(group.map((row) => row['source'])).size;
    return {
      metric: 'exact-duplicates',
      ...describe(group.length, sources, group[0]!),
      members: group
        .map((row, place) => ({
          record: row['record'] as number,
          role: place === 0 ? 'kept' : 'copy',
          value: 1,
        }))
        .sort((a, b) => a.record - b.record),
    };
  });
  return {
    findings: findings.sort((a, b) => compareText(a.id, b.id)),
    summary: {
      groups: groups.length,
      copies: groups.reduce((sum, group) => sum + group.length - 1, 0),
      largest: Math.max(0, ...groups.map((group) => group.length)),
    },
  };
}

/** What exact duplicates have in common: the whole record, or the parts that the policy compares. */
const comparedKey = (dialect: Dialect): string => comparedSql(dialect, comparedHashes);

/** Signals with the hash of the parts that the policy compares; undefined where it compares whole records. */
export const comparedHashes: readonly string[] = ['compared-hash', 'compared-picture-hash'];

/** SQL for what is compared of a record, from a table with some of the columns of these hashes. */
export const comparedSql = ({ name }: Dialect, hashes: readonly string[]): string =>
  `coalesce(${[...hashes.map(name), 'content_hash'].join(', ')})`;

/** The same of a row, of `exact_members` or of `records`. */
export const comparedOf = (row: Row): string =>
  String(row['compared'] ?? row['compared-hash'] ?? row['compared-picture-hash'] ?? row['content_hash']);

/** Groups records by what is compared of them, each group in the order of preference. */
export function groupByText(records: readonly Row[], settings: MetricSettings): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of records) {
    const hash = comparedOf(row);
    const group = groups.get(hash);
    if (group === undefined) groups.set(hash, [row]);
    else group.push(row);
  }
  for (const group of groups.values()) group.sort((a, b) => comparePreference(a, b, settings));
  return groups;
}
