import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Format } from '../../src/core/format.js';
import type { ReadItem } from '../../src/core/record.js';
import { FORMATS, formatById } from '../../src/formats/index.js';
import { png, tar, textChunk } from '../image/fixtures.js';
import { CODECS, duckdbParquet } from './duckdb-parquet.js';
import { imageParquet, readAll, settings, spliceAll, storedZstd, TestFolder, WRITERS } from './support.js';

/** Mulberry32 (Tommy Ettinger, public domain): the same seed gives the same mutations. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface FuzzCounts {
  cases: number;
  records: number;
  /** Unreadable items by code. */
  readonly unreadable: Map<string, number>;
  slowestMs: number;
}

/** Interesting stretches to put into files of lines. */
const SNIPPETS = [
  '"',
  '""',
  '\\',
  '\\u',
  '\\ud800',
  '{',
  '}',
  '[',
  ']',
  ',',
  '\n',
  '\r\n',
  '\r',
  '\0',
  '\ufeff',
  '\t',
  ';',
  '[[[[[[[[[[[[[[[[',
  '{"a":{"a":{"a":',
  '1e999999',
  '-0',
  '99999999999999999999999999',
  '"__proto__":',
  '"freckle":{"a":1},',
  '"\\u0066reckle":1,',
  ',"text":null',
  '"messages":[{"content":[]}],',
  '\xff\xfe',
].map((snippet) => Buffer.from(snippet, 'latin1'));

const EXTREMES = [0, 1, 0x7f, 0x80, 0xff];

/** One to four changes: flipped bits, extreme bytes, cuts, copies, insertions. */
export function mutate(bytes: Buffer, random: () => number): Buffer {
  let mutant = Buffer.from(bytes);
  const below = (limit: number) => Math.floor(random() * limit);
  for (let left = 1 + below(4); left > 0; left--) {
    if (mutant.length === 0) return mutant;
    // Footers and headers hold the claims: half of all changes go to the ends.
    const near = Math.min(mutant.length, 200);
    const spot = below(4);
    const at = spot === 0 ? below(near) : spot === 1 ? mutant.length - 1 - below(near) : below(mutant.length);
    const length = below(Math.min(64, mutant.length - at) + 1);
    switch (below(7)) {
      case 0:
        mutant[at]! ^= 1 << below(8);
        break;
      case 1:
        mutant[at] = EXTREMES[below(EXTREMES.length)]!;
        break;
      case 2:
        mutant = mutant.subarray(0, at);
        break;
      case 3:
        mutant = Buffer.concat([mutant.subarray(0, at), mutant.subarray(at + length)]);
        break;
      case 4:
        mutant = Buffer.concat([mutant.subarray(0, at + length), mutant.subarray(at)]);
        break;
      case 5:
        mutant = Buffer.concat([
          mutant.subarray(0, at),
          SNIPPETS[below(SNIPPETS.length)]!,
          mutant.subarray(at),
        ]);
        break;
      default:
        for (let index = 0; index < length; index++) mutant[at + index] = below(256);
    }
  }
  return mutant;
}

