import type { MeasuredRecord } from '../../../core/measurement.js';
import type { DataSetStatement, Origin, Rung } from '../../../core/origin.js';
import type { Membership } from '../../../core/policy.js';

/** Everything known about a record when its origin is judged: measurements, findings and its data set's statement. */
export interface KnownRecord extends MeasuredRecord {
  readonly members: ArrayLike<Membership>;
  /** The origin that a column of the data set claims, and its wording. */
  readonly claimedOrigin: Origin | null;
  readonly claimedText: string | null;
  /** The data set's statement about all its records. */
  readonly dataSetClaim: DataSetStatement | null;
  /** Day of capture, `YYYY-MM-DD`. */
  readonly day: string | null;
  /** The cut-off: earlier texts are assumed not to come from a model. */
  readonly captureCutoff: string;
}

/** One kind of evidence of a record's origin. */
export interface EvidenceKind {
  /** Kebab-case, unique within the rung. */
  readonly id: string;
  readonly rung: Rung;
  /** Grows by one whenever any answer can change. */
  readonly version: number;
  /** For reports, as in `12 records with content credentials`. */
  readonly title: string;
  /** Ids of the signals it reads. */
  readonly signals: readonly string[];
  /** It concerns a whole data set, so it cannot contradict a claim about one record. */
  readonly isOfDataSet?: boolean;
  /** Null without such evidence. */
  readonly read: (record: KnownRecord) => { readonly origin: Origin; readonly detail: string } | null;
}

const NOTES_SHOWN = 4;
const DETAIL_CHARACTERS = 300;

/** Joins several notes into one detail. */
export function detailOf(notes: readonly string[]): string {
  const shown = [...new Set(notes)].slice(0, NOTES_SHOWN).join('; ');
  return shown.length > DETAIL_CHARACTERS
    ? `${shown.slice(0, DETAIL_CHARACTERS - 1)}…`.toWellFormed()
    : shown;
}
