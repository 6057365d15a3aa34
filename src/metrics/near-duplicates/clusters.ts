import type { Engine } from '../../core/engine.js';
import { jaccard } from '../../text/jaccard.js';
import { estimateJaccard } from '../../text/minhash.js';
import { FindingsWriter } from '../findings-writer.js';
import type { NearDuplicates } from './answer.js';
import { type Cluster, describeCluster, type Member } from './cluster.js';
import type { CandidateText, PartTexts } from './texts.js';
import type { UnionFind } from './union-find.js';

/** Nodes of clusters, one cluster after another. */
export interface ClusteredNodes {
  /** Those of a cluster in the order of preference: the first is kept. */
  readonly nodes: Int32Array;
  /** 1 where a cluster begins. */
  readonly starts: Uint8Array;
}

/** The nodes of a part that are in a component of two or more. */
export function clusteredNodes(part: Int32Array, components: UnionFind, ranks: Int32Array): ClusteredNodes {
  const clusters = new Map<number, number[]>();
  for (const node of part) {
    const root = components.find(node);
    if (root === node) continue;
    const members = clusters.get(root);
    if (members === undefined) clusters.set(root, [root, node]);
    else members.push(node);
  }
  const nodes: number[] = [];
  const starts: number[] = [];
  for (const members of clusters.values())
    for (const [place, node] of members.sort((a, b) => ranks[a]! - ranks[b]!).entries()) {
      nodes.push(node);
      starts.push(place === 0 ? 1 : 0);
    }
  return { nodes: Int32Array.from(nodes), starts: Uint8Array.from(starts) };
}

/** Writes clusters as findings, with the similarity of each copy to the kept one. */
export class ClusterWriter {
  private readonly findings: FindingsWriter;
  private kept: CandidateText | null = null;
  private cluster: Cluster | null = null;
  private clusters = 0;
  private copies = 0;
  private largest = 0;
  private errorSum = 0;

  constructor(engine: Engine) {
    this.findings = new FindingsWriter(engine, 'near-duplicates');
  }

  /** @throws EngineError */
  async write({ nodes, starts }: ClusteredNodes, texts: PartTexts): Promise<void> {
    for await (const window of texts.windows(nodes))
      for (let at = window.start; at < window.end; at++) {
        // Only texts that could be read again were compared and joined.
        const text = window.texts.get(nodes[at]!)!;
        if (starts[at] === 1) {
          await this.finish();
          this.kept = text;
          this.cluster = { kept: text.row, size: 0, sources: new Set(), leastSimilar: 1 };
        }
        await this.add(text);
      }
    await this.finish();
  }

  /** Writes the rest. @throws EngineError */
  async close(): Promise<Pick<NearDuplicates, 'clusters' | 'copies' | 'largest' | 'meanEstimateError'>> {
    await this.findings.close();
    const { clusters, copies, largest, errorSum } = this;
    return { clusters, copies, largest, meanEstimateError: copies === 0 ? null : errorSum / copies };
  }

  private async add(text: CandidateText): Promise<void> {
    const [kept, cluster] = [this.kept!, this.cluster!];
    const member = compareWithKept(text, kept);
    cluster.size++;
    cluster.sources.add(text.row['source'] as string);
    cluster.leastSimilar = Math.min(cluster.leastSimilar, member.exact);
    if (member.role === 'copy') {
      this.copies++;
      this.errorSum += Math.abs(member.estimate - member.exact);
    }
    const { record, role, exact: value } = member;
    await this.findings.member(String(kept.row['content_hash']), { record, role, value });
  }

  private async finish(): Promise<void> {
    const { cluster } = this;
    if (cluster === null) return;
    await this.findings.finding(describeCluster(cluster), cluster.size);
    this.clusters++;
    this.largest = Math.max(this.largest, cluster.size);
    this.cluster = null;
  }
}

function compareWithKept({ row, shingles }: CandidateText, kept: CandidateText): Member {
  return {
    record: row['record'] as number,
    role: row === kept.row ? 'kept' : 'copy',
    exact: jaccard(shingles, kept.shingles),
    estimate: estimateJaccard(row['sketch'] as Uint8Array, kept.row['sketch'] as Uint8Array),
  };
}
