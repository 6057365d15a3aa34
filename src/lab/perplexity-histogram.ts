import type { TokenBlocks } from '../core/model.js';
import { quantile } from '../math/statistics.js';
import type { HistogramRow, HistogramStrip } from './preset.js';

/** Decades of perplexity that the bars span, and number of bars; values beyond fall into the outermost bars. */
const [LOW, HIGH, BARS] = [0, 5, 50];

/**
 * Perplexity per token of blocks, exp(−log-likelihood/block length): shares in bars of equal width in its decimal
 * logarithm, which add up to 1, and three quantiles. Source of the picture: Shumailov et al., Nature 631 (2024), Fig. 1.
 */
export function perplexityHistogram(
  name: string,
  logLikelihoods: ArrayLike<number>,
  { blockLength }: Pick<TokenBlocks, 'blockLength'>,
): HistogramRow {
  const logs = Float64Array.from(logLikelihoods, (log) => -log / blockLength);
  const shares = new Array<number>(BARS).fill(0);
  for (const log of logs) {
    const place = Math.floor(((log / Math.LN10 - LOW) / (HIGH - LOW)) * BARS);
    shares[Math.min(BARS - 1, Math.max(0, place))]! += 1 / logs.length;
  }
  const at = (q: number): number => Math.exp(quantile(logs, q));
  return { name, shares, low: at(0.01), median: at(0.5), high: at(0.99) };
}

export const perplexityStrip = (
  title: string,
  real: HistogramRow,
  rows: readonly HistogramRow[],
): HistogramStrip => ({
  title,
  xLabel: 'perplexity per word under generation 0',
  unit: 'share of blocks',
  range: [10 ** LOW, 10 ** HIGH],
  real,
  rows,
});
