import type { Engine } from '../../core/engine.js';
import { comparedBytes } from './texts.js';
import { UnionFind } from './union-find.js';

/**
 * Memory for the texts that are compared at one time. Texts beyond it are read in several passes, so that neither many
 * copies nor one huge component fill the memory.
 */
export const PART_BYTES = 64 * 1024 * 1024;

/** What a text costs besides its words: its sketch, its place and its objects in JavaScript. */
const TEXT_BYTES = 2048;

/** Candidates to compare. Candidates of different parts share no bucket, so that each part is verified on its own. */
export interface Parts {
  /** Nodes of each part, ascending: whole components of candidates, together at most `PART_BYTES` unless it is one. */
  readonly parts: readonly Int32Array[];
  /** Bytes that the text of each node takes; shape (candidates). */
  readonly bytes: Float64Array;
  /** Candidates whose text could be read again. */
  readonly readable: number;
}

/** Joins candidates that share a bucket, and divides the components into parts. @throws EngineError */
export async function divideCandidates(
  engine: Engine,
  candidates: number,
  partBytes: number,
): Promise<Parts> {
  const components = new UnionFind(candidates);
  for await (const rows of engine.stream('select bucket, node from near_buckets'))
    for (const { bucket, node } of rows) components.union(bucket as number, node as number);
  const bytes = new Float64Array(candidates).fill(TEXT_BYTES);
  let readable = 0;
  for await (const rows of engine.stream(comparedBytes(engine.dialect)))
    for (const { node, bytes: size } of rows) {
      bytes[node as number]! += size as number;
      readable++;
    }
  return { parts: divide(components, bytes, partBytes), bytes, readable };
}

function divide(components: UnionFind, bytes: Float64Array, partBytes: number): Int32Array[] {
  const { size } = components;
  const sizeOf = new Float64Array(size);
  for (let node = 0; node < size; node++) sizeOf[components.find(node)]! += bytes[node]!;
  const partOf = new Int32Array(size);
  const counts: number[] = [];
  let filled = Number.POSITIVE_INFINITY;
  for (let node = 0; node < size; node++) {
    // A root is the smallest node of its component, so it is met first.
    const root = components.find(node);
    if (root === node) {
      if (filled + sizeOf[root]! > partBytes) {
        counts.push(0);
        filled = 0;
      }
      filled += sizeOf[root]!;
      partOf[root] = counts.length - 1;
    }
    partOf[node] = partOf[root]!;
    counts[partOf[node]!]!++;
  }
  const parts = counts.map((count) => new Int32Array(count));
  const next = counts.map(() => 0);
  for (let node = 0; node < size; node++) {
    const part = partOf[node]!;
    parts[part]![next[part]!++] = node;
  }
  return parts;
}
