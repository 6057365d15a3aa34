import { decodeSpans, type KeptSpans, notesOf } from '../../core/kept-spans.js';
import type { DataSetStatement, Origin, OriginVerdict } from '../../core/origin.js';
import type { Membership, SignalValue } from '../../core/policy.js';
import type { KnownRecord } from './evidence/kind.js';
import { judgeOrigin, ORIGIN_SIGNALS } from './verdict.js';

/** Columns with the wording of the evidence. Verdicts do not depend on them, and they may be long. */
const WORDS = ['claimed_origin_text', 'spans'] as const;

/** The measured columns that a verdict depends on. Evidence read from these alone has no notes in its wording. */
export const verdictColumns = (measured: readonly string[]): string[] => [
  'claimed_origin',
  'day',
  ...ORIGIN_SIGNALS.filter((id) => measured.includes(id)),
];

/** The same with the wording of the evidence. */
export const originColumns = (measured: readonly string[]): string[] => [
  ...WORDS,
  ...verdictColumns(measured),
];

/** Gives a column's value in the current row. */
export type RowCell = (column: string) => SignalValue | Uint8Array | null | undefined;

/** Inputs of a verdict besides the row of measurements. */
export interface OriginContext {
  /** The cut-off: earlier texts are assumed not to come from a model. */
  readonly captureCutoff: string;
  /** The statement of the row's data set about all its records. */
  readonly dataSetOf: (cell: RowCell) => DataSetStatement | null;
}

/** Judges the origin of a row, with the memberships of its record where given. */
export type OriginOfRow = (cell: RowCell, members?: ArrayLike<Membership>) => OriginVerdict;

/** Judges rows of measurements, one after the other. */
export function originOfRow(context: OriginContext): OriginOfRow {
  const row = new KnownRow(context);
  return (cell, members = NONE) => judgeOrigin(row.at(cell, members));
}

const NONE: readonly Membership[] = [];
const NO_CELL: RowCell = () => null;

/** One object for all rows; `at` moves it to the next row. */
class KnownRow implements KnownRecord {
  readonly captureCutoff: string;
  members: ArrayLike<Membership> = NONE;
  private cell = NO_CELL;
  private spans: KeptSpans | null = null;

  constructor(private readonly context: OriginContext) {
    this.captureCutoff = context.captureCutoff;
  }

  /** Moves to a row and drops the previous one. */
  at(cell: RowCell, members: ArrayLike<Membership>): this {
    this.cell = cell;
    this.members = members;
    this.spans = null;
    return this;
  }

  readonly value = (signal: string): SignalValue | null => {
    const value = this.cell(signal);
    return typeof value === 'string' || typeof value === 'number' ? value : null;
  };

  readonly notes = (signal: string): readonly string[] => {
    const spans = this.cell('spans');
    this.spans ??= decodeSpans(typeof spans === 'string' ? spans : null);
    return notesOf(this.spans[signal] ?? []);
  };

  get claimedOrigin(): Origin | null {
    return this.value('claimed_origin') as Origin | null;
  }

  get claimedText(): string | null {
    return this.value('claimed_origin_text') as string | null;
  }

  get day(): string | null {
    return this.value('day') as string | null;
  }

  get dataSetClaim(): DataSetStatement | null {
    return this.context.dataSetOf(this.cell);
  }
}
