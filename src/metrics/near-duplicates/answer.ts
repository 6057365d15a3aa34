export interface NearDuplicates {
  readonly threshold: number;
  /** Texts that share a band with another text; exact copies count once. */
  readonly candidates: number;
  /** Candidates whose text could not be read again, and which therefore stay alone. */
  readonly unread: number;
  readonly pairsCompared: number;
  /** Compared pairs whose exact similarity reaches the threshold. */
  readonly pairsConfirmed: number;
  /** Pairs of large buckets that were not compared; 0 means that the clusters are exact. */
  readonly pairsLeftOut: number;
  readonly clusters: number;
  /** Texts beyond the kept copy of each cluster. */
  readonly copies: number;
  readonly largest: number;
  /** Mean |estimate − exact| similarity of copies to their kept copies; null without clusters. */
  readonly meanEstimateError: number | null;
}
