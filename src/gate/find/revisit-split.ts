import type { Format, FormatSettings, InputFile, Split } from '../../core/format.js';
import type { Span } from '../../core/measurement.js';
import type { ImageRecord } from '../../core/record.js';
import { type ColumnSpec, TableFile } from '../../disk/table-file.js';
import { createImageReading } from '../../image/reading.js';
import { thumbnailOf } from '../../image/thumbnail.js';
import { WORDS_LIMIT } from '../../metrics/tables.js';
import type { PictureFacts } from '../../report/data.js';
import { type Excerpt, excerptOf } from '../../report/excerpt.js';
import { lineProfileOf } from '../../text/line-profile.js';
import { createReader, type Reading } from '../../text/reading.js';

export interface RevisitTask {
  readonly format: Format;
  readonly input: InputFile;
  readonly split: Split;
  readonly formatSettings: FormatSettings;
  /** Ascending ordinals of the records to read again. */
  readonly ordinals: Int32Array;
  /** `words`: their word hashes, for shingles; `excerpt`: text for people, around the spans; `lines`: the lines of `lineHashes`. */
  readonly want: 'words' | 'excerpt' | 'lines';
  /** For each ordinal, the `spans` column of its measurements. */
  readonly spans?: readonly (string | null)[];
  /** Hashes of the lines to find, hexadecimal as the boilerplate question gives them. */
  readonly lineHashes?: readonly string[];
  readonly path: string;
}

/** Columns beside `ordinal`, by what is wanted. */
export const REVISIT_COLUMNS: { readonly [want in RevisitTask['want']]: readonly ColumnSpec[] } = {
  words: [{ name: 'words', type: 'BYTES' }],
  excerpt: [{ name: 'excerpt', type: 'STRING' }],
  lines: [
    { name: 'hash', type: 'STRING' },
    { name: 'line', type: 'STRING' },
  ],
};

/** Reads some records of a split a second time; writes (ordinal, words) or (ordinal, excerpt), the excerpt as JSON. */
export async function revisitSplit(task: RevisitTask): Promise<void> {
  const table = new TableFile(task.path, [{ name: 'ordinal', type: 'INT32' }, ...REVISIT_COLUMNS[task.want]]);
  const reader = createReader();
  let next = 0;
  try {
    const { format, input, split, formatSettings, ordinals } = task;
    reading: for await (const items of format.read(input, split, formatSettings, ordinals)) {
      for (const item of items) {
        if (next === task.ordinals.length) break reading;
        if (item.ordinal !== task.ordinals[next]) continue;
        if (item.modality === 'text') {
          switch (task.want) {
            case 'words': {
              const { wordHash, wordCount } = reader.read(item.text);
              const words = wordHash.slice(0, Math.min(wordCount, WORDS_LIMIT));
              table.push([item.ordinal, new Uint8Array(words.buffer)]);
              break;
            }
            case 'excerpt':
              table.push([
                item.ordinal,
                JSON.stringify({
                  excerpt: excerptOf(item.text, spansOf(task.spans?.[next] ?? null)),
                } satisfies Shown),
              ]);
              break;
            case 'lines':
              for (const [hash, line] of linesIn(reader.read(item.text), new Set(task.lineHashes)))
                table.push([item.ordinal, hash, line]);
              break;
            default:
              void (task.want satisfies never);
          }
        } else if (item.modality === 'image' && task.want === 'excerpt')
          table.push([item.ordinal, JSON.stringify(await shownImage(item, task.spans?.[next] ?? null))]);
        next++;
      }
    }
    table.commit();
  } catch (error) {
    table.discard();
    throw error;
  }
}

/** What is shown of one record: of an image its caption as a text, and the picture. */
export interface Shown {
  readonly excerpt: Excerpt;
  readonly picture?: PictureFacts;
}

async function shownImage({ bytes, caption }: ImageRecord, spans: string | null): Promise<Shown> {
  const reading = createImageReading(bytes);
  const { width, height } = await reading.metadata();
  const made = await thumbnailOf(reading);
  const picture: PictureFacts = {
    thumbnail:
      'fault' in made
        ? null
        : {
            webp: Buffer.from(made.bytes).toString('base64'),
            width: made.width,
            height: made.height,
          },
    why: 'fault' in made ? made.why : null,
    width,
    height,
    format: reading.format,
    caption: caption?.slice(0, CAPTION_CHARACTERS).toWellFormed() ?? null,
    evidence: evidenceOf(spans),
  };
  return { excerpt: excerptOf(caption ?? ''), picture };
}

const CAPTION_CHARACTERS = 500;
/** It repeats what other signals found. */
const SUMMARY = 'image-declared-origin';

/** The notes of an image's spans, which stand for bytes of its file. */
function evidenceOf(column: string | null): PictureFacts['evidence'] {
  if (column === null) return [];
  const bySignal = JSON.parse(column) as { [signal: string]: [number, number, string?][] };
  return Object.entries(bySignal)
    .filter(([signal]) => signal !== SUMMARY)
    .flatMap(([signal, spans]) =>
      spans.flatMap(([, , note]) => (note === undefined ? [] : [{ signal, note }])),
    );
}

const LINE_CHARACTERS = 300;

/** The wanted lines of a text, by hash. */
function* linesIn(reading: Reading, wanted: ReadonlySet<string>): Generator<[hash: string, line: string]> {
  const { hashLow, hashHigh, isDuplicate } = lineProfileOf(reading);
  // The profile leaves blank lines out.
  let profiled = 0;
  for (let line = 0; line < reading.lineCount; line++) {
    const text = reading.text.slice(reading.lineStart[line], reading.lineEnd[line]).trim();
    if (text === '') continue;
    const index = profiled++;
    const hash = littleEndianHex(hashLow[index]!) + littleEndianHex(hashHigh[index]!);
    if (isDuplicate[index] === 0 && wanted.has(hash))
      yield [hash, text.slice(0, LINE_CHARACTERS).toWellFormed()];
  }
}

const littleEndianHex = (word: number): string =>
  [word, word >>> 8, word >>> 16, word >>> 24]
    .map((byte) => (byte & 0xff).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();

/** All spans of all signals, each noted with what it is. */
export function spansOf(column: string | null): Span[] {
  if (column === null) return [];
  const bySignal = JSON.parse(column) as { [signal: string]: [number, number, string?][] };
  return Object.entries(bySignal)
    .flatMap(([signal, spans]) => spans.map(([start, end, note]) => ({ start, end, note: note ?? signal })))
    .sort((a, b) => a.start - b.start || b.end - a.end);
}
