import type { Dialect, Engine, Row } from '../core/engine.js';
import type { Finding } from '../core/finding.js';
import type { FindingMetric, Found, Tables } from '../core/metric.js';
import type { OtherCorpus } from '../core/other-corpus.js';
import { comparedHashes, comparedOf, comparedSql } from './exact-duplicates.js';
import { FindingsWriter } from './findings-writer.js';
import { compareText } from './preference.js';

export interface HeldElsewhere {
  /** Records of this corpus that another one holds. */
  readonly records: number;
  /** Their different texts or pictures. */
  readonly contents: number;
  /** Readable records of the other corpora. */
  readonly others: number;
}

/** The question's definition for policies. `heldElsewhere` builds the question itself from the other corpora. */
export const HELD_ELSEWHERE = {
  id: 'held-elsewhere',
  version: 1,
  title: 'Held by another corpus',
  description:
    'Records that a corpus named by --against-corpus holds too, byte for byte, in the parts that the policy compares. Near copies are not looked for. Not asked without such a corpus.',
  formula: 'equal SHA-256 of the compared text or the file, in a readable record of another run',
  source: 'FIPS 180-4',
  needs: ['records'],
  roles: ['held'],
  memberValue: { unit: 'equal records of the other corpora', range: [1, Number.MAX_SAFE_INTEGER] },
} as const;

/**
 * Which records do other runs hold? Whatever was decided there: a test set is one also where a policy rejects it. Each
 * hash is compared, not each text, so no false positives unless SHA-256 is broken.
 */
export function heldElsewhere(corpora: readonly OtherCorpus[]): FindingMetric<HeldElsewhere> {
  return {
    ...HELD_ELSEWHERE,
    find: (engine) => find(engine, corpora),
    reference: (tables) => findSlowly(tables, corpora),
  };
}

async function find(engine: Engine, corpora: readonly OtherCorpus[]): Promise<HeldElsewhere> {
  const { dialect } = engine;
  const { id } = HELD_ELSEWHERE;
  const key = comparedSql(dialect, comparedHashes);
  await engine.createView('other_records', otherRecordsSql(dialect, corpora));
  const counted = await engine.rows('select count(*) as others from other_records');
  await engine.createTable(
    'held_elsewhere',
    `select compared, min(corpus) as corpus, count(*) as others from other_records
     where compared in (select ${key} from records) group by compared`,
  );
  await engine.run(
    `insert into finding_members
     select '${id}', h.compared, r.record, 'held', cast(h.others as ${dialect.type('double')})
     from records r join held_elsewhere h on h.compared = ${key}`,
  );
  const writer = new FindingsWriter(engine, id);
  let [records, contents] = [0, 0];
  const sql = `select h.compared, h.corpus, h.others, count(*) as own
    from held_elsewhere h join records r on h.compared = ${key}
    group by h.compared, h.corpus, h.others order by h.compared`;
  for await (const batch of engine.stream(sql))
    for (const row of batch) {
      const own = Number(row['own']);
      records += own;
      contents++;
      const held = {
        compared: String(row['compared']),
        corpus: Number(row['corpus']),
        others: Number(row['others']),
      };
      await writer.finding(describe(held, own, corpora), own);
    }
  await writer.close();
  await engine.run('drop table held_elsewhere');
  await engine.run('drop view other_records');
  return { records, contents, others: Number(counted[0]!['others']) };
}

/** The hash by which each record of the other corpora is compared, and the corpus. */
const otherRecordsSql = (dialect: Dialect, corpora: readonly OtherCorpus[]): string =>
  corpora
    .map(
      ({ files, compared }, corpus) =>
        `select ${comparedSql(dialect, compared)} as compared, ${corpus} as corpus
         from ${files.length === 0 ? '(select null as content_hash where 1 = 0) nothing' : dialect.parquet(files)}`,
    )
    .join(' union all ');

interface Held {
  readonly compared: string;
  /** The first corpus that holds it. */
  readonly corpus: number;
  readonly others: number;
}

function describe(
  { compared, corpus, others }: Held,
  own: number,
  corpora: readonly OtherCorpus[],
): Omit<Finding, 'metric' | 'members'> {
  const { path } = corpora[corpus]!;
  return {
    id: compared,
    summary: `${own === 1 ? 'A record is' : `${own} records are`} held by ${path} too.`,
    detail: { records: own, corpus: path, others },
  };
}

/** `other_records` has rows of `compared` and `corpus`. */
function findSlowly(
  { records = [], other_records: others = [] }: Tables,
  corpora: readonly OtherCorpus[],
): Found<HeldElsewhere> {
  const held = new Map<string, Held>();
  for (const row of others) {
    const compared = String(row['compared']);
    const corpus = Number(row['corpus']);
    const known = held.get(compared);
    held.set(compared, {
      compared,
      corpus: Math.min(corpus, known?.corpus ?? corpus),
      others: (known?.others ?? 0) + 1,
    });
  }
  const own = new Map<string, Row[]>();
  for (const row of records) {
    const compared = comparedOf(row);
    if (held.has(compared)) own.set(compared, [...(own.get(compared) ?? []), row]);
  }
  const findings = [...own].map(
    ([compared, rows]): Finding => ({
      metric: HELD_ELSEWHERE.id,
      ...describe(held.get(compared)!, rows.length, corpora),
      members: rows
        .map((row) => ({
          record: row['record'] as number,
          role: 'held',
          value: held.get(compared)!.others,
        }))
        .sort((a, b) => a.record - b.record),
    }),
  );
  return {
    findings: findings.sort((a, b) => compareText(a.id, b.id)),
    summary: {
      records: findings.reduce((sum, { members }) => sum + members.length, 0),
      contents: findings.length,
      others: others.length,
    },
  };
}
