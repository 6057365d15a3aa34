import { isUtf8 } from 'node:buffer';
import { parse } from 'csv-parse/sync';
import type { FileCopier, InputFile } from '../core/format.js';
import type { Provenance } from '../core/provenance.js';
import type { UnreadableCode } from '../core/record.js';
import { loaderHazard } from './json-hazards.js';
import type { Row } from './row.js';
import { contentOf } from './whole-files.js';

/** Tables of pictures' metadata, as Hugging Face's imagefolder reads them. */
export const PICTURE_TABLES = ['metadata.jsonl', 'metadata.csv'];

/** Tables are held in memory; a row has some 200 bytes. */
const MAX_TABLE_BYTES = 256 * 1024 * 1024;

interface RowFault {
  readonly code: UnreadableCode;
  readonly message: string;
}

/** A row about a picture, and its text in the table, with its line end. */
interface TableRow {
  readonly table: InputFile;
  readonly line: number;
  /** Names of the pictures, below the root. */
  readonly pictures: readonly string[];
  readonly row: Row;
  readonly written: string;
  /** Why a loader would refuse the table for this row. */
  readonly fault: RowFault | null;
}

/** The rows of all tables of a folder. */
export class PictureTables {
  private readonly byPicture = new Map<string, TableRow>();
  private readonly headers = new Map<InputFile, string>();
  private readonly chosen = new Map<string, { readonly row: TableRow; readonly decision: string }[]>();
  /** Tables and lines that cannot be read, and rows that are about no picture or a second one about the same. */
  readonly faults: (RowFault & { readonly table: InputFile; readonly line: number })[] = [];
  private readonly rows: TableRow[] = [];

  static async of(tables: readonly InputFile[]): Promise<PictureTables> {
    const all = new PictureTables();
    for (const table of tables) await all.addTable(table);
    return all;
  }

  /** Why the row about a picture must not be written, if so. */
  faultOf(picture: string): RowFault | null {
    return this.byPicture.get(picture)?.fault ?? null;
  }

  /** The row about a picture, if any. */
  rowOf(picture: string): Row | undefined {
    return this.byPicture.get(picture)?.row;
  }

  /** Rows that name no picture of the folder. */
  *withoutPicture(pictures: ReadonlySet<string>): Generator<TableRow> {
    for (const row of this.rows) if (!row.pictures.some((name) => pictures.has(name))) yield row;
  }

  /** Chooses a picture's row for the tables of a decision. */
  choose(picture: string, decision: Provenance['decision']): void {
    const row = this.byPicture.get(picture);
    if (row === undefined) return;
    const list = this.chosen.get(row.table.name) ?? [];
    list.push({ row, decision });
    this.chosen.set(row.table.name, list);
  }

  /** Writes the chosen rows, in their order, to tables of the same names. */
  write(copy: FileCopier): void {
    for (const [name, rows] of this.chosen)
      for (const decision of new Set(rows.map((one) => one.decision))) {
        const own = new Set(rows.filter((one) => one.decision === decision).map(({ row }) => row));
        const ordered = [...own].sort((a, b) => a.line - b.line);
        const header = this.headers.get(ordered[0]!.table) ?? '';
        copy(decision, name, Buffer.from(header + ordered.map(({ written }) => written).join('')));
      }
  }

  private async addTable(table: InputFile): Promise<void> {
    const fault = (code: UnreadableCode, message: string) =>
      void this.faults.push({ table, line: 1, code, message });
    if (table.sizeBytes > MAX_TABLE_BYTES)
      return fault(
        'record-too-long',
        `The table has ${table.sizeBytes} bytes; the limit is ${MAX_TABLE_BYTES}. Its pictures were read without its rows; outputs lack it.`,
      );
    const content = await contentOf(table);
    if ('code' in content) return fault(content.code, content.message);
    if (!table.name.toLowerCase().endsWith('.csv')) return this.addLines(table, content.bytes);
    if (!isUtf8(content.bytes)) return fault('invalid-utf8', 'The table is not valid UTF-8.');
    this.addCsv(table, content.bytes.toString('utf8'));
  }

  private addLines(table: InputFile, bytes: Buffer): void {
    let line = 0;
    for (let start = 0, end = 0; start < bytes.length; start = end) {
      const feed = bytes.indexOf(0x0a, start);
      end = feed < 0 ? bytes.length : feed + 1;
      this.addLine(table, ++line, bytes.subarray(start, end));
    }
  }

  private addLine(table: InputFile, line: number, bytes: Buffer): void {
    const fault = (code: UnreadableCode, message: string) =>
      void this.faults.push({ table, line, code, message });
    if (!isUtf8(bytes)) return fault('invalid-utf8', 'The line is not valid UTF-8.');
    const text = bytes.toString('utf8').replace(/^\ufeff/, '');
    const json = text.trim();
    if (json === '') return;
    let row: unknown;
    try {
      row = JSON.parse(json);
    } catch (error) {
      return fault('malformed-json', `The line is not JSON: ${(error as Error).message}`);
    }
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      return fault('not-an-object', 'The line is no object.');
    this.add(table, line, row as Row, text.endsWith('\n') ? text : `${text}\n`, loaderHazard(json, row));
  }

  private addCsv(table: InputFile, text: string): void {
    try {
      const records = parse(text, {
        raw: true,
        info: true,
        bom: true,
        skip_empty_lines: true,
      }) as unknown as { record: string[]; raw: string; info: { lines: number } }[];
      const [head, ...rows] = records;
      if (head === undefined) return;
      const lineEnd = head.raw.endsWith('\r') ? '\r\n' : '\n';
      // The parser gives rows with the first character of their line end, or without one.
      const whole = (raw: string): string => raw.replace(/[\r\n]$/, '') + lineEnd;
      this.headers.set(table, whole(head.raw));
      for (const { record, raw, info } of rows) {
        const row = Object.fromEntries(head.record.map((name, index) => [name, record[index]]));
        this.add(table, info.lines, row, whole(raw), null);
      }
    } catch (error) {
      this.faults.push({
        table,
        line: 1,
        code: 'malformed-csv',
        message: `The table is not CSV: ${(error as Error).message}`,
      });
    }
  }

  private add(table: InputFile, line: number, row: Row, written: string, fault: RowFault | null): void {
    const named = Object.entries(row).filter(
      ([name, value]) => (name === 'file_name' || name.endsWith('_file_name')) && typeof value === 'string',
    );
    if (named.length === 0)
      return void this.faults.push({
        table,
        line,
        code: 'missing-image',
        message: 'The row has no file_name.',
      });
    const folder = table.name.slice(0, table.name.lastIndexOf('/') + 1);
    const pictures = named.map(
      ([, name]) => folder + (name as string).replaceAll('\\', '/').replace(/^\.\//, ''),
    );
    const own: TableRow = { table, line, pictures, row, written, fault };
    this.rows.push(own);
    for (const picture of pictures) {
      const first = this.byPicture.get(picture);
      if (first === undefined) this.byPicture.set(picture, own);
      else
        this.faults.push({
          table,
          line,
          code: 'duplicate-key',
          message: `The row is about ${picture}, as is line ${first.line} of ${first.table.name}, which counts.`,
        });
    }
  }
}
