import { createGunzip, createGzip, gzipSync } from 'node:zlib';
import type { ByteSink } from '../core/format.js';
import type { ByteChunks, Fault } from './fault.js';

/** zlib drops the piece that contains the damage, so small pieces lose little. */
const PIECE_BYTES = 64 * 1024;

/**
 * Decompresses gzip of one or more members as a stream. Damage ends it with a fault, after everything before the damage
 * except up to 64 KB. zlib checks lengths and CRCs.
 */
export async function* gunzip(compressed: ByteChunks): ByteChunks {
  const stream = createGunzip({ chunkSize: PIECE_BYTES });
  const pieces: Buffer[] = [];
  let failure: NodeJS.ErrnoException | null = null;
  let consumed = 0;
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  stream.on('error', (error) => {
    failure ??= error;
  });
  // A failed write never calls back: the stream closes instead.
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  const ended = new Promise<void>((resolve) => stream.once('end', resolve));
  try {
    while (true) {
      const step = await compressed.next();
      if (step.done === true) {
        if (step.value !== null) return step.value;
        break;
      }
      for (let at = 0; at < step.value.length; at += PIECE_BYTES) {
        // Copied: zlib's thread may still read it when the chunk is overwritten.
        const slice = Buffer.from(step.value.subarray(at, at + PIECE_BYTES));
        // zlib stops where zero bytes follow a member, which tape archives do.
        if (stream.readableEnded) {
          if (slice.some((byte) => byte !== 0)) return strayBytes(consumed);
          continue;
        }
        await Promise.race([new Promise<void>((resolve) => stream.write(slice, () => resolve())), closed]);
        yield* pieces.splice(0);
        if (failure !== null) return faultOf(failure, consumed);
        consumed += slice.length;
      }
    }
    // No bytes at all: an empty file, not a truncated one.
    if (consumed === 0) return null;
    stream.end();
    await Promise.race([ended, closed]);
    yield* pieces.splice(0);
    return failure === null ? null : faultOf(failure, consumed);
  } finally {
    stream.destroy();
    await compressed.return(null);
  }
}

function faultOf(error: NodeJS.ErrnoException, byteOnDisk: number): Fault {
  if (error.code === 'Z_BUF_ERROR')
    return {
      code: 'truncated-input',
      message: `The gzip stream is cut off at byte ${byteOnDisk} on disk. Fetch the file again.`,
      byteOnDisk,
    };
  if (byteOnDisk === 0 && /incorrect header check/.test(error.message))
    return {
      code: 'corrupt-compression',
      message:
        'Expected gzip (first bytes 1F 8B), found other bytes. If the file is not compressed, name its format with --format.',
      byteOnDisk,
    };
  return {
    code: 'corrupt-compression',
    message: `The gzip stream is damaged after byte ${byteOnDisk} on disk (${error.message}). Fetch the file again.`,
    byteOnDisk,
  };
}

const strayBytes = (byteOnDisk: number): Fault => ({
  code: 'corrupt-compression',
  message: `Other bytes follow the end of the gzip stream, near byte ${byteOnDisk} on disk.`,
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
