import { hash } from 'node:crypto';
import type { Format, FormatSettings, InputFile, Split } from '../../core/format.js';
import type { ImageRecord, ReadItem, TextRecord, UnreadableCode } from '../../core/record.js';
import { isSampled } from '../../core/sample.js';
import {
  type ImageSignal,
  prepareSignals,
  type Signal,
  type SignalSettings,
  type TextSignal,
} from '../../core/signal.js';
import { type CellValue, TableFile } from '../../disk/table-file.js';
import { createImageReading } from '../../image/reading.js';
import { ScoreJoin } from '../../origin/inferred/scores/score-join.js';
import type { ScoreTable } from '../../origin/inferred/scores/score-table.js';
import { createReader, type Reader } from '../../text/reading.js';
import { type ColumnsRead, ColumnTally } from './column-tally.js';
import { TextMeter } from './measure-text.js';
import { RECORD_COLUMNS, RowNotes, recordCells, signalColumns } from './measurement-row.js';
import { UnreadableLog } from './unreadable-log.js';

/** The result of measuring one split. */
export interface MeasureResult {
  readonly recordCount: number;
  readonly unreadableCount: number;
  /** Bytes of text in UTF-8. */
  readonly textBytes: number;
  readonly columnsRead: ColumnsRead;
}

export interface MeasureTask {
  readonly format: Format;
  readonly input: InputFile;
  readonly split: Split;
  /** Items to measure, from its start; absent: all. */
  readonly most?: number;
  readonly formatSettings: FormatSettings;
  readonly signals: readonly Signal[];
  readonly signalSettings: SignalSettings;
  /** Scores computed elsewhere, by content hash and id; null if there are none to join. */
  readonly scoreTable: ScoreTable | null;
  /** File of the measurements; unreadable items go to `unreadablePath` as JSONL. */
  readonly measurementPath: string;
  readonly unreadablePath: string;
  /** Called from time to time with the bytes of text measured since the last call. */
  readonly onProgress: (textBytes: number) => void;
}

const PROGRESS_EVERY_BYTES = 1 << 20;

/** Reads a split once and writes the measurements of its records. The file is complete or absent. */
export async function measureSplit(task: MeasureTask): Promise<MeasureResult> {
  const table = new TableFile(task.measurementPath, [...RECORD_COLUMNS, ...signalColumns(task.signals)]);
  const unreadable = new UnreadableLog(task.unreadablePath, task.input);
  const reader = createReader();
  const join = scoreJoin(task);
  const columns = new ColumnTally();
  const meter = new TextMeter(task.signals, task.signalSettings);
  await prepareSignals(task.signals);
  const { most = Number.POSITIVE_INFINITY } = task;
  let textBytes = 0;
  let reportedBytes = 0;
  try {
    const aheads = aheadsOf(task.signals);
    for await (const items of task.format.read(task.input, task.split, task.formatSettings)) {
      for (const item of items) {
        if (item.ordinal >= most) break;
        if (!isAsked(item, task)) continue;
        if (item.modality === 'unreadable') unreadable.add(item);
        else if (item.modality === 'text') {
          columns.add(item);
          for (const ahead of aheads) {
            const waiting = ahead(item, task.signalSettings);
            if (waiting !== null) await waiting;
          }
          textBytes += measureText(item, task, reader, meter, join, table);
        } else table.push(await imageRow(item, task));
      }
      if ((items.at(-1)?.ordinal ?? 0) >= most - 1) break;
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
  return {
    recordCount: table.rowCount,
    unreadableCount: unreadable.count,
    textBytes,
    columnsRead: columns.read,
  };
}

/** Faults of a whole file or of its rest, which count however small the sample. */
const OF_FILES: ReadonlySet<UnreadableCode> = new Set<UnreadableCode>([
  'empty-file',
  'input-unreadable',
  'input-changed',
  'truncated-input',
  'corrupt-compression',
  'malformed-parquet',
  'malformed-tar',
]);

/** Whether the item is to be measured: all are, unless a sample was asked for. */
function isAsked(item: ReadItem, { input, split, formatSettings: { sample } }: MeasureTask): boolean {
  if (sample === undefined) return true;
  // A file that cannot be read at all is its first item.
  if (item.modality === 'unreadable' && (item.ordinal === 0 || OF_FILES.has(item.code))) return true;
  return isSampled(sample, input.name, split.start, item.ordinal);
}

/** Each asynchronous preparation once, even if several signals share it. */
const aheadsOf = (signals: readonly Signal[]): NonNullable<TextSignal['ahead']>[] => [
  ...new Set(
    signals.flatMap((signal) =>
      signal.modality === 'text' && signal.ahead !== undefined ? [signal.ahead] : [],
    ),
  ),
];

/** Null if no scores are given. */
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
  meter: TextMeter,
  join: ScoreJoin | null,
  table: TableFile,
): number {
  const reading = reader.read(found.text);
  const notes = new RowNotes();
  const contentHash = hash('sha256', reading.bytes);
  const record = join === null ? found : { ...found, scores: join.scoresOf(found, contentHash) };
  const row = recordCells(record, task.input.name, contentHash);
  for (const cell of meter.measure(record, reading, notes)) row.push(cell);
  table.push(notes.finish(row));
  return reading.byteCount;
}

async function imageRow(record: ImageRecord, task: MeasureTask): Promise<CellValue[]> {
  // One reading per image: it is decoded once for all signals that use its pixels.
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
