import type { Engine } from '../../core/engine.js';
import { BAND_BYTES, BANDS } from '../../text/minhash.js';

/**
 * Finds the texts that share a band of their sketches with another text. Makes
 *
 * - `near_nodes`: `node INTEGER, record BIGINT`, one row per candidate text, numbered by content hash;
 * - `near_buckets`: `band, bucket, node INTEGER`, the texts that share a band; a bucket is its smallest node.
 *
 * Exact copies are represented by their survivor. Bands are grouped one after another, so that the memory needed is
 * that of one band; they are compared by their bytes, never by an engine's hash.
 *
 * @throws EngineError
 */
export async function findCandidates(engine: Engine): Promise<void> {
  for (const table of ['near_texts', 'near_pairs', 'near_nodes', 'near_buckets'])
    await engine.run(`drop table if exists ${table}`);
  await engine.run(textsSql(engine));
  await engine.run('create table near_pairs (band integer, head bigint, record bigint)');
  for (let band = 0; band < BANDS; band++) await engine.run(bandSql(band));
  await engine.run(`create table near_nodes as
    select cast(row_number() over (order by t.content_hash) - 1 as integer) as node, t.record
    from near_texts t where t.record in (select record from near_pairs)`);
  await engine.run(`create table near_buckets as
    select p.band, min(n.node) over (partition by p.band, p.head) as bucket, n.node
    from near_pairs p join near_nodes n on n.record = p.record`);
  for (const table of ['near_texts', 'near_pairs']) await engine.run(`drop table ${table}`);
}

function textsSql({ dialect }: Engine): string {
  const sketch = dialect.name('minhash-sketch');
  const bands = Array.from(
    { length: BANDS },
    (_, band) => `${dialect.bytes(sketch, band * BAND_BYTES, BAND_BYTES)} as band${band}`,
  );
  return `create table near_texts as select record, content_hash, ${bands.join(', ')} from records
    where ${sketch} is not null and record not in (select record from exact_members where place > 1)`;
}

/** The first record of a bucket stands for it until nodes are numbered. */
const bandSql = (band: number): string => `insert into near_pairs
  select ${band}, shared.head, t.record from near_texts t join (
    select band${band} as bytes, min(record) as head from near_texts group by band${band} having count(*) > 1
  ) shared on shared.bytes = t.band${band}`;
