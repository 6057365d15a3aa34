import type { TableColumns } from '../core/engine.js';

/**
 * The tables that metrics read and write. The gate provides the first three; finding metrics create and fill the others,
 * and leave no other table behind.
 *
 * - `records`: one row per readable record, made of RECORD_COLUMNS and every measured signal under its own id.
 * - `words`: for the records that metrics request, the word hashes of the text in order, read again from the input: `record BIGINT, words BLOB, own_words BLOB`, four bytes little-endian per word, cut at WORDS_LIMIT words: `words` without system prompts, `own_words` without contexts too, null where there is none.
 * - `preliminary_decisions`: `record BIGINT, severity INTEGER`, the records that the policy quarantines (1) or rejects (2)
 *   by themselves, whatever is found in the corpus. Records that are not in it have severity 0.
 * - `exact_members`: every record with the text of another record, made by `exact-duplicates`: its place is 1 for the kept
 *   copy; the columns are those of PREFERENCE_COLUMNS and `place INTEGER`.
 * - `findings`: `metric, finding, summary VARCHAR, size INTEGER, detail VARCHAR` (JSON), one row per finding.
 * - `finding_members`: `metric, finding VARCHAR, record BIGINT, role VARCHAR, value DOUBLE`.
 */
export const RECORD_COLUMNS = {
  record: 'bigint',
  split: 'integer',
  ordinal: 'integer',
  input: 'text',
  position: 'text',
  /** SHA-256 of the text in UTF-8, 64 hexadecimal digits. */
  content_hash: 'text',
  id: 'text',
  source: 'text',
  url: 'text',
  date: 'text',
  /** 'YYYY-MM-DD' or null. */
  day: 'text',
  /** 'YYYY-MM' or null. */
  month: 'text',
  /** Values of the facet columns, in the order of `MetricSettings.facets`. */
  facets: 'texts',
} as const satisfies TableColumns;

export const LANGUAGE_COLUMN = 'language';
export const WORD_COUNT_COLUMN = 'word-count';

/** Signals that the metrics and the report read by their ids. */
export const SIGNAL_COLUMNS = {
  [LANGUAGE_COLUMN]: 'text',
  [WORD_COUNT_COLUMN]: 'double',
  'compression-ratio': 'double',
  /** Of the parts by which records are compared, where these are not whole. */
  'compared-hash': 'text',
  'compared-picture-hash': 'text',
  'unspaced-word-share': 'double',
  'minhash-sketch': 'bytes',
  'minhash-sketch-without-context': 'bytes',
  /** Eight bytes. */
  'system-hash': 'bytes',
  'context-hash': 'bytes',
  'prompt-hash': 'bytes',
  'answer-hash': 'bytes',
  'answer-word-count': 'double',
  'caption-hash': 'bytes',
  /** Eight bytes per distinct line of at least 20 characters. */
  'line-hashes': 'bytes',
  /** Eight bytes per picture. */
  'perceptual-hash': 'bytes',
} as const satisfies TableColumns;

/** Longer texts are cut when read again, so that one book cannot fill the memory. */
export const WORDS_LIMIT = 100_000;
