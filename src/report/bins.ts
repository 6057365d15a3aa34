/** The bins of a histogram, for any engine to count into. */
export interface Bins {
  /** `log` bins may begin with one bin of zeros, `[0, first positive edge)`, drawn apart. */
  readonly scale: 'linear' | 'log';
  /** Ascending; bin i is [edges[i], edges[i+1]), the last one closed. One more than there are bins. */
  readonly edges: readonly number[];
}

export interface BinFacts {
  readonly minimum: number;
  readonly maximum: number;
  /** Smallest value above zero; needed only where values start at zero. */
  readonly minimumPositive?: number;
  readonly median: number;
  /** All values are whole: bins are centred on integers where they are few. */
  readonly isInteger: boolean;
}

export const BIN_COUNT = 96;
/** A maximum of this many times the median is a long tail: linear bins would put nearly all records into one bin. */
const LONG_TAIL = 20;

/**
 * Bins for a signal: a pure function of five numbers that any engine computes in one pass. Whole numbers with few values
 * get a bin each; long right tails get logarithmic bins; all others get equal bins.
 */
export function chooseBins(facts: BinFacts): Bins {
  const { minimum, maximum } = facts;
  if (facts.isInteger && maximum - minimum < BIN_COUNT) {
    const count = Math.max(1, maximum - minimum + 1);
    return { scale: 'linear', edges: range(count + 1, (i) => minimum - 0.5 + i) };
  }
  if (minimum >= 0 && maximum > LONG_TAIL * Math.max(facts.median, Number.MIN_VALUE)) return logBins(facts);
  if (minimum === maximum) return { scale: 'linear', edges: [minimum - 0.5, minimum + 0.5] };
  const width = (maximum - minimum) / BIN_COUNT;
  return {
    scale: 'linear',
    edges: range(BIN_COUNT + 1, (i) => (i === BIN_COUNT ? maximum : minimum + i * width)),
  };
}

/** Index of the bin of `value`; values outside go to the nearest bin. */
export function binIndex(bins: Bins, value: number): number {
  const { edges } = bins;
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

function logBins({ minimum, maximum, minimumPositive }: BinFacts): Bins {
  const first = minimum > 0 ? minimum : (minimumPositive ?? maximum / 1000);
  // Separate logarithms: the quotient of the largest and the smallest double is infinite.
  const from = Math.log(first);
  const span = Math.log(maximum) - from;
  const positive = range(BIN_COUNT + 1, (i) =>
    i === 0
      ? first
      : i === BIN_COUNT
        ? maximum
        : Math.min(maximum, Math.max(first, Math.exp(from + (span * i) / BIN_COUNT))),
  );
  return { scale: 'log', edges: minimum > 0 ? positive : [0, ...positive] };
}

const range = <T>(length: number, of: (index: number) => T): T[] =>
  Array.from({ length }, (_, index) => of(index));
