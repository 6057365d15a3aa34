import type { Format, FormatSettings, InputFile, Resemblance, SpliceTask, Split } from '../core/format.js';
import type { Provenance } from '../core/provenance.js';
import { PROVENANCE_COLUMNS, provenanceCells } from '../core/provenance.js';
import type { ReadItem } from '../core/record.js';
import { gzipMember } from './compression/gzip.js';
import {
  type Codec,
  type FormatWords,
  outputEnding,
  provenanceWhere,
  withCodecs,
} from './compression/index.js';
import { quotedCell } from './delimited.js';
import { excerptOf, inputChanged, unreadable } from './fault.js';
import { looksDelimited } from './head.js';
import { type OutputBuffer, Outputs } from './outputs.js';
import { createRowReader, emptyRows, type Row } from './row.js';
import { itemsOfTable, type TableHeader, type TableKind, type TableRow } from './table-items.js';
import { itemOfRow } from './text-record.js';

const COMMA = 0x2c;
const SEMICOLON = 0x3b;
const TAB = 0x09;
const BAR = 0x7c;

/** Delimiters of `.csv` files: spreadsheets write semicolons in locales with a decimal comma. */
const CSV: TableKind = { delimiters: [COMMA, SEMICOLON, TAB, BAR], hasLooseQuotes: false };
const TSV: TableKind = { delimiters: [TAB], hasLooseQuotes: true };

const looksLikeTsv = (head: Buffer): Resemblance => (looksDelimited(head, '\t') ? 'surely' : 'no');
/** If lines contain tabs too, the tabs delimit. */
const looksLikeCsv = (head: Buffer): Resemblance =>
  looksDelimited(head, ',') && !looksDelimited(head, '\t') ? 'surely' : 'no';

/** Plain and with each codec. */
export const CSV_FORMATS = withCodecs(
  { id: 'csv', title: 'CSV', extensions: ['.csv'], looksLike: looksLikeCsv },
  (words, codec) => defineTable(CSV, '.csv', words, codec),
);
export const TSV_FORMATS = withCodecs(
  { id: 'tsv', title: 'TSV', extensions: ['.tsv'], looksLike: looksLikeTsv },
  (words, codec) => defineTable(TSV, '.tsv', words, codec),
);

/** Delimited text with a header. One split per file, since only reading shows which newlines are inside quotes. */
function defineTable(kind: TableKind, ending: string, words: FormatWords, codec: Codec | null): Format {
  return {
    ...words,
    modality: 'text',
    provenanceIn: provenanceWhere('columns', codec),
    plan: async (input) => [{ start: 0, end: input.sizeBytes, firstLine: 1 }],
    read: (input, split, settings) => read(input, split, settings, codec, kind),
    splice: {
      extension: outputEnding(ending, codec),
      header: (input, settings) => header(input, settings, codec, kind),
      write: (task) => write(task, codec, kind),
    },
  };
}

async function* read(
  input: InputFile,
  split: Split,
  settings: FormatSettings,
  codec: Codec | null,
  kind: TableKind,
): AsyncGenerator<ReadItem[], void, void> {
  const rowReader = createRowReader(settings.columns);
  let named = rowsNamed([]);
  let ordinal = 0;
  for await (const part of itemsOfTable(input, split, settings, codec, kind)) {
    if (part.kind === 'header') named = rowsNamed(part.names);
    else if (part.kind === 'lost')
      yield [unreadable(ordinal++, input.source, part.position, part.code, part.message, part.excerpt)];
    else
      yield part.rows.map((row) => {
        const position = { line: row.line, byte: row.at };
        const excerpt = () => excerptOf(part.bytes.subarray(row.start, row.end));
        return itemOfRow(rowReader, named(row), input, ordinal++, position, excerpt);
      });
  }
}

/** Turns cells into rows by column name. Of columns with the same name, the first counts. */
function rowsNamed(names: readonly string[]): (row: TableRow) => Row {
  const emptyRow = emptyRows(names);
  return (row) => {
    const values = emptyRow();
    for (let index = names.length - 1; index >= 0; index--) values[names[index]!] = row.cells[index]!;
    return values;
  };
}

async function header(
  input: InputFile,
  settings: FormatSettings,
  codec: Codec | null,
  kind: TableKind,
): Promise<Uint8Array | null> {
  // A table without a header stays one.
  if (settings.reading?.header !== undefined) return null;
  const split = { start: 0, end: input.sizeBytes };
  for await (const part of itemsOfTable(input, split, settings, codec, kind)) {
    if (part.kind !== 'header') return null;
    const delimiter = String.fromCharCode(part.delimiter);
    const line = `${keptHeader(part)}${delimiter}${PROVENANCE_COLUMNS.join(delimiter)}${lineEnd(part.bytes) || '\n'}`;
    const bytes = Buffer.from(line);
    return codec !== null ? gzipMember(bytes) : bytes;
  }
  return null;
}

function keptHeader(part: TableHeader): string {
  const kept = keptCells(part.names);
  if (kept === null) return part.bytes.toString('utf8', 0, part.bytes.length - lineEnd(part.bytes).length);
  const delimiter = String.fromCharCode(part.delimiter);
  return kept.map((index) => quotedCell(part.names[index]!, delimiter)).join(delimiter);
}

/** Indexes of the columns to keep, without those that an earlier run added; null if all stay. */
function keptCells(names: readonly string[]): readonly number[] | null {
  const ours: readonly string[] = PROVENANCE_COLUMNS;
  if (!names.some((name) => ours.includes(name))) return null;
  return names.map((_, index) => index).filter((index) => !ours.includes(names[index]!));
}

async function write(
  { input, split, settings, provenanceOf, sinkOf }: SpliceTask,
  codec: Codec | null,
  kind: TableKind,
): Promise<undefined> {
  const outputs = new Outputs(sinkOf, codec !== null);
  let kept: readonly number[] | null = null;
  let delimiter = ',';
  let ordinal = 0;
  for await (const part of itemsOfTable(input, split, settings, codec, kind)) {
    if (part.kind === 'header') {
      kept = keptCells(part.names);
      delimiter = String.fromCharCode(part.delimiter);
    } else if (part.kind === 'lost') {
      if (provenanceOf(ordinal++) !== null) throw inputChanged(input, part.message);
    } else {
      for (const row of part.rows) {
        const provenance = provenanceOf(ordinal++);
        if (provenance !== null)
          spliceRow(outputs.of(provenance.decision), part.bytes, row, kept, delimiter, provenance);
      }
      await outputs.flush();
    }
  }
  await outputs.close();
}

/** Writes the row's own bytes, with the provenance cells before its line end. */
function spliceRow(
  output: OutputBuffer,
  bytes: Buffer,
  row: TableRow,
  kept: readonly number[] | null,
  delimiter: string,
  provenance: Provenance,
): void {
  const end = lineEnd(bytes.subarray(row.start, row.end));
  if (kept === null) output.copy(bytes, row.start, row.end - end.length);
  else output.text(kept.map((index) => quotedCell(row.cells[index]!, delimiter)).join(delimiter));
  const cells = provenanceCells(provenance).map((cell) => quotedCell(cell, delimiter));
  output.text(`${delimiter}${cells.join(delimiter)}${end || '\n'}`);
}

function lineEnd(bytes: Buffer): '\r\n' | '\n' | '' {
  if (bytes.at(-1) !== 0x0a) return '';
  return bytes.at(-2) === 0x0d ? '\r\n' : '\n';
}
