import type { TokenBlocks } from '../../core/model.js';

/**
 * All n-grams up to an order, counted within blocks: a tree of token sequences, stored as a hash from (node, token) to
 * child. The followers of a node are stored once per occurrence, so a uniform draw among them has the
 * maximum-likelihood conditional distribution.
 */
export class NgramTable {
  readonly order: number;
  readonly vocabulary: number;
  /** Number of tokens counted. */
  readonly total: number;
  /** Occurrences of each node's sequence. */
  readonly counts: Int32Array;
  /** `followers[followerStart[node] … followerStart[node + 1])`. */
  readonly followers: Int32Array;
  readonly followerStart: Int32Array;
  private readonly children: PairTable;

  constructor(blocks: TokenBlocks, order: number) {
    const { tokens, blockLength, count, vocabulary } = blocks;
    this.order = order;
    this.vocabulary = vocabulary;
    this.total = tokens.length;
    this.children = new PairTable(tokens.length * order + 1);
    const counts = new Int32Array(tokens.length * order + 1);
    const followed = new Int32Array(tokens.length * order + 2);
    const visit = (onFollower: ((node: number, token: number) => void) | null): void => {
      for (let block = 0; block < count; block++) {
        const start = block * blockLength;
        for (let first = 0; first < blockLength; first++) {
          let node = 0;
          const end = Math.min(blockLength, first + order);
          for (let at = first; at < end; at++) {
            const token = tokens[start + at]!;
            if (onFollower !== null) onFollower(node, token);
            const child = this.children.findOrAdd(node * vocabulary + token);
            if (onFollower === null) {
              counts[child] = counts[child]! + 1;
              followed[node + 1] = followed[node + 1]! + 1;
            }
            node = child;
          }
        }
      }
    };
    visit(null);
    const nodes = this.children.size + 1;
    this.counts = counts.slice(0, nodes);
    this.followerStart = followed.slice(0, nodes + 1);
    for (let node = 0; node < nodes; node++)
      this.followerStart[node + 1] = this.followerStart[node + 1]! + this.followerStart[node]!;
    this.followers = new Int32Array(this.followerStart[nodes]!);
    const next = this.followerStart.slice();
    visit((node, token) => {
      const at = next[node]!;
      this.followers[at] = token;
      next[node] = at + 1;
    });
  }

  /** The node reached by a token, or −1. Node 0 is the empty sequence. */
  child(node: number, token: number): number {
    return this.children.find(node * this.vocabulary + token);
  }

  followerCount(node: number): number {
    return this.followerStart[node + 1]! - this.followerStart[node]!;
  }
}

/** Hash with open addressing: numbers whole numbers below 2^53 as 1, 2, 3 … in order of arrival. */
class PairTable {
  size = 0;
  private keys: Float64Array;
  private values: Int32Array;
  private mask: number;

  constructor(expected: number) {
    let capacity = 1024;
    while (capacity < Math.min(expected, 1 << 16) * 2) capacity *= 2;
    this.mask = capacity - 1;
    this.keys = new Float64Array(capacity).fill(-1);
    this.values = new Int32Array(capacity);
  }

  find(key: number): number {
    let slot = this.slotOf(key);
    while (this.keys[slot] !== key) {
      if (this.keys[slot] === -1) return -1;
      slot = (slot + 1) & this.mask;
    }
    return this.values[slot]!;
  }

  findOrAdd(key: number): number {
    let slot = this.slotOf(key);
    while (this.keys[slot] !== key) {
      if (this.keys[slot] === -1) {
        if (this.size * 2 > this.mask) {
          this.grow();
          return this.findOrAdd(key);
        }
        this.keys[slot] = key;
        this.values[slot] = ++this.size;
        return this.size;
      }
      slot = (slot + 1) & this.mask;
    }
    return this.values[slot]!;
  }

  private slotOf(key: number): number {
    const high = Math.floor(key / 4294967296);
    let h = Math.imul((key >>> 0) ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 15), 0xc2b2ae35);
    return (h ^ (h >>> 16)) & this.mask;
  }

  private grow(): void {
    const { keys, values } = this;
    const capacity = keys.length * 2;
    this.mask = capacity - 1;
    this.keys = new Float64Array(capacity).fill(-1);
    this.values = new Int32Array(capacity);
    for (let at = 0; at < keys.length; at++) {
      if (keys[at] === -1) continue;
      let slot = this.slotOf(keys[at]!);
      while (this.keys[slot] !== -1) slot = (slot + 1) & this.mask;
      this.keys[slot] = keys[at]!;
      this.values[slot] = values[at]!;
    }
  }
}
