import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { FileCopier, InputFile } from '../core/format.js';
import type { Provenance } from '../core/provenance.js';
import type { Row } from './row.js';

/** Tables of pictures' metadata, as Hugging Face's imagefolder reads them. */
export const PICTURE_TABLES = ['metadata.jsonl', 'metadata.csv'];

/** A row about a picture, and its bytes in the table. */
interface TableRow {
  readonly table: InputFile;
  readonly line: number;
  /** Names of the pictures, below the root. */
  readonly pictures: readonly string[];
  readonly row: Row;
  readonly written: string;
}

/** The rows of all tables of a folder. */
export class PictureTables {
  private readonly byPicture = new Map<string, TableRow>();
  private readonly headers = new Map<InputFile, string>();
  private readonly chosen = new Map<string, { readonly row: TableRow; readonly decision: string }[]>();
  /** Lines that are no rows, or name no picture. */
  readonly faults: { readonly table: InputFile; readonly line: number; readonly message: string }[] = [];
  private readonly rows: TableRow[] = [];

  static async of(tables: readonly InputFile[]): Promise<PictureTables> {
    const all = new PictureTables();
    for (const table of tables) {
      const text = await readFile(table.path, 'utf8');
      if (table.name.toLowerCase().endsWith('.csv')) all.addCsv(table, text);
      else all.addLines(table, text);
    }
    return all;
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
        copy(decision, name, Buffer.from(header + ordered.map(({ written }) => `${written}\n`).join('')));
      }
  }

  private addLines(table: InputFile, text: string): void {
    for (const [index, written] of text.split('\n').entries()) {
      const line = written.replace(/\r$/, '');
      if (line.trim() === '') continue;
      try {
        this.add(table, index + 1, JSON.parse(index === 0 ? line.replace(/^\ufeff/, '') : line), line);
      } catch (error) {
        this.faults.push({
          table,
          line: index + 1,
          message: `The line is not JSON: ${(error as Error).message}`,
        });
      }
    }
  }

  private addCsv(table: InputFile, text: string): void {
    try {
      const found: { record: Row; raw: string; info: { lines: number } }[] = parse(text, {
        columns: true,
        raw: true,
        info: true,
        bom: true,
        skip_empty_lines: true,
      });
      this.headers.set(table, `${text.slice(0, text.indexOf('\n')).replace(/\r$/, '')}\n`);
      for (const { record, raw, info } of found)
        this.add(table, info.lines, record, raw.replace(/\r?\n$/, ''));
    } catch (error) {
      this.faults.push({ table, line: 1, message: `The table is not CSV: ${(error as Error).message}` });
    }
  }

  private add(table: InputFile, line: number, row: unknown, written: string): void {
    const fault = (message: string) => this.faults.push({ table, line, message });
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      return void fault('The line is no object.');
    const named = Object.entries(row).filter(
      ([name, value]) => (name === 'file_name' || name.endsWith('_file_name')) && typeof value === 'string',
    );
    if (named.length === 0) return void fault('The row has no file_name.');
    const folder = table.name.slice(0, table.name.lastIndexOf('/') + 1);
    const pictures = named.map(
      ([, name]) => folder + (name as string).replaceAll('\\', '/').replace(/^\.\//, ''),
    );
    const own: TableRow = { table, line, pictures, row: row as Row, written };
    this.rows.push(own);
    for (const picture of pictures) if (!this.byPicture.has(picture)) this.byPicture.set(picture, own);
  }
}
