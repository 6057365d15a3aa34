import type { ShareEstimate } from './share.js';

export interface GroupShare {
  readonly key: string;
  readonly records: number;
  readonly share: ShareEstimate;
}

/** What became of one source, or of the small ones together. */
export interface JudgedSource {
  /** Of the finding. */
  readonly id: string;
  /** Of the source, for people. */
  readonly name: string;
  readonly records: number;
  /** Texts that may be flagged or not: scored, and of no known origin. */
  readonly judged: number;
  /** Texts flagged; 0 where the source is refused. */
  readonly flagged: number;
  /** Why nothing in it is flagged; null where texts may be. */
  readonly refusal: string | null;
}

/** What a calibration says of a corpus and its parts. */
export interface JudgedCorpus {
  readonly share: ShareEstimate;
  /** The largest sources and months. */
  readonly bySource: readonly GroupShare[];
  readonly byMonth: readonly GroupShare[];
  /** Texts of no known origin that were scored in sources of the domain, and how many of them are flagged. */
  readonly judged: number;
  readonly flagged: number;
  /** Sources in which nothing is flagged, the largest first; those that are too small count as one. */
  readonly refused: {
    readonly sources: number;
    readonly records: number;
    readonly largest: readonly JudgedSource[];
  };
  /** Sources too small to show their domain, which were asked together, and whether they were refused. */
  readonly small: { readonly sources: number; readonly isRefused: boolean };
}
