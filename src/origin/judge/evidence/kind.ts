import type { MeasuredRecord } from '../../../core/measurement.js';
import type { DataSetStatement, Origin, Rung } from '../../../core/origin.js';
import type { Membership } from '../../../core/policy.js';

/** What is known of one record when its origin is judged: measurements, findings and its data set's words. */
export interface KnownRecord extends MeasuredRecord {
  readonly members: ArrayLike<Membership>;
  /** What a column of the data set says of who made it, and in which words. */
  readonly claimedOrigin: Origin | null;
  readonly claimedText: string | null;
  /** What its data set says of all its records. */
  readonly dataSetClaim: DataSetStatement | null;
  /** Day of capture, `YYYY-MM-DD`. */
  readonly day: string | null;
  /** The day from which models wrote the web. */
  readonly captureCutoff: string;
}

/** One way in which a record tells who made it. */
export interface EvidenceKind {
  /** Kebab-case, unique within the rung. */
  readonly id: string;
  readonly rung: Rung;
  /** Grows by one whenever any answer can change. */
  readonly version: number;
  /** For reports, as in `12 records with content credentials`. */
  readonly title: string;
  /** The signals it reads. */
  readonly signals: readonly string[];
  /** It speaks of a whole data set, so that what is said of a single record in it is no contradiction. */
  readonly isOfDataSet?: boolean;
  /** Null where there is no such evidence. */
  readonly read: (record: KnownRecord) => { readonly origin: Origin; readonly detail: string } | null;
}

const NOTES_SHOWN = 4;
const DETAIL_CHARACTERS = 300;

/** Several notes as one detail. */
export function detailOf(notes: readonly string[]): string {
  const shown = [...new Set(notes)].slice(0, NOTES_SHOWN).join('; ');
  return shown.length > DETAIL_CHARACTERS
    ? `${shown.slice(0, DETAIL_CHARACTERS - 1)}…`.toWellFormed()
    : shown;
}
