import type { Engine, Row } from '../core/engine.js';
import type { Finding } from '../core/finding.js';
import type { FindingMetric, Found, MetricSettings, Tables } from '../core/metric.js';
import { createHammingIndex, hammingDistance } from '../math/hamming-index.js';
import { groupByText, keptDetail } from './exact-duplicates.js';
import { FindingsWriter } from './findings-writer.js';
import {
  comparePreference,
  compareText,
  preferenceOrder,
  RECORDS_WITH_SEVERITY,
  recordsWithSeverity,
} from './preference.js';

/**
 * Bits of 64 in which two hashes of one picture may differ. Every hash has 32 ones, so two unrelated hashes are within 6
 * bits with probability Σ C(32, k)² / C(64, 32), k ≤ 3, which is 1.4 · 10⁻¹¹: one false pair in 14 corpora of 100,000
 * random pictures. Real pictures are not random: charts, screens and documents of one layout have similar hashes.
 */
export const NEAR_IMAGE_DISTANCE = 6;

export interface NearDuplicateImages {
  readonly distance: number;
  /** Pictures with a perceptual hash; exact copies count once. */
  readonly images: number;
  readonly clusters: number;
  /** Pictures besides the kept copy of each cluster. */
  readonly copies: number;
  readonly largest: number;
  /** Distances computed; all pairs would be images · (images − 1) / 2. */
  readonly pairsCompared: number;
}

/**
 * Pictures with perceptual hashes that differ in few bits. Pictures are visited in the order of preference; each free
 * picture starts a cluster and takes all free pictures within the distance, so that clusters have no chains. Uses
 * multi-index hashing instead of all pairs; 40 bytes of memory per picture.
 */
export const nearDuplicateImages: FindingMetric<NearDuplicateImages> = {
  id: 'near-duplicate-images',
  version: 3,
  title: 'Near-duplicate images',
  description:
    'Pictures that look nearly the same, such as resized, recompressed or brightened ones. One of each cluster is kept; the others are copies.',
  formula: `perceptual hashes that differ in at most ${NEAR_IMAGE_DISTANCE} of 64 bits from the kept copy’s`,
  source: 'Zauner 2010 (the hash); Norouzi, Punjani and Fleet, CVPR 2012 (the search); the clusters: ours',
  needs: ['records', 'preliminary_decisions'],
  roles: ['kept', 'copy'],
  modality: 'image',
  memberValue: { unit: 'bits that differ from the kept copy', range: [0, NEAR_IMAGE_DISTANCE] },
  find,
  reference: findSlowly,
};

/** Pictures in the order of preference: an earlier one is preferred. */
interface Hashes {
  readonly records: Float64Array;
  /** Two per picture. */
  readonly words: Uint32Array;
}

async function find(engine: Engine, settings: MetricSettings): Promise<NearDuplicateImages> {
  const hashes = await loadHashes(engine, settings);
  const { leaders, distances, pairsCompared } = clusterHashes(hashes.words);
  await storeMembers(engine, hashes, leaders, distances);
  const written = await writeClusters(engine);
  await engine.run('drop table if exists near_images');
  return { distance: NEAR_IMAGE_DISTANCE, images: hashes.records.length, ...written, pairsCompared };
}

async function loadHashes(engine: Engine, settings: MetricSettings): Promise<Hashes> {
  const hash = engine.dialect.name('perceptual-hash');
  const order = preferenceOrder(engine.dialect, settings);
  const from = `(select *, row_number() over (partition by content_hash order by ${order}) as place
    from ${RECORDS_WITH_SEVERITY} preferred where ${hash} is not null and ${engine.dialect.name('compared-picture-hash')} is null) one where place = 1`;
  const [{ images }] = (await engine.rows(`select count(*) as images from ${from}`)) as [{ images: number }];
  const records = new Float64Array(images);
  const words = new Uint32Array(2 * images);
  let at = 0;
  const sql = `select record, ${hash} as hash from ${from} order by ${order}`;
  for await (const batch of engine.stream(sql))
    for (const row of batch) {
      records[at] = row['record'] as number;
      words.set(wordsOf(row['hash'] as Uint8Array), 2 * at++);
    }
  return { records, words };
}

const wordsOf = (hash: Uint8Array): [number, number] => {
  const view = new DataView(hash.buffer, hash.byteOffset, 8);
  return [view.getUint32(0), view.getUint32(4)];
};

