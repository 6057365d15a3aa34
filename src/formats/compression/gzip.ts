import { crc32, createGzip, createInflateRaw, gzipSync, inflateRawSync } from 'node:zlib';
import type { ByteSink } from '../../core/format.js';
import type { ByteChunks, Fault } from '../fault.js';
import type { Codec } from './codec.js';
import { Peek } from './peek.js';
import { cutOff } from './stream-faults.js';

/** Compression by gzip, which outputs have too. */
export const gzip: Codec = {
  id: 'gzip',
  title: 'gzip',
  endings: ['.gz'],
  // RFC 1952, 2.3.
  isAtStart: (head) => head[0] === 0x1f && head[1] === 0x8b,
  decompress: gunzip,
};

/** zlib drops the piece that contains the damage, so small pieces lose little. */
const PIECE_BYTES = 64 * 1024;

/**
 * Decompresses gzip of one or more members as a stream. Damage inside a member ends it with a fault, after everything
 * before the damage except up to 64 KB. Other bytes after a member are passed over up to the next one and are a fault at
 * the end; zeros, with which tapes are filled up, are none. Lengths and CRCs are checked.
 */
export async function* gunzip(compressed: ByteChunks): ByteChunks {
  const source = new Peek(compressed);
  let stray: Fault | null = null;
  try {
    for (let isFirst = true; ; isFirst = false) {
      const skipped = isFirst ? 0 : await skipToMember(source);
      if (skipped > 0) stray ??= strayBytes(skipped, source.at - skipped);
      const head = await source.peek(isFirst ? 1 : 2);
      // No bytes at all: an empty file, not a truncated one.
      if (head.length === 0) return source.fault ?? stray;
      const header = await readHeader(source);
      if (header !== null) return header;
      const fault: Fault | null = yield* inflateMember(source);
      if (fault !== null) return fault;
    }
  } finally {
    await compressed.return(null);
  }
}

/** RFC 1952, 2.3: both magic bytes, and deflate. */
const MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);
const [HEADER_CRC, EXTRA, NAME, COMMENT, RESERVED] = [0x02, 0x04, 0x08, 0x10, 0xe0];
/** Names and comments are as long as they like; no program writes a longer header. */
const MOST_HEADER_BYTES = 1024 * 1024;

/** Takes zeros and other bytes up to the start of a member, or to the end; the number of the others. */
async function skipToMember(source: Peek): Promise<number> {
  let others = 0;
  while (true) {
    const bytes = await source.peek(MAGIC.length);
    if (bytes.length === 0) return others;
    const found = bytes.indexOf(MAGIC);
    // A start may be cut by the end of the held bytes.
    const end =
      found >= 0 ? found : bytes.length < MAGIC.length ? bytes.length : bytes.length - MAGIC.length + 1;
    for (let at = 0; at < end; at++) if (bytes[at] !== 0) others++;
    source.take(end);
    if (found >= 0) return others;
  }
}

/** Takes the header of a member; the fault if there is none. */
async function readHeader(source: Peek): Promise<Fault | null> {
  let bytes = await source.peek(10);
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC.subarray(0, bytes.length))) return notGzip(source.at);
  if (bytes.length < 10) return source.fault ?? cutOff('gzip', source.at + bytes.length);
  const flags = bytes[3]!;
  if ((flags & RESERVED) !== 0) return damaged(source.at, 'unknown header flags set');
  let end = 10;
  if (flags & EXTRA) {
    bytes = await source.peek(end + 2);
    end += 2 + (bytes.length < end + 2 ? 0 : bytes.readUInt16LE(end));
  }
  for (const flag of [NAME, COMMENT]) {
    if (!(flags & flag)) continue;
    bytes = await source.peek(end + 1);
    let zero = bytes.indexOf(0, end);
    for (let known = bytes.length; zero < 0 && known < MOST_HEADER_BYTES; known = bytes.length) {
      bytes = await source.peek(known + 1);
      if (bytes.length === known) break;
      zero = bytes.indexOf(0, end);
    }
    end = zero < 0 ? bytes.length + 1 : zero + 1;
  }
  if (flags & HEADER_CRC) end += 2;
  bytes = await source.peek(end);
  if (bytes.length < end) return source.fault ?? cutOff('gzip', source.at + bytes.length);
  source.take(end);
  return null;
}

