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
 * A file that is whole or absent: bytes go to a neighbour with the ending `.partial`, which takes the
 * final name when everything is on disk. A killed run leaves at most `.partial` files behind.
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

  /** Gives the file its name. @throws FreckleError `no-space` or `write-failed` */
  commit(): void {
    guarded(this.path, () => {
      fsyncSync(this.handle);
      this.close();
      renameSync(this.partial, this.path);
    });
  }

  /** Forgets what was written. */
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

/** Makes a folder and those above it. @throws FreckleError `no-space` or `write-failed` */
export const makeFolder = (path: string): void => guarded(path, () => makePath(path));

/**
 * Not by `recursive`: where a file system says that nothing can be made in a folder that is there, as /proc does, Node
 * tries for ever and hears no signal.
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

/** Writes a whole file, or leaves what was there. @throws FreckleError `no-space` or `write-failed` */
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

/** Copies a whole file, or leaves what was there. @throws FreckleError `no-space` or `write-failed` */
export function copyAtomically(from: string, path: string): void {
  guarded(path, () => {
    makePath(dirname(path));
    copyFileSync(from, path + PARTIAL);
  });
  takeName(path);
}

/**
 * Gives a file its name that another program wrote whole to its neighbour with the ending `.partial`.
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

/** Says in the user's terms why a write failed. @throws FreckleError `no-space` or `write-failed` */
export function guarded<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
      throw new FreckleError(
        'no-space',
        `no space left to write ${path} (${code}); free some, then run the same command again: finished work is kept`,
        { cause: error },
      );
    throw new FreckleError('write-failed', `cannot write ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
