import { hash } from 'node:crypto';
import type { Format, FormatSettings, InputFile, Split } from '../../core/format.js';
import { encodeSpans, type KeptSpan, keptSpan } from '../../core/kept-spans.js';
import type { Measurement } from '../../core/measurement.js';
import { formatPosition } from '../../core/position.js';
import type { ImageRecord, TextRecord, Unreadable } from '../../core/record.js';
import {
  type ImageSignal,
  prepareSignals,
  type Signal,
  type SignalSettings,
  type TextSignal,
} from '../../core/signal.js';
import { AtomicFile } from '../../disk/atomic.js';
import { type CellValue, type ColumnSpec, TableFile } from '../../disk/table-file.js';
import { createImageReading } from '../../image/reading.js';
import { ScoreJoin } from '../../origin/inferred/scores/score-join.js';
import type { ScoreTable } from '../../origin/inferred/scores/score-table.js';
import { readDate } from '../../text/capture-date.js';
import { createReader, type Reader } from '../../text/reading.js';

/** What measuring one split came to. */
export interface MeasureResult {
  readonly recordCount: number;
  readonly unreadableCount: number;
  /** Bytes of text in UTF-8. */
  readonly textBytes: number;
}

export interface MeasureTask {
  readonly format: Format;
  readonly input: InputFile;
  readonly split: Split;
  readonly formatSettings: FormatSettings;
  readonly signals: readonly Signal[];
  readonly signalSettings: SignalSettings;
  /** Scores computed elsewhere, by content hash and id; null where there are none to join. */
  readonly scoreTable: ScoreTable | null;
  /** Where the measurements go; unreadable items go to `unreadablePath` as JSONL. */
  readonly measurementPath: string;
  readonly unreadablePath: string;
  /** Told now and then how many bytes of text have been measured since the last time. */
  readonly onProgress: (textBytes: number) => void;
}

/** Columns that every measurement file has before its signals; the texts themselves are not copied. */
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
  // JSON: { signal: reason } for the signals that have no value here.
  { name: 'why', type: 'STRING' },
  // See core/kept-spans.ts.
  { name: 'spans', type: 'STRING' },
];

const COLUMN_TYPES = { number: 'DOUBLE', category: 'STRING', bytes: 'BYTES' } as const;

export const signalColumns = (signals: readonly Signal[]): ColumnSpec[] =>
  signals.map((signal) => ({ name: signal.id, type: COLUMN_TYPES[signal.kind] }));

/** At most this many spans are kept per signal and record: a text of nothing but zero-width spaces has millions. */
const SPANS_KEPT = 20;
const PROGRESS_EVERY_BYTES = 1 << 20;

/** Reads a split once and writes the measurements of its records. Whole or absent. */
export async function measureSplit(task: MeasureTask): Promise<MeasureResult> {
  const table = new TableFile(task.measurementPath, [...RECORD_COLUMNS, ...signalColumns(task.signals)]);
  const unreadable = new UnreadableLog(task);
  const reader = createReader();
  const join = scoreJoin(task);
  await prepareSignals(task.signals);
  let textBytes = 0;
  let reportedBytes = 0;
  try {
    const aheads = aheadsOf(task.signals);
    for await (const items of task.format.read(task.input, task.split, task.formatSettings)) {
      for (const item of items) {
        if (item.modality === 'unreadable') unreadable.add(item);
        else if (item.modality === 'text') {
          for (const ahead of aheads) {
            const waiting = ahead(item, task.signalSettings);
            if (waiting !== null) await waiting;
          }
          textBytes += measureText(item, task, reader, join, table);
        } else table.push(await imageRow(item, task));
      }
      if (textBytes - reportedBytes >= PROGRESS_EVERY_BYTES) {
        task.onProgress(textBytes - reportedBytes);
        reportedBytes = textBytes;
      }
    }
    task.onProgress(textBytes - reportedBytes);
    unreadable.commit();
    table.commit();
  } catch (error) {
    unreadable.discard();
    table.discard();
    throw error;
  }
  return { recordCount: table.rowCount, unreadableCount: unreadable.count, textBytes };
}

