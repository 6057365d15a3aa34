export interface NearDuplicates {
  readonly threshold: number;
  /** Of texts in scripts without spaces. */
  readonly thresholdUnspaced: number;
  /** Texts that share a band with another text; exact copies count once. */
  readonly candidates: number;
  /** Candidates whose text could not be read again; they are in no cluster. */
  readonly unread: number;
  readonly pairsCompared: number;
  /** Compared pairs with an exact similarity of at least the threshold. */
  readonly pairsConfirmed: number;
  /** Pairs of large buckets that were not compared; with 0 the clusters are exact. */
  readonly pairsLeftOut: number;
  readonly clusters: number;
  /** Texts besides the kept copy of each cluster. */
  readonly copies: number;
  readonly largest: number;
  /** Mean |estimate − exact| similarity of copies to the kept copy; null without clusters. */
  readonly meanEstimateError: number | null;
}
