import { jaccard } from '../../text/jaccard.js';
import type { UnionFind } from './union-find.js';

interface Pivot {
  readonly node: number;
  readonly shingles: Uint32Array;
}

/** Members of the bucket that are connected already. */
interface Group {
  readonly first: number;
  readonly pivots: Pivot[];
  size: number;
}

/**
 * Confirms the candidate pairs of one bucket after another: those whose exact similarity reaches the threshold are
 * joined. Pairs that are connected already cannot change the components and are not compared, so a bucket of n
 * copies of one text costs n − 1 comparisons. Of other texts at most `pivotLimit` are kept to compare with; the
 * pairs left out by that are counted. Components are exact when none was.
 */
export class BucketVerifier {
  pairsCompared = 0;
  pairsConfirmed = 0;
  pairsLeftOut = 0;
  private groups: Group[] = [];
  private pivotCount = 0;
  /** Members of which no pivot could be kept. */
  private unkept = 0;

  constructor(
    private readonly components: UnionFind,
    private readonly threshold: number,
    private readonly pivotLimit: number,
  ) {}

  begin(): void {
    this.groups = [];
    this.pivotCount = 0;
    this.unkept = 0;
  }

  /** Nodes come in increasing order, so that what the limit leaves out does not depend on the engine. */
  add(node: number, shingles: Uint32Array): void {
    const { components } = this;
    for (const group of this.groups)
      if (components.find(group.first) !== components.find(node)) this.compare(node, shingles, group);
    const own = this.regroup(node);
    own.size++;
    this.keep(own, { node, shingles });
  }

  private compare(node: number, shingles: Uint32Array, group: Group): void {
    for (const pivot of group.pivots) {
      this.pairsCompared++;
      if (!this.isSimilar(shingles, pivot.shingles)) continue;
      this.pairsConfirmed++;
      this.components.union(node, pivot.node);
      return;
    }
  }

  private isSimilar(a: Uint32Array, b: Uint32Array): boolean {
    const [few, many] = a.length < b.length ? [a, b] : [b, a];
    // The smaller set cannot share more than all of itself.
    return few.length >= this.threshold * many.length && jaccard(few, many) >= this.threshold;
  }

  /** Makes one group of all that are connected with the node now. */
  private regroup(node: number): Group {
    const root = this.components.find(node);
    const connected = this.groups.filter(({ first }) => this.components.find(first) === root);
    const others = this.groups.filter((group) => !connected.includes(group));
    this.pairsLeftOut += this.unkept;
    for (const { size, pivots } of others) this.pairsLeftOut += size - pivots.length;
    const own: Group = connected[0] ?? { first: node, pivots: [], size: 0 };
    for (const group of connected.slice(1)) {
      own.pivots.push(...group.pivots);
      own.size += group.size;
    }
    this.groups = [...others, own];
    return own;
  }

  /** A text unlike all others is worth more as a pivot than one of many alike. */
  private keep(group: Group, pivot: Pivot): void {
    if (this.pivotCount < this.pivotLimit) this.pivotCount++;
    else if (group.pivots.length > 0) return;
    else {
      const richest = this.groups.reduce((a, b) => (b.pivots.length > a.pivots.length ? b : a));
      if (richest.pivots.length < 2) {
        this.groups.pop();
        this.unkept++;
        return;
      }
      richest.pivots.pop();
    }
    group.pivots.push(pivot);
  }
}
