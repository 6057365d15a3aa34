import type { Row } from '../../../core/engine.js';
import type { OriginVerdict } from '../../../core/origin.js';
import type { Basis } from '../calibration/calibration.js';
import type { PlacedText } from './judged-sources.js';

/** The parts of a run's measurements that the question of a calibration needs. */
export interface MeasuredRun {
  /** Ids of the signals. */
  readonly signals: readonly string[];
  /** Columns of the table `records` that decide origins. */
  readonly originColumns: readonly string[];
  /** Origin of a row's text according to all evidence except the calibration. */
  readonly originOf: (row: Row) => OriginVerdict;
}

/** Signals used to judge a text, besides those of its origin. */
const JUDGED_BY = [
  'word-count',
  'score-basis',
  'synthetic-score',
  'synthetic-p-value',
  'domain-typicality',
] as const;

/** Columns of the table `records` needed for a text. */
export const textColumns = ({ signals, originColumns }: MeasuredRun): string[] => [
  ...new Set([
    ...['record', 'split', 'source', 'month'],
    ...JUDGED_BY.filter((id) => signals.includes(id)),
    ...originColumns,
  ]),
];

/** A text in the table `records`. */
export interface RecordedText extends PlacedText {
  readonly record: number;
  /** Human by date or claim, without contradicting evidence. */
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
    // Not rounded, since rounding could move it to another level.
    score: number('synthetic-score'),
    pValue: number('synthetic-p-value'),
    typicality: number('domain-typicality'),
    known: believed(verdict),
    isByPeople: verdict.origin === 'human',
  };
}

/**
 * Origin that is known without detectors. A data set's claim that a text is human is not accepted, and neither are
 * traces of assistants, which people quote too.
 */
function believed({ origin, rung, evidence }: OriginVerdict): PlacedText['known'] {
  if (origin === 'synthetic') return rung === 'traces' ? null : 'synthetic';
  const isVouched = evidence.some(
    (piece) => piece.origin === 'human' && (piece.rung === 'dated' || piece.rung === 'signed'),
  );
  return origin === 'human' && isVouched ? 'human' : null;
}
