import type { Decoding } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { type AliasTable, aliasTable } from '../../math/distributions.js';
import type { NgramTable } from './ngram-table.js';

interface Ranked {
  /** Distinct followers, most frequent first, ties by token id. */
  readonly tokens: Int32Array;
  readonly counts: Float64Array;
}

/**
 * Chooses next tokens. Temperature and top-k act on the counts of the selected context, before contexts are interpolated:
 * an approximation that keeps each draw O(1).
 */
export class NgramDecoder {
  private readonly ranked = new Map<number, Ranked>();
  private readonly tables = new Map<number, AliasTable>();
  private readonly isPlain: boolean;

  constructor(
    private readonly table: NgramTable,
    private readonly decoding: Decoding,
  ) {
    this.isPlain = (decoding.temperature ?? 1) === 1 && decoding.topK === undefined;
  }

  /** Draws a follower of a node that has followers. */
  follower(node: number, random: Random): number {
    const { table } = this;
    if (this.isPlain)
      return table.followers[table.followerStart[node]! + random.integer(table.followerCount(node))]!;
    let drawn = this.tables.get(node);
    if (drawn === undefined) {
      const { counts } = this.rankedOf(node);
      const kept = counts.subarray(0, Math.min(counts.length, this.decoding.topK ?? counts.length));
      const power = 1 / (this.decoding.temperature ?? 1);
      drawn = aliasTable(kept.map((count) => (count / kept[0]!) ** power));
      this.tables.set(node, drawn);
    }
    return this.rankedOf(node).tokens[drawn.draw(random)]!;
  }

  /**
   * Fills a line by beam search after a sampled first token, so that lines differ. Candidates are the most
   * frequent followers of the longest context that occurred; `score` gives the log-probability of the token
   * at a place.
   */
  beamSearch(line: Int32Array, random: Random, score: (line: Int32Array, at: number) => number): void {
    const { table } = this;
    const beams = this.decoding.beams!;
    line[0] = this.follower(0, random);
    let live = [{ tokens: line.slice(), total: 0 }];
    for (let at = 1; at < line.length; at++) {
      const candidates: { tokens: Int32Array; token: number; total: number }[] = [];
      for (const { tokens, total } of live) {
        const { tokens: followers } = this.rankedOf(longestContext(table, tokens, at));
        for (let rank = 0; rank < Math.min(beams, followers.length); rank++) {
          tokens[at] = followers[rank]!;
          candidates.push({ tokens, token: followers[rank]!, total: total + score(tokens, at) });
        }
      }
      candidates.sort((a, b) => b.total - a.total || a.token - b.token);
      live = candidates.slice(0, beams).map(({ tokens, token, total }) => {
        const copy = tokens.slice();
        copy[at] = token;
        return { tokens: copy, total };
      });
    }
    line.set(live[0]!.tokens);
  }

  private rankedOf(node: number): Ranked {
    let ranked = this.ranked.get(node);
    if (ranked === undefined) {
      ranked = rank(
        this.table.followers.subarray(this.table.followerStart[node]!, this.table.followerStart[node + 1]!),
      );
      this.ranked.set(node, ranked);
    }
    return ranked;
  }
}

function longestContext(table: NgramTable, tokens: Int32Array, at: number): number {
  for (let length = Math.min(at, table.order - 1); length > 0; length--) {
    let node = 0;
    for (let k = at - length; k < at && node !== -1; k++) node = table.child(node, tokens[k]!);
    if (node !== -1 && table.followerCount(node) > 0) return node;
  }
  return 0;
}

function rank(occurrences: Int32Array): Ranked {
  const sorted = occurrences.slice().sort();
  const entries: { token: number; count: number }[] = [];
  for (const token of sorted) {
    const last = entries.at(-1);
    if (last !== undefined && last.token === token) last.count++;
    else entries.push({ token, count: 1 });
  }
  entries.sort((a, b) => b.count - a.count || a.token - b.token);
  return {
    tokens: Int32Array.from(entries, ({ token }) => token),
    counts: Float64Array.from(entries, ({ count }) => count),
  };
}
