import type { Format, FormatSettings, InputFile, Resemblance, SpliceTask, Split } from '../core/format.js';
import type { Provenance } from '../core/provenance.js';
import { PROVENANCE_COLUMNS, provenanceCells } from '../core/provenance.js';
import type { ReadItem } from '../core/record.js';
import { type Compression, isPackedAgain, outputEnding, provenanceWhere } from './compression.js';
import { quotedCell } from './delimited.js';
import { excerptOf, inputChanged, unreadable } from './fault.js';
import { gzipMember } from './gzip.js';
import { insideGzip, looksDelimited } from './head.js';
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

export const [csv, csvGzip, csvZstd] = defineTables(CSV, 'csv', 'CSV', looksLikeCsv);
export const [tsv, tsvGzip, tsvZstd] = defineTables(TSV, 'tsv', 'TSV', looksLikeTsv);

/** Plain, gzip and Zstandard. */
function defineTables(
  kind: TableKind,
  id: string,
  title: string,
  looksLike: (head: Buffer) => Resemblance,
): readonly [Format, Format, Format] {
  const ending = `.${id}`;
  return [
    defineTable(kind, ending, 'none', { id, title, extensions: [ending], looksLike }),
    defineTable(kind, ending, 'gzip', {
      id: `${id}-gzip`,
      title: `${title}, gzip`,
      extensions: [`${ending}.gz`],
      looksLike: insideGzip(looksLike),
    }),
    defineTable(kind, ending, 'zstd', {
      id: `${id}-zstd`,
      title: `${title}, Zstandard`,
      extensions: [`${ending}.zst`, `${ending}.zstd`],
    }),
  ];
}

/** Delimited text with a header. One split per file, since only reading shows which newlines are inside quotes. */
function defineTable(
  kind: TableKind,
  ending: string,
  compression: Compression,
  words: Pick<Format, 'id' | 'title' | 'extensions' | 'looksLike'>,
): Format {
  return {
    ...words,
    modality: 'text',
    provenanceIn: provenanceWhere('columns', compression),
    plan: async (input) => [{ start: 0, end: input.sizeBytes, firstLine: 1 }],
    read: (input, split, settings) => read(input, split, settings, compression, kind),
    splice: {
      extension: outputEnding(ending, compression),
      header: (input, settings) => header(input, settings, compression, kind),
      write: (task) => write(task, compression, kind),
    },
  };
}

async function* read(
  input: InputFile,
  split: Split,
  settings: FormatSettings,
  compression: Compression,
  kind: TableKind,
): AsyncGenerator<ReadItem[], void, void> {
  const rowReader = createRowReader(settings.columns);
  let named = rowsNamed([]);
  let ordinal = 0;
  for await (const part of itemsOfTable(input, split, settings, compression, kind)) {
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
  compression: Compression,
  kind: TableKind,
): Promise<Uint8Array | null> {
  const split = { start: 0, end: input.sizeBytes };
  for await (const part of itemsOfTable(input, split, settings, compression, kind)) {
    if (part.kind !== 'header') return null;
    const delimiter = String.fromCharCode(part.delimiter);
    const line = `${keptHeader(part)}${delimiter}${PROVENANCE_COLUMNS.join(delimiter)}${lineEnd(part.bytes) || '\n'}`;
    const bytes = Buffer.from(line);
    return isPackedAgain(compression) ? gzipMember(bytes) : bytes;
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
  compression: Compression,
  kind: TableKind,
): Promise<undefined> {
  const outputs = new Outputs(sinkOf, isPackedAgain(compression));
  let kept: readonly number[] | null = null;
  let delimiter = ',';
  let ordinal = 0;
  for await (const part of itemsOfTable(input, split, settings, compression, kind)) {
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
