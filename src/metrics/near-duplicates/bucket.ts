import { jaccard } from '../../text/jaccard.js';
import type { UnionFind } from './union-find.js';

interface Pivot {
  readonly node: number;
  readonly shingles: Uint32Array;
}

/** Connected members of the bucket. */
interface Group {
  readonly first: number;
  readonly pivots: Pivot[];
  size: number;
}

/**
 * Confirms the candidate pairs of one bucket after another: joins pairs with an exact similarity of at least the
 * threshold. Skips connected pairs, since they cannot change the components: a bucket of n copies of one text costs n − 1
 * comparisons. Keeps at most `pivotLimit` texts to compare with, and counts the pairs that this leaves out. Components
 * are exact if no pair is left out.
 */
export class BucketVerifier {
  pairsCompared = 0;
  pairsConfirmed = 0;
  pairsLeftOut = 0;
  private groups: Group[] = [];
  private pivotCount = 0;
  /** Members without a pivot, for lack of room. */
  private unkept = 0;

  constructor(
    private readonly components: UnionFind,
    /** Of the pairs that are compared next. */
    public threshold: number,
    private readonly pivotLimit: number,
  ) {}

  begin(): void {
    this.groups = [];
    this.pivotCount = 0;
    this.unkept = 0;
  }

  /** Nodes come in increasing order, so that the pairs left out do not depend on the engine. */
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
    // The intersection is at most the smaller set.
    return few.length >= this.threshold * many.length && jaccard(few, many) >= this.threshold;
  }

  /** Merges all groups that are now connected with the node. */
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

  /** A pivot of a group without pivots is worth more than a further pivot of a large group. */
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
