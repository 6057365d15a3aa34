import { closeSync, existsSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Data } from '../core/model.js';
import { guarded } from '../disk/atomic.js';
import { GrowingFile } from './growing-file.js';

/** Bytes read, and about the number of characters written, at a time. */
const PIECE = 1 << 20;

/** Shape of every generation's samples in `samples.bin`, one after another. */
export interface SamplesIndex {
  readonly kind: Data['kind'];
  readonly type: 'float64' | 'float32' | 'int32';
  readonly count: number;
  readonly width: number;
  readonly generations: number;
  /** Rows and columns of a picture. */
  readonly height?: number;
}

/** Writes samples in the precision they were drawn in, so that a distribution collapsed to a billionth keeps its width. */
export class SampleWriter {
  private file: GrowingFile | null = null;
  private index: SamplesIndex | null = null;

  constructor(private readonly folder: string) {}

  add(data: Data): void {
    if (data.kind === 'texts') {
      this.file ??= new GrowingFile(join(this.folder, 'samples.jsonl'));
      for (const piece of jsonLine(data.texts)) this.file.add(piece);
      return;
    }
    const numbers = allNumbersOf(data);
    this.file ??= new GrowingFile(join(this.folder, 'samples.bin'));
    this.file.add(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
    this.index = {
      kind: data.kind,
      type: data.kind === 'numeric' ? 'float64' : data.kind === 'images' ? 'float32' : 'int32',
      count: data.count,
      width: numbers.length / data.count,
      generations: (this.index?.generations ?? 0) + 1,
      ...(data.kind === 'images' ? { height: data.height } : {}),
    };
  }

  close(): void {
    this.file?.close();
    if (this.index === null) return;
    const path = join(this.folder, 'samples.json');
    guarded(path, () => writeFileSync(path, `${JSON.stringify(this.index)}\n`));
  }
}

/** A line of JSON in pieces: the texts of a generation may exceed the longest string. */
export function* jsonLine(texts: readonly string[]): Generator<string> {
  let piece = '[';
  for (const [at, text] of texts.entries()) {
    piece += `${at === 0 ? '' : ','}${JSON.stringify(text)}`;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}]\n`;
}

export type SampleNumbers = Float64Array | Float32Array | Int32Array;

/** All numbers of data other than texts, as they are stored. */
export function allNumbersOf(data: Exclude<Data, { kind: 'texts' }>): SampleNumbers {
  switch (data.kind) {
    case 'numeric':
      return data.values;
    case 'categorical':
      return data.draws;
    case 'tokens':
      return data.tokens;
    case 'images':
      return data.pixels;
    default:
      return data satisfies never;
  }
}

/** A chain's samples, numbers or texts; each generation is read on demand. */
export type KeptSamples =
  | {
      readonly index: SamplesIndex;
      /** The first `most` records of a generation. */
      readonly numbersOf: (generation: number, most?: number) => SampleNumbers;
    }
  | {
      readonly generations: number;
      /** The first `most` texts of a generation. */
      readonly textsOf: (generation: number, most: number) => readonly string[];
    };

/** The samples of a finished chain; null where none were kept. Little-endian, like every machine Node runs on. */
export function readSamples(folder: string): KeptSamples | null {
  const written = join(folder, 'samples.jsonl');
  if (existsSync(written)) {
    const starts = lineStarts(written);
    return {
      generations: starts.length,
      textsOf: (generation, most) => firstTexts(written, starts[generation]!, most),
    };
  }
  const path = join(folder, 'samples.json');
  if (!existsSync(path)) return null;
  const index = JSON.parse(readFileSync(path, 'utf8')) as SamplesIndex;
  const ArrayOf = { float64: Float64Array, float32: Float32Array, int32: Int32Array }[index.type];
  const generationBytes = index.count * index.width * ArrayOf.BYTES_PER_ELEMENT;
  return {
    index,
    numbersOf: (generation, most = index.count) => {
      const numbers = new ArrayOf(Math.min(most, index.count) * index.width);
      const bytes = new Uint8Array(numbers.buffer);
      let done = 0;
      for (const piece of pieces(join(folder, 'samples.bin'), generation * generationBytes, bytes.length)) {
        bytes.set(piece, done);
        done += piece.length;
      }
      return numbers;
    },
  };
}

/** At most `length` bytes of a file from an offset, piece by piece in one buffer. */
function* pieces(path: string, offset: number, length = Infinity): Generator<Buffer> {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(Math.min(PIECE, length));
    for (let done = 0; done < length; ) {
      const count = readSync(file, buffer, 0, Math.min(buffer.length, length - done), offset + done);
      if (count === 0) return;
      yield buffer.subarray(0, count);
      done += count;
    }
  } finally {
    closeSync(file);
  }
}

const [NEWLINE, QUOTE, BACKSLASH] = [0x0a, 0x22, 0x5c];

/** Byte offset of each line. */
function lineStarts(path: string): number[] {
  const starts = [0];
  let before = 0;
  for (const piece of pieces(path, 0)) {
    for (let at = piece.indexOf(NEWLINE); at !== -1; at = piece.indexOf(NEWLINE, at + 1))
      starts.push(before + at + 1);
    before += piece.length;
  }
  // The last offset lies behind the final newline.
  return starts.slice(0, -1);
}

/** The first texts of a line holding a JSON array; the line may be too long to read whole. */
function firstTexts(path: string, offset: number, most: number): string[] {
  const texts: string[] = [];
  let parts: Buffer[] = [];
  let isInside = false;
  let isEscaped = false;
  for (const piece of pieces(path, offset)) {
    let from = 0;
    for (const [at, byte] of piece.entries()) {
      if (texts.length === most || (!isInside && byte === NEWLINE)) return texts;
      if (!isInside) {
        isInside = byte === QUOTE;
        from = at;
      } else if (isEscaped) isEscaped = false;
      else if (byte === BACKSLASH) isEscaped = true;
      else if (byte === QUOTE) {
        parts.push(piece.subarray(from, at + 1));
        texts.push(JSON.parse(Buffer.concat(parts).toString()));
        parts = [];
        isInside = false;
      }
    }
    // The next piece overwrites this one.
    if (isInside) parts.push(Buffer.from(piece.subarray(from)));
  }
  return texts;
}
