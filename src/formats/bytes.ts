import { type FileHandle, open } from 'node:fs/promises';
import { type ByteChunks, fileFault } from './fault.js';

/** Large enough to make system calls cheap, small enough for a core's cache. */
export const CHUNK_BYTES = 1024 * 1024;

/**
 * Bytes `[start, end)` of a file in chunks of one reused buffer. Ends with `input-changed` if the file is now shorter
 * than `end`.
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
          message: `Expected ${path} to reach byte ${end}, as when the inputs were listed; it now ends ${at > start ? `at ${at}` : `before ${start}`}.`,
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

/** Bytes `[start, end)` at once, or fewer if the file ends before. For heads and footers. @throws system errors */
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
