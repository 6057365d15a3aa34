import type { Engine, Row } from '../../core/engine.js';
import type { FindingMetric, MetricSettings } from '../../core/metric.js';
import { jaccard, shingleSet } from '../../text/jaccard.js';
import { BANDS, estimateJaccard, SHINGLE_WORDS } from '../../text/minhash.js';
import { FindingsWriter } from '../findings-writer.js';
import { preferenceOrder, RECORDS_WITH_SEVERITY } from '../preference.js';
import { streamWords } from '../word-rows.js';
import type { NearDuplicates } from './answer.js';
import { BucketVerifier } from './bucket.js';
import { findCandidates } from './candidates.js';
import { type Cluster, describeCluster, type Member } from './cluster.js';
import { findSlowly } from './reference.js';
import { UnionFind } from './union-find.js';

/**
 * Clusters of texts that share most of their 5-word shingles. Candidates are pairs with an equal band of 8 of their
 * sketches' 112 minima; each is confirmed by the exact Jaccard similarity of the two sets of distinct shingles
 * (first 100,000 words, without system prompts and without a context that many records share), and confirmed pairs are joined to connected components. A chain of other copies can connect a
 * copy whose similarity to the kept copy is below the threshold; its value is that similarity.
 *
 * Pairs are missed with probability (1 − s⁸)¹⁴: 0.4 at similarity s = 0.7, 0.08 at 0.8, 0.0004 at 0.9. No pair below the
 * threshold is confirmed, but boilerplate alone can make short texts similar.
 */
export const nearDuplicates: FindingMetric<NearDuplicates> = {
  id: 'near-duplicates',
  version: 4,
  title: 'Near-duplicates',
  description: `Records that share most of their ${SHINGLE_WORDS}-word shingles. One of each cluster is kept; the others are copies.`,
  formula: 'connected components of pairs with an equal MinHash band and |A ∩ B| / |A ∪ B| ≥ threshold',
  source:
    'Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4; exact confirmation: ours',
  needs: ['records', 'preliminary_decisions', 'exact_members', 'words'],
  roles: ['kept', 'copy'],
  modality: 'text',
  memberValue: { unit: 'exact Jaccard similarity to the kept copy', range: [0, 1] },
  prepare: findCandidates,
  wordsOf: () => 'select record from near_nodes',
  find: findClusters,
  reference: findSlowly,
};

async function findClusters(engine: Engine, settings: MetricSettings): Promise<NearDuplicates> {
  const [counted] = await engine.rows(
    `select count(*) as candidates, count(w.record) as readable
     from near_nodes n left join words w on w.record = n.record`,
  );
  const candidates = counted!['candidates'] as number;
  const components = new UnionFind(candidates);
  const verifier = new BucketVerifier(components, settings.nearDuplicateThreshold, settings.pivotLimit);
  for (let band = 0; band < BANDS; band++) await confirmBand(engine, band, components, verifier);
  await storeMembers(engine, components, settings);
  const written = await writeClusters(engine);
  for (const table of ['near_texts', 'near_nodes', 'near_buckets', 'near_open', 'near_roots', 'near_members'])
    await engine.run(`drop table if exists ${table}`);
  return {
    threshold: settings.nearDuplicateThreshold,
    candidates,
    unread: candidates - (counted!['readable'] as number),
    pairsCompared: verifier.pairsCompared,
    pairsConfirmed: verifier.pairsConfirmed,
    pairsLeftOut: verifier.pairsLeftOut,
    ...written,
  };
}

/** The words that are compared: without a context that other records share. */
const comparedWords = (of: string): string =>
  `case when ${of}.is_shared and words.own_words is not null then words.own_words else words.words end`;

/** Compares within those buckets of the band whose members are not all connected yet. */
async function confirmBand(
  engine: Engine,
  band: number,
  components: UnionFind,
  verifier: BucketVerifier,
): Promise<void> {
  if (!(await storeOpenBuckets(engine, band, components))) return;
  const rows = streamWords(engine, {
    from: `from near_open t join near_nodes n on n.node = t.node join words on words.record = n.record`,
    columns: ['t.bucket', 't.node'],
    words: comparedWords('n'),
    order: ['bucket', 'node'],
  });
  let bucket = -1;
  for await (const { row, words } of rows) {
    if (row['bucket'] !== bucket) verifier.begin();
    bucket = row['bucket'] as number;
    verifier.add(row['node'] as number, shingleSet(words));
  }
}

