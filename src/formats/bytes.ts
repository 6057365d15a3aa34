import { type FileHandle, open } from 'node:fs/promises';
import { type ByteChunks, fileFault } from './fault.js';

/** Large enough that system calls cost nothing, small enough to stay in a core's cache. */
export const CHUNK_BYTES = 1024 * 1024;

/**
 * Bytes `[start, end)` of a file in chunks of one reused buffer. Ends with `input-changed` where the file
 * is shorter now than `end`.
 */
export async function* bytesOfFile(path: string, start: number, end: number): ByteChunks {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    return fileFault(error, path);
  }
  try {
    const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(CHUNK_BYTES, end - start)));
    let at = start;
    while (at < end) {
      let bytesRead: number;
      try {
        ({ bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, end - at), at));
      } catch (error) {
        return { ...fileFault(error, path), byteOnDisk: at };
      }
      if (bytesRead === 0)
        return {
          code: 'input-changed',
          message: `${path} reached byte ${end} when the inputs were listed and ends ${at > start ? `at ${at}` : `before ${start}`} now.`,
          byteOnDisk: at,
        };
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
    return null;
  } finally {
    await file.close();
  }
}

/** Bytes `[start, end)` at once, or fewer where the file ends. For heads and footers. @throws system errors */
export async function readRange(path: string, start: number, end: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(Math.max(0, end - start));
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, start + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  } finally {
    await file.close();
  }
}
