import type { Dialect, Engine } from '../../core/engine.js';
import type { MetricSettings } from '../../core/metric.js';
import { type Pass, passesOf, UNSPACED_SHARE } from './pass.js';

/**
 * Finds the texts that share a band of their sketches with another text. Creates
 *
 * - `near_texts`: `record BIGINT, content_hash, sketch, is_shared, is_unspaced`, one row per text; the sketch leaves out a
 *   context that other records share (`is_shared`), since records about one passage are no copies;
 * - `near_nodes`: `node INTEGER, record BIGINT, is_shared`, one row per candidate text, numbered by content hash;
 * - `near_buckets`: `band, bucket, node INTEGER`, the texts that share a band; a bucket is its smallest node.
 *
 * Texts in scripts without spaces are compared with one another, by their own threshold and bands. The kept copy stands for
 * its exact copies. Bands are extracted and grouped one after another, so that memory is that of
 * one band, about 50 bytes per record. Bands are compared by their bytes, never by an engine's hash.
 *
 * @throws EngineError
 */
export async function findCandidates(engine: Engine, settings: MetricSettings): Promise<void> {
  await engine.createTable('near_texts', textsSql(engine.dialect, settings));
  await engine.createTable('near_pairs', { band: 'integer', head: 'bigint', record: 'bigint' });
  const counted = await engine.rows(
    'select is_unspaced, count(*) as texts from near_texts group by is_unspaced',
  );
  const textsOf = ({ isUnspaced }: Pass): number =>
    Number(counted.find((row) => row['is_unspaced'] === isUnspaced)?.['texts'] ?? 0);
  const passes = passesOf(settings).filter((pass) => textsOf(pass) > 1);
  for (const pass of passes)
    for (let band = 0; band < pass.shape.bands; band++) {
      await engine.createTable('near_band', bandSql(engine.dialect, pass, band));
      await engine.run(`insert into near_pairs ${pairsSql(pass.firstBand + band)}`);
      await engine.run('drop table near_band');
    }
  await engine.createTable(
    'near_nodes',
    `select cast(row_number() over (order by r.content_hash) - 1 as integer) as node, r.record, r.is_shared
    from near_texts r where r.record in (select record from near_pairs)`,
  );
  await engine.createTable('near_buckets', { band: 'integer', bucket: 'integer', node: 'integer' });
  for (const { firstBand, shape } of passes)
    for (let band = firstBand; band < firstBand + shape.bands; band++)
      await engine.run(`insert into near_buckets ${bucketsSql(band)}`);
  await engine.run('drop table near_pairs');
}

function textsSql({ name }: Dialect, { boilerplateRecords }: MetricSettings): string {
  const [whole, own, context, unspaced] = [
    'minhash-sketch',
    'minhash-sketch-without-context',
    'context-hash',
    'unspaced-word-share',
  ].map(name);
  const isShared = `${own} is not null and ${context} in (select ${context} from records
    where ${context} is not null group by ${context} having count(*) >= ${boilerplateRecords})`;
  return `select record, content_hash, coalesce(${isShared}, false) as is_shared,
      coalesce(${unspaced} >= ${UNSPACED_SHARE}, false) as is_unspaced,
      case when ${isShared} then ${own} else ${whole} end as sketch
    from records where ${whole} is not null`;
}

/** Each minimum has four bytes. */
const bandSql = ({ bytes }: Dialect, { isUnspaced, shape: { rows } }: Pass, band: number): string =>
  `select record, ${bytes('sketch', band * rows * 4, rows * 4)} as minima from near_texts
    where is_unspaced = ${isUnspaced} and record not in (select record from exact_members where place > 1)`;

/** The first record of a bucket identifies it until nodes are numbered. */
const pairsSql = (band: number): string => `select ${band}, shared.head, b.record from near_band b join (
    select minima, min(record) as head from near_band group by minima having count(*) > 1
  ) shared on shared.minima = b.minima`;

/** Grouped and joined band by band: a window over all bands would hold every pair at once. */
const bucketsSql = (band: number): string => `select ${band}, smallest.bucket, n.node
  from (select head, record from near_pairs where band = ${band}) p
  join near_nodes n on n.record = p.record
  join (select p.head, min(n.node) as bucket from near_pairs p join near_nodes n on n.record = p.record
    where p.band = ${band} group by p.head) smallest on smallest.head = p.head`;