/** Copies the buckets that can still join components to `near_open`; false if there are none. */
async function storeOpenBuckets(engine: Engine, band: number, components: UnionFind): Promise<boolean> {
  await engine.createTable('near_open', { bucket: 'integer', node: 'integer' });
  let open: [number[], number[]] = [[], []];
  let members: number[] = [];
  let isOpen = false;
  let stored = 0;
  const closeBucket = (): void => {
    for (const node of isOpen ? members : []) {
      open[0].push(members[0]!);
      open[1].push(node);
    }
    members = [];
    isOpen = false;
  };
  const flush = async (): Promise<void> => {
    await engine.append('near_open', open);
    stored += open[0].length;
    open = [[], []];
  };
  const sql = `select bucket, node from near_buckets where band = ${band} order by bucket, node`;
  for await (const batch of engine.stream(sql)) {
    for (const row of batch) {
      const node = row['node'] as number;
      if (members.length > 0 && members[0] !== row['bucket']) closeBucket();
      members.push(node);
      isOpen ||= components.find(node) !== components.find(members[0]!);
    }
    await flush();
  }
  closeBucket();
  await flush();
  return stored > 0;
}

/** Creates `near_members`: the members of clusters in the order of preference. */
async function storeMembers(engine: Engine, components: UnionFind, settings: MetricSettings): Promise<void> {
  const { nodes, roots } = components.joined();
  await engine.createTable('near_roots', { node: 'integer', cluster: 'integer' });
  await engine.append('near_roots', [nodes, roots]);
  await engine.createTable(
    'near_members',
    `select c.cluster, cast(row_number() over (partition by c.cluster order by ${preferenceOrder(engine.dialect, settings)}) as integer)
      as place, r.record, r.content_hash, r.day, r.source, r.input, r.position, s.sketch, s.is_shared
    from near_roots c join near_nodes n on n.node = c.node join (select record, sketch, is_shared from near_texts) s on s.record = n.record join ${RECORDS_WITH_SEVERITY} r on r.record = n.record`,
  );
}

async function writeClusters(
  engine: Engine,
): Promise<Pick<NearDuplicates, 'clusters' | 'copies' | 'largest' | 'meanEstimateError'>> {
  const writer = new FindingsWriter(engine, 'near-duplicates');
  let [clusters, copies, largest, errorSum] = [0, 0, 0, 0];
  let kept: { row: Row; shingles: Uint32Array } | null = null;
  let cluster: Cluster | null = null;
  const finish = async (): Promise<void> => {
    if (cluster === null) return;
    await writer.finding(describeCluster(cluster), cluster.size);
    clusters++;
    largest = Math.max(largest, cluster.size);
  };
  const rows = streamWords(engine, {
    from: 'from near_members t join words on words.record = t.record',
    columns: ['cluster', 'place', 't.record', 'content_hash', 'day', 'source', 'input', 'position', 'sketch'],
    words: comparedWords('t'),
    order: ['cluster', 'place'],
  });
  for await (const { row, words } of rows) {
    const shingles = shingleSet(words);
    if (row['place'] === 1) {
      await finish();
      kept = { row, shingles };
      cluster = { kept: row, size: 0, sources: new Set(), leastSimilar: 1 };
    }
    const member = compareWithKept(row, shingles, kept!);
    cluster!.size++;
    cluster!.sources.add(row['source'] as string);
    cluster!.leastSimilar = Math.min(cluster!.leastSimilar, member.exact);
    if (member.role === 'copy') {
      copies++;
      errorSum += Math.abs(member.estimate - member.exact);
    }
    const { record, role, exact: value } = member;
    await writer.member(String(kept!.row['content_hash']), { record, role, value });
  }
  await finish();
  await writer.close();
  return { clusters, copies, largest, meanEstimateError: copies === 0 ? null : errorSum / copies };
}

function compareWithKept(
  row: Row,
  shingles: Uint32Array,
  kept: { readonly row: Row; readonly shingles: Uint32Array },
): Member {
  return {
    record: row['record'] as number,
    role: row === kept.row ? 'kept' : 'copy',
    exact: jaccard(shingles, kept.shingles),
    estimate: estimateJaccard(row['sketch'] as Uint8Array, kept.row['sketch'] as Uint8Array),
  };
}
