import type { Row } from '../../core/engine.js';
import type { Finding } from '../../core/finding.js';
import { keptDetail } from '../exact-duplicates.js';

export interface Member {
  readonly record: number;
  readonly role: 'kept' | 'copy';
  /** Exact Jaccard similarity to the kept copy. */
  readonly exact: number;
  /** The similarity estimated from the sketches. */
  readonly estimate: number;
}

/** Facts about a cluster, accumulated over its members. */
export interface Cluster {
  readonly kept: Row;
  readonly sources: Set<string>;
  size: number;
  leastSimilar: number;
}

/** The finding's id is the kept copy's content hash: stable under the order of the inputs. */
export function describeCluster({
  kept,
  size,
  sources,
  leastSimilar,
}: Cluster): Omit<Finding, 'metric' | 'members'> {
  const across = sources.size > 1 ? `, in ${sources.size} sources` : '';
  return {
    id: String(kept['content_hash']),
    summary: `${size} records have nearly the same text${across}; similarity to the kept copy: ${leastSimilar === 1 ? '' : 'at least '}${percent(leastSimilar)}.`,
    detail: { records: size, sources: sources.size, leastSimilar, kept: keptDetail(kept) },
  };
}

const percent = (share: number): string => `${Math.floor(share * 100)} %`;