/** The content of a member whose header is taken; takes its trailer too. */
async function* inflateMember(source: Peek): AsyncGenerator<Uint8Array, Fault | null, void> {
  const small = inflatedAtOnce(await source.peek(1));
  if (small !== null) {
    source.take(small.bytes);
    if (small.content.length > 0) yield small.content;
    return readTrailer(source, crc32(small.content), small.content.length);
  }
  const stream = createInflateRaw({ chunkSize: PIECE_BYTES });
  const pieces: Buffer[] = [];
  let failure: NodeJS.ErrnoException | null = null;
  let [crc, length, fed] = [0, 0, 0];
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  stream.on('error', (error) => {
    failure ??= error;
  });
  // A failed or last write never calls back: the stream closes instead.
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  const take = (): Buffer[] => {
    const taken = pieces.splice(0);
    for (const piece of taken) {
      crc = crc32(piece, crc);
      length = (length + piece.length) >>> 0;
    }
    return taken;
  };
  try {
    while (true) {
      const piece = await source.piece(PIECE_BYTES);
      if (piece.length === 0) stream.end();
      else {
        fed += piece.length;
        await Promise.race([new Promise<void>((resolve) => stream.write(piece, () => resolve())), closed]);
      }
      if (piece.length === 0) await closed;
      yield* take();
      if (failure !== null)
        return (
          source.fault ??
          (piece.length === 0 ? cutOff('gzip', source.at) : faultOf(failure, source.at - piece.length))
        );
      if (!stream.readableEnded && !stream.destroyed) continue;
      source.putBack(piece.subarray(piece.length - (fed - stream.bytesWritten)));
      return readTrailer(source, crc, length);
    }
  } finally {
    stream.destroy();
  }
}

/** Starting a stream takes as long as inflating this much, and crawls have a member per page. */
const SMALL_BYTES = 32 * 1024;
const SMALL_CONTENT_BYTES = 1024 * 1024;

/** The content of a small member, with its compressed bytes; null if it is larger, or cannot be inflated. */
function inflatedAtOnce(held: Buffer): { readonly content: Buffer; readonly bytes: number } | null {
  try {
    const { buffer, engine } = inflateRawSync(held.subarray(0, SMALL_BYTES), {
      info: true,
      maxOutputLength: SMALL_CONTENT_BYTES,
    }) as unknown as { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };
    return { content: buffer, bytes: engine.bytesWritten };
  } catch {
    return null;
  }
}

async function readTrailer(source: Peek, crc: number, length: number): Promise<Fault | null> {
  const trailer = await source.peek(8);
  if (trailer.length < 8) return source.fault ?? cutOff('gzip', source.at + trailer.length);
  if (trailer.readUInt32LE(0) !== crc) return damaged(source.at, 'incorrect data check');
  if (trailer.readUInt32LE(4) !== length) return damaged(source.at, 'incorrect length check');
  source.take(8);
  return null;
}

function faultOf(error: NodeJS.ErrnoException, byteOnDisk: number): Fault {
  return error.code === 'Z_BUF_ERROR' ? cutOff('gzip', byteOnDisk) : damaged(byteOnDisk, error.message);
}

const notGzip = (byteOnDisk: number): Fault => ({
  code: 'corrupt-compression',
  message:
    'Expected gzip (first bytes 1F 8B), found other bytes. If the file is not compressed, name its format with --format.',
  byteOnDisk,
});

const damaged = (byteOnDisk: number, why: string): Fault => ({
  code: 'corrupt-compression',
  message: `The gzip stream is damaged after byte ${byteOnDisk} on disk (${why}). Fetch the file again.`,
  byteOnDisk,
});

const strayBytes = (count: number, byteOnDisk: number): Fault => ({
  code: 'corrupt-compression',
  message: `${count} other ${count === 1 ? 'byte follows' : 'bytes follow'} a gzip member, from about byte ${byteOnDisk} on disk. Everything else was read.`,
  byteOnDisk,
});

/** Nearly as small as level 6, in half the time. */
const LEVEL = 3;
/** Offset of the byte for the operating system. 255 means unknown, so that all systems write the same bytes. */
const OS_BYTE = 9;

/** One whole member. */
export function gzipMember(bytes: Uint8Array): Uint8Array {
  const member = gzipSync(bytes, { level: LEVEL });
  member[OS_BYTE] = 255;
  return member;
}

/** A sink that compresses its input into one gzip member. Equal input gives equal output. */
export interface GzipSink {
  /** Resolves when the bytes may be overwritten. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly close: () => Promise<void>;
}

export function gzipInto(sink: ByteSink): GzipSink {
  const stream = createGzip({ level: LEVEL, chunkSize: 256 * 1024 });
  let isFirst = true;
  stream.on('data', (piece: Buffer) => {
    if (isFirst) piece[OS_BYTE] = 255;
    isFirst = false;
    sink.write(piece);
  });
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => stream.write(bytes, (error) => (error ? reject(error) : resolve()))),
    close: () =>
      new Promise((resolve, reject) => {
        stream.once('end', resolve);
        stream.once('error', reject);
        stream.end();
      }),
  };
}
