import type { Format } from '../../src/core/format.js';
import type { ReadItem } from '../../src/core/record.js';
import { formatOfFile } from '../../src/formats/find-format.js';
import { FORMATS, formatById, formatOfName } from '../../src/formats/index.js';
import { seedsOf } from './examples.js';
import { readAll, settings, spliceAll, TestFolder } from './support.js';

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
    // Footers and headers contain the claimed sizes, so half of all changes go to the ends.
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
  const seeds = await seedsOf(formatId, folder);
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
  if (format.splice === undefined || format.isWholeFiles) return;
  // Every read item can be written, and the output is read as the same texts.
  // Outputs of several splits are joined here, which Parquet does not allow.
  const whole =
    format.splice.extension === '.parquet' ? { ...using, splitBytes: Number.MAX_SAFE_INTEGER } : using;
  const { bytes: written, notCopied } = await spliceAll(format, input, () => 'admit', whole);
  if (notCopied !== undefined) {
    // Only a format that can be written otherwise may fail to copy: a column that was not read is damaged.
    if (format.splice.fallback === undefined) throw new Error(`cannot be written: ${notCopied}`);
    return;
  }
  const admitted = written.get('admit');
  if (admitted === undefined) {
    if (records.length > 0) throw new Error(`${records.length} records were read and none written`);
    return;
  }
  const { extension } = format.splice;
  const output = folder.write(extension, admitted);
  const isOwn = format.extensions.includes(extension);
  const outputFormat = isOwn
    ? format
    : await formatOfFile(FORMATS, formatOfName(FORMATS, output.name)!, output.path, {});
  const again = await readAll(outputFormat, output);
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
