import { execFileSync } from 'node:child_process';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { png, tar, textChunk } from '../image/fixtures.js';
import { COMPRESSORS } from './compressors.js';
import { CODECS, duckdbParquet } from './duckdb-parquet.js';
import { imageParquet, jsonLines, jsonList, type PlainRecord, table, textParquet } from './encoders.js';
import type { TestFolder } from './support.js';
import { wet } from './warcs.js';

/** Facts about a format that only tests need. */
export interface Example {
  /** Encodes a corpus of texts; absent for images and for formats with one record per file. */
  readonly write?: (records: readonly PlainRecord[]) => Uint8Array;
  /** Whole files for the fuzzer to break; by default the corpus written by `write`. */
  readonly seeds?: (folder: TestFolder) => Promise<readonly Buffer[]> | readonly Buffer[];
  /** Whether the last record of a cut-off file may be read as a shorter one. */
  readonly mayEndShort?: boolean;
  /** Whether a cut-off file always ends in an unreadable item. */
  readonly noticesCuts?: boolean;
}

const codecs = Object.entries(COMPRESSORS).map(([id, { compress }]) => [`warc-${id}`, compress] as const);

const picture = png({ width: 8, height: 8, before: [textChunk('parameters', 'a cat')] });

/** By id of format. A new format is an entry here, for the conformance suite and the fuzzer. */
export const EXAMPLES: { readonly [format: string]: Example } = {
  ...compressible('jsonl', jsonLines),
  ...compressible('json', jsonList, { seeds: jsonSeeds, noticesCuts: true }),
  ...compressible('csv', (records) => table(records, ','), { mayEndShort: true }),
  ...compressible('tsv', (records) => table(records, '\t'), { mayEndShort: true }),
  ...Object.fromEntries(
    [['warc', (bytes: Buffer) => bytes] as const, ...codecs].map(([id, compress]) => [
      id,
      { seeds: () => [compress(wet(['first text', 'second text']))] },
    ]),
  ),
  parquet: { write: textParquet, seeds: parquetSeeds, noticesCuts: true },
  text: { seeds: () => [Buffer.from('Words in a file, Grüße.\n')] },
  images: { seeds: () => [picture] },
  webdataset: {
    seeds: () => [
      tar([
        ['a/1.png', picture],
        ['a/1.json', '{"id":"one"}'],
        ['a/2.png', picture],
        ['a/2.cls', '3'],
      ]),
    ],
  },
  'webdataset-text': {
    seeds: () => [
      tar([
        ['a/1.txt', 'first text'],
        ['a/1.json', '{"source":"web"}'],
        ['a/2.json', '{"text":"second text"}'],
        ['a/3.bin', 'x'],
      ]),
    ],
  },
  'parquet-images': { seeds: imageSeeds },
};

const CORPUS = ['first text', 'second\n"text", quoted', 'Grüße 世界', 'x'.repeat(300), ''].map(
  (text, at) => ({
    id: `${at}`,
    text,
    source: `source ${at % 2}`,
    url: at === 1 ? 'https://example.org' : null,
    date: at === 2 ? '2020-01-01' : null,
    language: null,
    label: at === 3 ? 'human' : null,
  }),
);

/** Valid files of a format. */
export async function seedsOf(formatId: string, folder: TestFolder): Promise<readonly Buffer[]> {
  const { seeds, write } = EXAMPLES[formatId]!;
  return seeds === undefined ? [Buffer.from(write!(CORPUS))] : seeds(folder);
}

/** A list, one in an object, objects one after another, and with odd elements. */
function jsonSeeds(): readonly Buffer[] {
  const list = JSON.stringify(CORPUS);
  return [
    jsonList(CORPUS),
    list,
    `{"version": "1.1", "data": ${list}, "more": [1, {"a": "]"}]}\n`,
    CORPUS.map((record) => JSON.stringify(record, null, 1)).join('\n'),
    `[{"text":"a"}, 3, "x", [1], null, {"text": bad}, {"text":"]}\\"["},]`,
  ].map((text) => Buffer.from(text));
}

/** A format of text, plain and compressed. */
function compressible(
  id: string,
  encode: (records: readonly PlainRecord[]) => string,
  plain: Partial<Example> = {},
): { readonly [format: string]: Example } {
  const compressed = Object.entries(COMPRESSORS).map(([codec, { compress, program }]): [string, Example] => {
    const write = (records: readonly PlainRecord[]) => compress(Buffer.from(encode(records)));
    const seeds = () => [
      write(CORPUS),
      byProgram(program, encode(Array(20).fill(CORPUS).flat())) ?? write(CORPUS.slice(0, 2)),
    ];
    // A cut between two frames shows only where the content needs an end.
    const noticesCuts = codec === 'zstd' ? plain.noticesCuts : true;
    return [`${id}-${codec}`, { ...plain, write, seeds, noticesCuts }];
  });
  return {
    [id]: { ...plain, write: (records) => Buffer.from(encode(records)) },
    ...Object.fromEntries(compressed),
  };
}

/** Null where the program is not installed. */
function byProgram(program: string, text: string): Buffer | null {
  try {
    return execFileSync(program, ['-9', '-q', '-c'], { input: text });
  } catch {
    return null;
  }
}

/** With each codec and encoding that the writers have. */
async function parquetSeeds(folder: TestFolder): Promise<readonly Buffer[]> {
  const texts = Array.from({ length: 60 }, (_, at) =>
    at % 9 === 4 ? null : `text ${at % 5} ${'word '.repeat(at % 7)}`,
  );
  const ids = texts.map((_, at) => BigInt(at));
  const seeds = [textParquet(CORPUS)];
  for (const codec of ['UNCOMPRESSED', 'SNAPPY'] as const)
    for (const encoding of [
      'PLAIN',
      'RLE_DICTIONARY',
      'DELTA_LENGTH_BYTE_ARRAY',
      'DELTA_BYTE_ARRAY',
    ] as const)
      seeds.push(
        Buffer.from(
          parquetWriteBuffer({
            columnData: [
              { name: 'text', data: texts, type: 'STRING', nullable: true, encoding },
              { name: 'id', data: ids, type: 'INT64' },
            ],
            rowGroupSize: 20,
            codec,
          }),
        ),
      );
  for (const codec of CODECS)
    for (const version of ['V1', 'V2'] as const)
      for (const content of ['rows', 'chats'] as const)
        seeds.push(await duckdbParquet(folder, content, codec, version, 60));
  return seeds;
}

/** Pictures as bytes and as `{bytes, path}`, some missing. */
function imageSeeds(): readonly Buffer[] {
  const bytes = Array.from({ length: 30 }, (_, at) => (at % 7 === 3 ? null : picture));
  const captions = {
    name: 'caption',
    data: bytes.map((_, at) => `${at}`),
    type: 'STRING' as const,
    nullable: true,
  };
  const flat = {
    columnData: [{ name: 'image', data: bytes, type: 'BYTE_ARRAY' as const, nullable: true }, captions],
  };
  return [
    Buffer.from(parquetWriteBuffer({ ...flat, rowGroupSize: 10, codec: 'UNCOMPRESSED' })),
    Buffer.from(parquetWriteBuffer({ ...flat, rowGroupSize: 10, codec: 'SNAPPY' })),
    imageParquet(
      bytes.map((one, at) => ({ image: { bytes: one, path: `${at}.png` }, caption: `${at}` })),
      10,
    ),
  ];
}
