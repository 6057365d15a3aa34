import type { Row } from '../../core/engine.js';
import type { Finding } from '../../core/finding.js';
import { survivorDetail } from '../exact-duplicates.js';

export interface Member {
  readonly record: number;
  readonly role: 'survivor' | 'copy';
  /** Exact Jaccard similarity to the survivor. */
  readonly exact: number;
  /** The same as the sketches estimate it. */
  readonly estimate: number;
}

/** What is known of a cluster when its members have passed. */
export interface Cluster {
  readonly survivor: Row;
  readonly sources: Set<string>;
  size: number;
  leastSimilar: number;
}

/** The finding's id is the survivor's content hash: stable under the order of the inputs. */
export function describeCluster({
  survivor,
  size,
  sources,
  leastSimilar,
}: Cluster): Omit<Finding, 'metric' | 'members'> {
  const across = sources.size > 1 ? `, in ${sources.size} sources` : '';
  return {
    id: String(survivor['content_hash']),
    summary: `${size} records have nearly the same text${across}: at least ${percent(leastSimilar)} alike.`,
    detail: { records: size, sources: sources.size, leastSimilar, survivor: survivorDetail(survivor) },
  };
}

const percent = (share: number): string => `${Math.floor(share * 100)} %`;