const records = ['first text', 'second\n"text", quoted', 'Grüße 世界', 'x'.repeat(300), ''].map(
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

/** Valid files that mutants come from. */
async function seedsOf(format: Format, folder: TestFolder): Promise<Buffer[]> {
  if (format.id === 'text') return [Buffer.from('Words in a file, Grüße.\n')];
  const picture = png({ width: 8, height: 8, before: [textChunk('parameters', 'a cat')] });
  if (format.id === 'images') return [picture];
  if (format.id === 'webdataset')
    return [
      tar([
        ['a/1.png', picture],
        ['a/1.json', '{"id":"one"}'],
        ['a/2.png', picture],
        ['a/2.cls', '3'],
      ]),
    ];
  if (format.id === 'parquet-images') return imageSeeds(picture);
  const plain = Buffer.from(WRITERS[format.id]!(records));
  if (format.id === 'parquet') return [plain, ...parquetSeeds(), ...(await duckdbSeeds(folder))];
  if (!format.id.endsWith('zstd')) return [plain];
  const kind = format.id.replace('-zstd', '');
  return [plain, ...compressedZstd(Buffer.concat(Array(20).fill(WRITERS[kind]!(records))))];
}

async function duckdbSeeds(folder: TestFolder): Promise<Buffer[]> {
  const seeds: Buffer[] = [];
  for (const codec of CODECS)
    for (const version of ['V1', 'V2'] as const)
      for (const content of ['rows', 'chats'] as const)
        seeds.push(await duckdbParquet(folder, content, codec, version, 60));
  return seeds;
}

/** Pictures as bytes and as `{bytes, path}`, some missing. */
function imageSeeds(picture: Buffer): Buffer[] {
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

/** With each codec and encoding that the writer has. */
function parquetSeeds(): Buffer[] {
  const texts = Array.from({ length: 60 }, (_, at) =>
    at % 9 === 4 ? null : `text ${at % 5} ${'word '.repeat(at % 7)}`,
  );
  const ids = texts.map((_, at) => BigInt(at));
  const seeds = [];
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
  return seeds;
}

/** Entropy-coded blocks, where the zstd program is there to make them. */
function compressedZstd(bytes: Buffer): Buffer[] {
  try {
    return [execFileSync('zstd', ['-q', '-c', '-19'], { input: bytes })];
  } catch {
    return [storedZstd(gzipSync(bytes))];
  }
}

/** Reads mutants of one format until the time is up; throws what a reader throws, with the case that did it. */
export async function fuzz(
  formatId: string,
  untilMs: number,
  now: () => number,
  seed: number,
  counts: FuzzCounts = { cases: 0, records: 0, unreadable: new Map(), slowestMs: 0 },
): Promise<FuzzCounts> {
  const format = formatById(FORMATS, formatId)!;
  const folder = new TestFolder();
  const random = randomFrom(seed);
  const seeds = await seedsOf(format, folder);
  try {
    do {
      const bytes = mutate(seeds[Math.floor(random() * seeds.length)]!, random);
      const started = now();
      try {
        await readMutant(format, folder, bytes, counts, random() < 0.3);
      } catch (error) {
        throw new Error(`${formatId}, seed ${seed}, case ${counts.cases}: ${bytes.toString('base64')}`, {
          cause: error,
        });
      }
      counts.cases++;
      counts.slowestMs = Math.max(counts.slowestMs, now() - started);
    } while (now() < untilMs);
  } finally {
    folder.remove();
  }
  return counts;
}

async function readMutant(
  format: Format,
  folder: TestFolder,
  bytes: Buffer,
  counts: FuzzCounts,
  isCut: boolean,
): Promise<void> {
  // The same few files are written over and over.
  const input = folder.write(format.extensions[0]!, bytes);
  const using = settings(isCut ? { splitBytes: 100, maxRecordBytes: 200 } : {});
  const items = await readAll(format, input, using);
  for (const item of items) {
    if (item.modality !== 'unreadable') counts.records++;
    if (item.modality !== 'unreadable') continue;
    counts.unreadable.set(item.code, (counts.unreadable.get(item.code) ?? 0) + 1);
    if (item.message === '' || item.excerpt.length > 200)
      throw new Error('an item says too little or too much');
  }
  const records = items.filter((item) => item.modality !== 'unreadable');
  if (format.splice === undefined || format.id === 'text' || format.id === 'images') return;
  // What was read can be written, and what was written is read again as the same texts.
  const { bytes: written } = await spliceAll(format, input, () => 'admit', using);
  const admitted = written.get('admit');
  if (admitted === undefined) {
    if (records.length > 0) throw new Error(`${records.length} records were read and none written`);
    return;
  }
  const id = format.id.replace('-zstd', '-gzip');
  const again = await readAll(formatById(FORMATS, id)!, folder.write(format.splice.extension, admitted));
  const before = records.map(contentOf);
  const after = again.map(contentOf);
  if (JSON.stringify(before) !== JSON.stringify(after))
    throw new Error(`read ${JSON.stringify(before)}, and after writing ${JSON.stringify(after)}`);
}

/** What must survive writing; where the item is unreadable, its place. */
function contentOf(item: ReadItem): unknown {
  if (item.modality === 'text') return item.text;
  return item.modality === 'image' ? Buffer.from(item.bytes).toString('base64') : item.position;
}
