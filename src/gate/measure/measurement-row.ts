import { encodeSpans, type KeptSpan, keptSpan } from '../../core/kept-spans.js';
import type { Measurement } from '../../core/measurement.js';
import { formatPosition } from '../../core/position.js';
import type { DataRecord } from '../../core/record.js';
import type { Signal } from '../../core/signal.js';
import type { CellValue, ColumnSpec } from '../../disk/table-file.js';
import { readDate } from '../../text/capture-date.js';

/** Columns of every measurement file before its signals; texts are not copied. */
export const RECORD_COLUMNS: readonly ColumnSpec[] = [
  { name: 'ordinal', type: 'INT32' },
  { name: 'position', type: 'STRING' },
  { name: 'content_hash', type: 'STRING' },
  { name: 'id', type: 'STRING' },
  { name: 'source', type: 'STRING' },
  { name: 'url', type: 'STRING' },
  { name: 'date', type: 'STRING' },
  { name: 'day', type: 'STRING' },
  { name: 'claimed_language', type: 'STRING' },
  { name: 'claimed_origin', type: 'STRING' },
  { name: 'claimed_origin_text', type: 'STRING' },
  { name: 'label', type: 'STRING' },
  { name: 'facets', type: 'STRING' },
  // JSON: { signal: reason } for the signals without a value.
  { name: 'why', type: 'STRING' },
  // See core/kept-spans.ts.
  { name: 'spans', type: 'STRING' },
];

const COLUMN_TYPES = { number: 'DOUBLE', category: 'STRING', bytes: 'BYTES' } as const;

export const signalColumns = (signals: readonly Signal[]): ColumnSpec[] =>
  signals.map((signal) => ({ name: signal.id, type: COLUMN_TYPES[signal.kind] }));

/** Most spans kept per signal and record: a text of zero-width spaces alone has millions. */
const SPANS_KEPT = 20;

const WHY_COLUMN = RECORD_COLUMNS.findIndex(({ name }) => name === 'why');
const SPANS_COLUMN = RECORD_COLUMNS.findIndex(({ name }) => name === 'spans');

/** The cells of RECORD_COLUMNS; `RowNotes` fills in reasons and spans. */
export function recordCells(record: DataRecord, inputName: string, contentHash: string): CellValue[] {
  return [
    record.ordinal,
    formatPosition(inputName, record.position),
    contentHash,
    record.id,
    record.source,
    record.url,
    record.date,
    record.date === null ? null : (readDate(record.date)?.day ?? null),
    record.language,
    record.declaredOrigin,
    record.declaredOriginText,
    record.label,
    record.facets.length === 0 ? null : JSON.stringify(record.facets),
    null,
    null,
  ];
}

/** Collects the reasons and spans of one row. */
export class RowNotes {
  private readonly refusals: string[] = [];
  private spans: { [signal: string]: readonly KeptSpan[] } | null = null;

  take(id: string, measurement: Measurement): CellValue {
    if (measurement.value === null) return this.refuse(id, measurement.why);
    const { spans } = measurement;
    if (spans !== undefined && spans.length > 0) {
      this.spans ??= {};
      this.spans[id] = spans.slice(0, SPANS_KEPT).map(keptSpan);
    }
    return measurement.value;
  }

  refuse(id: string, why: string): null {
    this.refusals.push(id, why);
    return null;
  }

  finish(row: CellValue[]): CellValue[] {
    if (this.refusals.length > 0) row[WHY_COLUMN] = whyJson(this.refusals);
    if (this.spans !== null) row[SPANS_COLUMN] = encodeSpans(this.spans);
    return row;
  }
}

let lastRefusals: readonly string[] = [];
let lastWhy = '';

/** `{"signal":"reason",…}` from a list of signal, reason, signal, reason…; cached, since most records repeat the list of the one before. */
function whyJson(refusals: readonly string[]): string {
  if (refusals.length !== lastRefusals.length || refusals.some((text, at) => text !== lastRefusals[at])) {
    const why: { [signal: string]: string } = {};
    for (let at = 0; at < refusals.length; at += 2) why[refusals[at]!] = refusals[at + 1]!;
    lastWhy = JSON.stringify(why);
    lastRefusals = refusals;
  }
  return lastWhy;
}
