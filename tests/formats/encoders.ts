import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';

/** The fields of one record before it is written in a format. */
export interface PlainRecord {
  readonly id: string;
  readonly text: string;
  readonly source: string;
  readonly url: string | null;
  readonly date: string | null;
  readonly language: string | null;
  readonly label: string | null;
}

export const NAMES = ['id', 'text', 'source', 'url', 'date', 'language', 'label'] as const;

const cell = (value: string | null): string => `"${(value ?? '').replaceAll('"', '""')}"`;

export const jsonLines = (records: readonly PlainRecord[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

/** As programs write it for people. */
export const jsonList = (records: readonly PlainRecord[]): string => JSON.stringify(records, null, 2);

export const table = (records: readonly PlainRecord[], delimiter: string): string =>
  [NAMES, ...records.map((record) => NAMES.map((name) => cell(record[name])))]
    .map((row) => `${row.join(delimiter)}\n`)
    .join('');

export const textParquet = (records: readonly PlainRecord[]): Buffer =>
  Buffer.from(
    parquetWriteBuffer({
      columnData: NAMES.map((name) => ({
        name,
        data: records.map((record) => record[name]),
        type: 'STRING' as const,
        nullable: true,
      })),
      rowGroupSize: 3,
    }),
  );

/** Pictures as `{bytes, path}` beside columns of strings, as Hugging Face's data sets have them. */
export function imageParquet(
  rows: readonly {
    readonly image: { readonly bytes: Uint8Array | null; readonly path: string | null } | null;
    readonly [column: string]: unknown;
  }[],
  rowGroupSize = 3,
): Buffer {
  const names = Object.keys(rows[0]!);
  const string = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const;
  return Buffer.from(
    parquetWriteBuffer({
      schema: [
        { name: 'root', num_children: names.length },
        ...names.flatMap((name): SchemaElement[] =>
          name === 'image'
            ? [
                { name, num_children: 2, repetition_type: 'OPTIONAL' },
                { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
                { name: 'path', ...string },
              ]
            : [{ name, ...string }],
        ),
      ],
      columnData: names.map((name) => ({ name, data: rows.map((row) => row[name] ?? null) })),
      rowGroupSize,
      codec: 'UNCOMPRESSED',
    }),
  );
}
