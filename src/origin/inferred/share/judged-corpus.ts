import type { ShareEstimate } from './share.js';

export interface GroupShare {
  readonly key: string;
  readonly records: number;
  readonly share: ShareEstimate;
}

/** Result for one source, or for all small sources together. */
export interface JudgedSource {
  /** Id of the finding. */
  readonly id: string;
  /** Name of the source, for people. */
  readonly name: string;
  readonly records: number;
  /** Number of scored texts of unknown origin. */
  readonly judged: number;
  /** Number of flagged texts; 0 where the source is refused. */
  readonly flagged: number;
  /** Reason why nothing in it is flagged, or null. */
  readonly refusal: string | null;
}

/** The results of a calibration for a corpus and its parts. */
export interface JudgedCorpus {
  readonly share: ShareEstimate;
  /** The largest sources and months. */
  readonly bySource: readonly GroupShare[];
  readonly byMonth: readonly GroupShare[];
  /** Scored texts of unknown origin in sources inside the domain, and the flagged ones among them. */
  readonly judged: number;
  readonly flagged: number;
  /** Sources in which nothing is flagged, the largest first; small sources count as one. */
  readonly refused: {
    readonly sources: number;
    readonly records: number;
    readonly largest: readonly JudgedSource[];
  };
  /** Sources too small for the domain test, which are judged together, and whether they were refused. */
  readonly small: { readonly sources: number; readonly isRefused: boolean };
}
