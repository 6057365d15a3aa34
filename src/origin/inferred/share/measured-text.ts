import type { Row } from '../../../core/engine.js';
import type { DataSetStatement, OriginVerdict } from '../../../core/origin.js';
import { KnownRow, originColumns } from '../../judge/known-rows.js';
import { judgeOrigin } from '../../judge/verdict.js';
import type { Basis } from '../calibration/calibration.js';
import type { PlacedText } from './judged-sources.js';

/** What a run measured, as far as the question of a calibration depends on it. */
export interface MeasuredRun {
  /** Ids of the signals. */
  readonly signals: readonly string[];
  /** The day from which models wrote the web. */
  readonly captureCutoff: string;
  /** What the data set of a split says of who made its records. */
  readonly dataSetOf: (split: number) => DataSetStatement | null;
}

/** Signals that a text is judged by, beside those that tell its origin. */
const JUDGED_BY = [
  'word-count',
  'score-basis',
  'synthetic-score',
  'synthetic-p-value',
  'domain-typicality',
] as const;

/** They say what evidence looks like, not what it says, and may be long. */
const WORDS_FOR_PEOPLE: readonly string[] = ['claimed_origin_text', 'spans'];

/** Columns of the table `records` that a text is read from, of the signals measured. */
export const textColumns = (measured: readonly string[]): string[] => [
  ...new Set([
    ...['record', 'split', 'source', 'month'],
    ...JUDGED_BY.filter((id) => measured.includes(id)),
    ...originColumns(measured).filter((column) => !WORDS_FOR_PEOPLE.includes(column)),
  ]),
];

/** A text as it stands in the table `records`. */
export interface RecordedText extends PlacedText {
  readonly record: number;
  /** A person made it, by its date or by somebody's word, and nothing contradicts. */
  readonly isByPeople: boolean;
}

/** Reads rows of the table; its origin is judged by whatever tells it beside the calibration. */
export function textReader({ captureCutoff, dataSetOf }: MeasuredRun): (row: Row) => RecordedText {
  let current: Row = {};
  const cell = (column: string) => current[column] as string | number | null | undefined;
  const readers = new Map<number, KnownRow>();
  const knownIn = (split: number): KnownRow => {
    let known = readers.get(split);
    if (known === undefined) {
      known = new KnownRow(captureCutoff, dataSetOf(split), cell);
      readers.set(split, known);
    }
    return known;
  };
  return (row) => {
    current = row;
    const verdict = judgeOrigin(knownIn(row['split'] as number).at([]));
    const number = (id: string): number | null => (row[id] as number | null | undefined) ?? null;
    return {
      record: row['record'] as number,
      source: String(row['source']),
      month: row['month'] as string | null,
      words: number('word-count') ?? 0,
      basis: (row['score-basis'] ?? 'text') as Basis,
      // As it is: rounding would move it to another level.
      score: number('synthetic-score'),
      pValue: number('synthetic-p-value'),
      typicality: number('domain-typicality'),
      known: believed(verdict),
      isByPeople: verdict.origin === 'human',
    };
  };
}

/**
 * What is known beside any detector. A data set that calls a text human only claims it, and traces of assistants are
 * quoted by people too: neither is believed.
 */
function believed({ origin, rung, evidence }: OriginVerdict): PlacedText['known'] {
  if (origin === 'synthetic') return rung === 'traces' ? null : 'synthetic';
  const isVouched = evidence.some(
    (piece) => piece.origin === 'human' && (piece.rung === 'dated' || piece.rung === 'signed'),
  );
  return origin === 'human' && isVouched ? 'human' : null;
}
