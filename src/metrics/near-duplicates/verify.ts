import type { Engine } from '../../core/engine.js';
import { longer } from '../../math/growth.js';
import type { BucketVerifier } from './bucket.js';
import type { Pass } from './pass.js';
import type { PartTexts } from './texts.js';
import type { UnionFind } from './union-find.js';

/**
 * Compares the candidates of one part, band after band, within the buckets whose members are not all connected yet.
 * @throws EngineError
 */
export async function verifyPart(
  engine: Engine,
  nodes: Int32Array,
  texts: PartTexts,
  components: UnionFind,
  verifier: BucketVerifier,
  passes: readonly Pass[],
): Promise<void> {
  await engine.createTable('near_part', { node: 'integer' });
  await engine.append('near_part', [nodes]);
  const band = new OpenBuckets(components);
  const sql = `select b.band, b.bucket, b.node from near_part p join near_buckets b on b.node = p.node
    order by b.band, b.bucket, b.node`;
  let current = -1;
  for await (const rows of engine.stream(sql))
    for (const row of rows) {
      if (row['band'] !== current) await compareBand(band, texts, verifier);
      current = row['band'] as number;
      verifier.threshold = passes.findLast(({ firstBand }) => firstBand <= current)!.threshold;
      band.add(row['bucket'] as number, row['node'] as number);
    }
  await compareBand(band, texts, verifier);
  await engine.run('drop table near_part');
}

async function compareBand(band: OpenBuckets, texts: PartTexts, verifier: BucketVerifier): Promise<void> {
  const { nodes, starts } = band.take();
  for await (const window of texts.windows(nodes))
    for (let at = window.start; at < window.end; at++) {
      if (starts[at] === 1) verifier.begin();
      const text = window.texts.get(nodes[at]!);
      if (text !== undefined) verifier.add(nodes[at]!, text.shingles);
    }
}

/** The buckets of one band that can still join components, one after another. */
class OpenBuckets {
  private nodes = new Int32Array(1024);
  /** 1 where a bucket begins. */
  private starts = new Uint8Array(1024);
  private count = 0;
  /** Where the current bucket begins, its name, and whether its members are in more than one component. */
  private first = 0;
  private bucket = -1;
  private isOpen = false;

  constructor(private readonly components: UnionFind) {}

  add(bucket: number, node: number): void {
    if (bucket !== this.bucket) this.close();
    this.bucket = bucket;
    if (this.count === this.nodes.length) {
      this.nodes = longer(this.nodes);
      this.starts = longer(this.starts);
    }
    this.starts[this.count] = this.count === this.first ? 1 : 0;
    this.nodes[this.count++] = node;
    this.isOpen ||= this.components.find(node) !== this.components.find(this.nodes[this.first]!);
  }

  /** The nodes of all open buckets, which are then forgotten. */
  take(): { readonly nodes: Int32Array; readonly starts: Uint8Array } {
    this.close();
    const taken = { nodes: this.nodes.slice(0, this.count), starts: this.starts.slice(0, this.count) };
    this.count = this.first = 0;
    this.bucket = -1;
    return taken;
  }

  private close(): void {
    if (!this.isOpen) this.count = this.first;
    this.first = this.count;
    this.isOpen = false;
  }
}
