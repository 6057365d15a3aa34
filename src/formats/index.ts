/**
 * Formats: turn bytes into records, and splice provenance into each record's own bytes.
 *
 * A format plans splits, reads items and writes outputs; one file per format, listed below. It never measures and never
 * knows what a decision means. Broken input becomes an unreadable item with a code, a position and a message, because
 * no input may stop a run or disappear from its counts. Every size that a file claims is checked before memory is
 * reserved.
 */
import type { Format } from '../core/format.js';
import { csv, csvGzip, csvZstd, tsv, tsvGzip, tsvZstd } from './csv.js';
import { images } from './images.js';
import { json, jsonGzip, jsonZstd } from './json.js';
import { jsonl, jsonlGzip, jsonlZstd } from './jsonl.js';
import { parquet } from './parquet.js';
import { parquetImages } from './parquet-images.js';
import { text } from './text.js';
import { webdataset } from './webdataset.js';

/** Every format. A new one is a file, an import and a line here. */
export const FORMATS: readonly Format[] = [
  jsonl,
  jsonlGzip,
  jsonlZstd,
  json,
  jsonGzip,
  jsonZstd,
  parquet,
  csv,
  csvGzip,
  csvZstd,
  tsv,
  tsvGzip,
  tsvZstd,
  text,
  images,
  webdataset,
  parquetImages,
];

export { formatById, formatOfName } from './find-format.js';
export { JSONL_ENDINGS, packingOfJsonl } from './jsonl.js';
export {
  type InputProblem,
  type ListedInput,
  type ListedInputs,
  listInputs,
} from './list-inputs.js';
export { sniffFormat } from './sniff.js';
export { FEWEST_SPLITS } from './split-size.js';