/** For each picture the index of the kept copy (its own for a kept copy), and the number of differing bits. */
function clusterHashes(words: Uint32Array): {
  readonly leaders: Int32Array;
  readonly distances: Uint8Array;
  readonly pairsCompared: number;
} {
  const count = words.length / 2;
  const index = createHammingIndex(words, NEAR_IMAGE_DISTANCE);
  const leaders = new Int32Array(count).fill(-1);
  const distances = new Uint8Array(count);
  for (let leader = 0; leader < count; leader++) {
    if (leaders[leader] !== -1) continue;
    index.within(leader, (other, distance) => {
      if (leaders[other] !== -1) return;
      leaders[other] = leader;
      distances[other] = distance;
    });
  }
  return { leaders, distances, pairsCompared: index.compared() };
}

const BATCH_ROWS = 65_536;

async function storeMembers(
  engine: Engine,
  { records }: Hashes,
  leaders: Int32Array,
  distances: Uint8Array,
): Promise<void> {
  await engine.createTable('near_images', { record: 'bigint', leader: 'bigint', distance: 'double' });
  for (let start = 0; start < leaders.length; start += BATCH_ROWS) {
    const end = Math.min(leaders.length, start + BATCH_ROWS);
    await engine.append('near_images', [
      records.slice(start, end),
      Float64Array.from(leaders.subarray(start, end), (leader) => records[leader]!),
      Float64Array.from(distances.subarray(start, end)),
    ]);
  }
  await engine.run(
    'delete from near_images where leader in (select leader from near_images group by leader having count(*) = 1)',
  );
  await engine.run(
    `insert into finding_members
     select 'near-duplicate-images', s.content_hash, n.record,
       case when n.record = n.leader then 'kept' else 'copy' end, n.distance
     from near_images n join records s on s.record = n.leader`,
  );
}

async function writeClusters(
  engine: Engine,
): Promise<Pick<NearDuplicateImages, 'clusters' | 'copies' | 'largest'>> {
  const writer = new FindingsWriter(engine, 'near-duplicate-images');
  let [clusters, copies, largest] = [0, 0, 0];
  const sql = `select g.size, g.sources, g.farthest, s.* from (
      select n.leader, count(*) as size, count(distinct r.source) as sources, max(n.distance) as farthest
      from near_images n join records r on r.record = n.record group by n.leader) g
    join records s on s.record = g.leader order by s.content_hash`;
  for await (const batch of engine.stream(sql))
    for (const row of batch) {
      const size = row['size'] as number;
      clusters++;
      copies += size - 1;
      largest = Math.max(largest, size);
      await writer.finding(describe(row, size, row['sources'] as number, row['farthest'] as number), size);
    }
  await writer.close();
  return { clusters, copies, largest };
}

function describe(
  kept: Row,
  size: number,
  sources: number,
  farthest: number,
): Omit<Finding, 'metric' | 'members'> {
  const across = sources > 1 ? `, in ${sources} sources` : '';
  return {
    id: String(kept['content_hash']),
    summary: `${size} pictures look nearly the same${across}: their hashes differ in at most ${farthest} of 64 bits.`,
    detail: { records: size, sources, farthest, kept: keptDetail(kept) },
  };
}

/** All pairs, in the order of preference. */
function findSlowly(tables: Tables, settings: MetricSettings): Found<NearDuplicateImages> {
  const hashed = recordsWithSeverity(tables).filter(
    (row) => row['perceptual-hash'] !== null && row['compared-picture-hash'] === null,
  );
  const images = [...groupByText(hashed, settings).values()]
    .map(([first]) => first!)
    .sort((a, b) => comparePreference(a, b, settings));
  const words = Uint32Array.from(images.flatMap((row) => wordsOf(row['perceptual-hash'] as Uint8Array)));
  const taken = new Set<number>();
  const findings: Finding[] = [];
  for (const leader of images.keys()) {
    if (taken.has(leader)) continue;
    const near = [...images.keys()].filter(
      (other) => !taken.has(other) && hammingDistance(words, leader, other) <= NEAR_IMAGE_DISTANCE,
    );
    for (const other of near) taken.add(other);
    if (near.length === 1) continue;
    const distances = near.map((other) => hammingDistance(words, leader, other));
    const sources = new Set(near.map((other) => images[other]!['source'])).size;
    findings.push({
      metric: 'near-duplicate-images',
      ...describe(images[leader]!, near.length, sources, Math.max(...distances)),
      members: near
        .map((other, at) => ({
          record: images[other]!['record'] as number,
          role: other === leader ? 'kept' : 'copy',
          value: distances[at]!,
        }))
        .sort((a, b) => a.record - b.record),
    });
  }
  const sizes = findings.map(({ members }) => members.length);
  return {
    findings: findings.sort((a, b) => compareText(a.id, b.id)),
    summary: {
      distance: NEAR_IMAGE_DISTANCE,
      images: images.length,
      clusters: findings.length,
      copies: sizes.reduce((sum, size) => sum + size - 1, 0),
      largest: Math.max(0, ...sizes),
      pairsCompared: (images.length * (images.length - 1)) / 2,
    },
  };
}
