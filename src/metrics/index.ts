/**
 * Corpus metrics: one file per metric, with its SQL, its merge law, its value and a slow reference that tests compare it
 * with. A metric gives numbers about the corpus, or finds records, and never decides. It knows no engine: it writes SQL
 * through a `Dialect`, so that memory is bounded by a setting and not by the corpus. To add one: a file, an import and a
 * line here.
 */

import type { FindingMetric, Metric } from '../core/metric.js';
import { boilerplateLines } from './boilerplate-lines.js';
import { diversity } from './diversity/diversity.js';
import { exactDuplicates } from './exact-duplicates.js';
import { nearDuplicateImages } from './near-duplicate-images.js';
import { nearDuplicates } from './near-duplicates/near-duplicates.js';
import { picturesWithSeveralCaptions } from './one-to-many/pictures-with-several-captions.js';
import { promptsWithSeveralAnswers } from './one-to-many/prompts-with-several-answers.js';
import { repeatedAnswers } from './one-to-many/repeated-answers.js';
import { overRepresentation } from './over-representation.js';
import { sharedParts } from './shared-parts.js';

/** The metrics with a small value. */
export const METRICS: readonly Metric[] = [overRepresentation, diversity, sharedParts];

/** The metrics that find records, in the order of running: a later one may read tables that an earlier one prepared. */
export const FINDING_METRICS: readonly FindingMetric[] = [
  exactDuplicates,
  nearDuplicates,
  nearDuplicateImages,
  boilerplateLines,
  repeatedAnswers,
  promptsWithSeveralAnswers,
  picturesWithSeveralCaptions,
];
