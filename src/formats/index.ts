/**
 * Formats: turn bytes into records, and splice provenance into each record's own bytes.
 *
 * A format plans splits, reads items and writes outputs; one file per format, listed below. It never measures and never
 * knows what a decision means. Broken input becomes an unreadable item with a code, a position and a message, because
 * no input may stop a run or disappear from its counts. Every size that a file claims is checked before memory is
 * reserved.
 */
import type { Format } from '../core/format.js';
import { CSV_FORMATS, TSV_FORMATS } from './csv.js';
import { images } from './images.js';
import { JSON_FORMATS } from './json.js';
import { JSONL_FORMATS } from './jsonl.js';
import { parquet } from './parquet.js';
import { parquetImages } from './parquet-images.js';
import { text } from './text.js';
import { WARC_FORMATS } from './warc.js';
import { webdataset } from './webdataset.js';
import { webdatasetText } from './webdataset-text.js';

/** Every format. A new one is a file, an import and a line here. */
export const FORMATS: readonly Format[] = [
  ...JSONL_FORMATS,
  ...JSON_FORMATS,
  parquet,
  ...CSV_FORMATS,
  ...TSV_FORMATS,
  ...WARC_FORMATS,
  text,
  images,
  webdataset,
  webdatasetText,
  parquetImages,
];

export { checkedReading } from './encoding.js';
export { formatById, formatOfName } from './find-format.js';
export { codecOfJsonl, JSONL_ENDINGS } from './jsonl.js';
export {
  type InputProblem,
  type ListedInput,
  type ListedInputs,
  listInputs,
} from './list-inputs.js';
export { sniffFormat } from './sniff.js';
export { FEWEST_SPLITS } from './split-size.js';