/** Once each, however many signals share one. */
const aheadsOf = (signals: readonly Signal[]): NonNullable<TextSignal['ahead']>[] => [
  ...new Set(
    signals.flatMap((signal) =>
      signal.modality === 'text' && signal.ahead !== undefined ? [signal.ahead] : [],
    ),
  ),
];

/** Null where no scores are asked for. */
function scoreJoin({ signalSettings, formatSettings, scoreTable }: MeasureTask): ScoreJoin | null {
  const { scores } = signalSettings;
  return scores === undefined
    ? null
    : new ScoreJoin(scores.names, formatSettings.columns.scores ?? [], scoreTable);
}

function measureText(
  found: TextRecord,
  task: MeasureTask,
  reader: Reader,
  join: ScoreJoin | null,
  table: TableFile,
): number {
  const reading = reader.read(found.text);
  const notes = new RowNotes();
  const contentHash = hash('sha256', reading.bytes);
  const record = join === null ? found : { ...found, scores: join.scoresOf(found, contentHash) };
  const row = recordCells(record, task.input.name, contentHash);
  for (const signal of task.signals) {
    row.push(
      signal.modality === 'text'
        ? notes.take(signal.id, (signal as TextSignal).measure(reading, record, task.signalSettings))
        : null,
    );
  }
  table.push(notes.finish(row));
  return reading.byteCount;
}

async function imageRow(record: ImageRecord, task: MeasureTask): Promise<CellValue[]> {
  // One reading per image: it is decoded once, however many signals ask for its pixels.
  const reading = createImageReading(record.bytes);
  const notes = new RowNotes();
  const row = recordCells(record, task.input.name, hash('sha256', record.bytes));
  for (const signal of task.signals) {
    row.push(
      signal.modality === 'image'
        ? notes.take(signal.id, await (signal as ImageSignal).measure(reading, record, task.signalSettings))
        : null,
    );
  }
  return notes.finish(row);
}

const WHY_COLUMN = RECORD_COLUMNS.findIndex(({ name }) => name === 'why');
const SPANS_COLUMN = RECORD_COLUMNS.findIndex(({ name }) => name === 'spans');

function recordCells(record: TextRecord | ImageRecord, inputName: string, contentHash: string): CellValue[] {
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

/** Gathers the reasons and spans of one row. */
class RowNotes {
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

/** `{"signal":"reason",…}` of a list of signal, reason, signal, reason…: mostly those of the record before. */
function whyJson(refusals: readonly string[]): string {
  if (refusals.length !== lastRefusals.length || refusals.some((text, at) => text !== lastRefusals[at])) {
    const why: { [signal: string]: string } = {};
    for (let at = 0; at < refusals.length; at += 2) why[refusals[at]!] = refusals[at + 1]!;
    lastWhy = JSON.stringify(why);
    lastRefusals = refusals;
  }
  return lastWhy;
}

const LOG_BUFFER_CHARACTERS = 1 << 20;

/** Unreadable items as JSONL, written as they come: where the text column was named wrongly, they are the whole corpus. */
class UnreadableLog {
  count = 0;
  private readonly file: AtomicFile;
  private buffered = '';

  constructor(private readonly task: Pick<MeasureTask, 'unreadablePath' | 'input'>) {
    this.file = new AtomicFile(task.unreadablePath);
  }

  add(item: Unreadable): void {
    this.count++;
    this.buffered += `${JSON.stringify({
      position: formatPosition(this.task.input.name, item.position),
      byte: item.position.byte ?? null,
      source: item.source,
      code: item.code,
      message: item.message,
      excerpt: item.excerpt.toWellFormed(),
    })}\n`;
    if (this.buffered.length >= LOG_BUFFER_CHARACTERS) this.flush();
  }

  commit(): void {
    this.flush();
    this.file.commit();
  }

  discard(): void {
    this.file.discard();
  }

  private flush(): void {
    this.file.write(new TextEncoder().encode(this.buffered));
    this.buffered = '';
  }
}
