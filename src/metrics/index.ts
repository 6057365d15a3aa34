import type { FindingMetric, Metric } from '../core/metric.js';
import { boilerplateLines } from './boilerplate-lines.js';
import { diversity } from './diversity/diversity.js';
import { exactDuplicates } from './exact-duplicates.js';
import { nearDuplicateImages } from './near-duplicate-images.js';
import { nearDuplicates } from './near-duplicates/near-duplicates.js';
import { overRepresentation } from './over-representation.js';

/**
 * Every question to a whole corpus that Freckle knows, in two lists: those whose answer is a small value, and those
 * whose answer names records. A new one is a file, an import and a line here.
 */
export const METRICS: readonly Metric[] = [overRepresentation, diversity];

/** In the order of running: a later one may read what an earlier one prepared. */
export const FINDING_METRICS: readonly FindingMetric[] = [
  exactDuplicates,
  nearDuplicates,
  nearDuplicateImages,
  boilerplateLines,
];
