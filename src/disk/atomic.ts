// Files on disk: atomic writes, locks, thread pools, fingerprints, Parquet tables and the run folder.
// Every command that leaves files uses this room, so that a killed process never leaves a half-written result.
// It knows no signal, policy or format of a corpus.

import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { FreckleError } from '../core/errors.js';

/**
 * A file that is complete or absent. Bytes go to a temporary file with the suffix `.partial`, which is renamed when
 * everything is on disk. A killed run leaves at most `.partial` files behind.
 */
export class AtomicFile {
  private readonly partial: string;
  private readonly handle: number;
  private isOpen = true;
  byteCount = 0;

  /** @throws FreckleError `no-space` or `write-failed` */
  constructor(readonly path: string) {
    this.partial = `${path}${PARTIAL}`;
    this.handle = guarded(path, () => {
      makePath(dirname(path));
      return openSync(this.partial, 'w');
    });
  }

  /** Writes all of the bytes. @throws FreckleError `no-space` or `write-failed` */
  write(bytes: Uint8Array): void {
    guarded(this.path, () => {
      let done = 0;
      while (done < bytes.length) done += writeSync(this.handle, bytes, done, bytes.length - done);
    });
    this.byteCount += bytes.length;
  }

  /** Renames the file to its final name. @throws FreckleError `no-space` or `write-failed` */
  commit(): void {
    guarded(this.path, () => {
      fsyncSync(this.handle);
      this.close();
      renameSync(this.partial, this.path);
    });
  }

  /** Discards the written bytes. */
  discard(): void {
    this.close();
    rmSync(this.partial, { force: true });
  }

  private close(): void {
    if (this.isOpen) closeSync(this.handle);
    this.isOpen = false;
  }
}

export const PARTIAL = '.partial';

/** Creates a folder and its parents. @throws FreckleError `no-space` or `write-failed` */
export const makeFolder = (path: string): void => guarded(path, () => makePath(path));

/**
 * Does not use `recursive`: on file systems such as /proc, which refuse to create anything in an existing folder, Node
 * retries forever and ignores signals.
 */
function makePath(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (existsSync(path) && statSync(path).isDirectory()) return;
    const above = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || existsSync(above)) throw error;
    makePath(above);
    makePath(path);
  }
}

/** Writes a file completely, or leaves the existing one. @throws FreckleError `no-space` or `write-failed` */
export function writeAtomically(path: string, content: string | Uint8Array): void {
  const file = new AtomicFile(path);
  try {
    file.write(typeof content === 'string' ? new TextEncoder().encode(content) : content);
    file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
}

/** Copies a file completely, or leaves the existing one. @throws FreckleError `no-space` or `write-failed` */
export function copyAtomically(from: string, path: string): void {
  guarded(path, () => {
    makePath(dirname(path));
    copyFileSync(from, path + PARTIAL);
  });
  takeName(path);
}

/**
 * Renames a file that another program wrote completely under the suffix `.partial`.
 * @throws FreckleError `no-space` or `write-failed`
 */
export function takeName(path: string): void {
  guarded(path, () => {
    const handle = openSync(path + PARTIAL, 'r+');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(path + PARTIAL, path);
  });
}

/** Turns a failed write into an error for the user. @throws FreckleError `no-space` or `write-failed` */
export function guarded<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
      throw new FreckleError(
        'no-space',
        `no space left to write ${path} (${code}): free some space, then run the same command again. Finished work is kept`,
        { cause: error },
      );
    throw new FreckleError('write-failed', `cannot write ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
