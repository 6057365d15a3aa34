import type { Format } from '../core/format.js';
import type { FindingMetric, Metric } from '../core/metric.js';
import type { Signal } from '../core/signal.js';
import { FORMATS } from '../formats/index.js';
import { FINDING_METRICS, METRICS } from '../metrics/index.js';
import { SIGNALS } from '../signals/index.js';

export { FEWEST_SPLITS } from '../formats/index.js';

/** All signals, metrics and formats. */
export interface Lists {
  readonly signals: readonly Signal[];
  readonly metrics: readonly Metric[];
  readonly findingMetrics: readonly FindingMetric[];
  readonly formats: readonly Format[];
}

/** Freckle's own lists. */
export const LISTS: Lists = {
  signals: SIGNALS,
  metrics: METRICS,
  findingMetrics: FINDING_METRICS,
  formats: FORMATS,
};
