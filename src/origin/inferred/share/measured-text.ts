import type { Row } from '../../../core/engine.js';
import type { OriginVerdict } from '../../../core/origin.js';
import type { Basis } from '../calibration/calibration.js';
import type { PlacedText } from './judged-sources.js';

/** What a run measured, as far as the question of a calibration depends on it. */
export interface MeasuredRun {
  /** Ids of the signals. */
  readonly signals: readonly string[];
  /** Columns of the table `records` that origins are judged by. */
  readonly originColumns: readonly string[];
  /** Who made the text of a row, by whatever tells it beside the calibration. */
  readonly originOf: (row: Row) => OriginVerdict;
}

/** Signals that a text is judged by, beside those that tell its origin. */
const JUDGED_BY = [
  'word-count',
  'score-basis',
  'synthetic-score',
  'synthetic-p-value',
  'domain-typicality',
] as const;

/** Columns of the table `records` that a text is read from. */
export const textColumns = ({ signals, originColumns }: MeasuredRun): string[] => [
  ...new Set([
    ...['record', 'split', 'source', 'month'],
    ...JUDGED_BY.filter((id) => signals.includes(id)),
    ...originColumns,
  ]),
];

/** A text as it stands in the table `records`. */
export interface RecordedText extends PlacedText {
  readonly record: number;
  /** A person made it, by its date or by somebody's word, and nothing contradicts. */
  readonly isByPeople: boolean;
}

export function textOfRow(row: Row, verdict: OriginVerdict): RecordedText {
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
