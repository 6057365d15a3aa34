import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import xxhash from 'xxhash-wasm';
import {
  DEFAULT_FORMAT_SETTINGS,
  type Format,
  type FormatSettings,
  type InputFile,
  type Provenance,
} from '../../src/core/format.js';
import type { ReadItem } from '../../src/core/record.js';

/** What a corpus says of one record, before it is written in some format. */
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

/** A folder that is gone after the test. */
export class TestFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'freckle-formats-'));
  private count = 0;

  write(extension: string, bytes: Uint8Array | string): InputFile {
    const name = `input-${this.count++}${extension}`;
    const path = join(this.path, name);
    writeFileSync(path, bytes);
    return { path, name, source: name, sizeBytes: statSync(path).size };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

const { h64Raw } = await xxhash();

/** Zstandard with stored blocks: valid, and made without a compressor. `frames` of at most `blockBytes` per block. */
export function storedZstd(bytes: Uint8Array, frames = 2, blockBytes = 1000): Buffer {
  const parts: Buffer[] = [];
  const frameBytes = Math.max(1, Math.ceil(bytes.length / frames));
  for (let start = 0; start < bytes.length || parts.length === 0; start += frameBytes) {
    const content = Buffer.from(bytes.subarray(start, start + frameBytes));
    // Checksum flag, no content size, a window of 128 KB.
    parts.push(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x38]));
    for (let at = 0; at < content.length || at === 0; at += blockBytes) {
      const block = content.subarray(at, at + blockBytes);
      const header = Buffer.alloc(3);
      header.writeUIntLE((at + blockBytes >= content.length ? 1 : 0) | (block.length << 3), 0, 3);
      parts.push(header, block);
    }
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32LE(Number(h64Raw(content) & 0xffffffffn));
    parts.push(checksum);
  }
  return Buffer.concat(parts);
}

const cell = (value: string | null): string => `"${(value ?? '').replaceAll('"', '""')}"`;

const jsonLines = (records: readonly PlainRecord[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

const table = (records: readonly PlainRecord[], delimiter: string): string =>
  [NAMES, ...records.map((record) => NAMES.map((name) => cell(record[name])))]
    .map((row) => `${row.join(delimiter)}\n`)
    .join('');

/** Encoders of a corpus by id of format. Folders of texts are written by their own test. */
export const WRITERS: { readonly [format: string]: (records: readonly PlainRecord[]) => Uint8Array } = {
  jsonl: (records) => Buffer.from(jsonLines(records)),
  'jsonl-gzip': (records) => gzipSync(jsonLines(records)),
  'jsonl-zstd': (records) => storedZstd(Buffer.from(jsonLines(records))),
  csv: (records) => Buffer.from(table(records, ',')),
  'csv-gzip': (records) => gzipSync(table(records, ',')),
  'csv-zstd': (records) => storedZstd(Buffer.from(table(records, ','))),
  tsv: (records) => Buffer.from(table(records, '\t')),
  'tsv-gzip': (records) => gzipSync(table(records, '\t')),
  'tsv-zstd': (records) => storedZstd(Buffer.from(table(records, '\t'))),
  parquet: (records) =>
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
    ),
};

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

export const settings = (changes: Partial<FormatSettings> = {}): FormatSettings => ({
  ...DEFAULT_FORMAT_SETTINGS,
  ...changes,
});

/** All items of all splits; checks what every reader promises: ordinals count from 0 without gaps. */
export async function readAll(format: Format, input: InputFile, using = settings()): Promise<ReadItem[]> {
  const items: ReadItem[] = [];
  for (const split of await format.plan(input, using)) {
    let ordinal = 0;
    for await (const batch of format.read(input, split, using))
      for (const item of batch) {
        if (item.ordinal !== ordinal++) throw new Error(`ordinal ${item.ordinal} stands at ${ordinal - 1}`);
        items.push(item);
      }
  }
  return items;
}

/** The item without what depends on how it was cut, and on the format. */
export function contentOf(item: ReadItem): unknown {
  if (item.modality !== 'text') return item.modality;
  const { ordinal: _ordinal, position: _position, ...content } = item;
  return content;
}

export const provenanceFor = (ordinal: number, decision = 'admit'): Provenance => ({
  source: 'a "source", with signs',
  position: `input:${ordinal}`,
  contentHash: '0123456789abcdef',
  decision,
  reasons: ['short-text', 'few-words'],
  origin: 'synthetic',
  evidence: ['declared/columns=synthetic', 'traces/chat-template=mixed'],
});

export interface Spliced {
  /** By decision, header first. */
  readonly bytes: Map<string, Buffer>;
  readonly copies: Map<string, Uint8Array>;
}

/** Reads and splices all splits; `decide` gives the decision of a record. */
export async function spliceAll(
  format: Format,
  input: InputFile,
  decide: (item: ReadItem) => string = () => 'admit',
  using = settings(),
): Promise<Spliced> {
  const splice = format.splice;
  if (splice === undefined) throw new Error(`${format.id} does not splice`);
  const parts = new Map<string, Buffer[]>();
  const copies = new Map<string, Uint8Array>();
  const header = await splice.header?.(input, using);
  for (const split of await format.plan(input, using)) {
    const items: ReadItem[] = [];
    for await (const batch of format.read(input, split, using)) items.push(...batch);
    await splice.write(
      input,
      split,
      using,
      (ordinal) => {
        const item = items[ordinal];
        if (item === undefined) throw new Error(`splice asks for item ${ordinal} of ${items.length}`);
        return item.modality === 'unreadable' ? null : provenanceFor(ordinal, decide(item));
      },
      (decision) => ({
        write: (bytes) => {
          const known = parts.get(decision) ?? (header ? [Buffer.from(header)] : []);
          parts.set(decision, [...known, Buffer.from(bytes)]);
        },
      }),
      (decision, name, bytes) => copies.set(`${decision}/${name}`, bytes),
    );
  }
  const bytes = new Map([...parts].map(([decision, pieces]) => [decision, Buffer.concat(pieces)]));
  return { bytes, copies };
}
