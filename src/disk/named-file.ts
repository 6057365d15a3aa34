import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { FreckleError, type FreckleErrorCode } from '../core/errors.js';

/** What is expected of a file that a user names. */
export interface NamedFile {
  /** For messages: `a policy`. */
  readonly what: string;
  /** Larger files are refused before they are read. */
  readonly limitBytes: number;
  /** Code of the error where the file is no such file; `invalid-setting` by default. */
  readonly code?: FreckleErrorCode;
}

/**
 * The bytes of a small file that a user named. Devices, pipes and folders are refused, since reading them may never end;
 * no more bytes than the limit are read, whatever the file claims.
 * @throws FreckleError `input-not-found`, or `code`
 */
export function readNamedFile(
  path: string,
  { what, limitBytes, code = 'invalid-setting' }: NamedFile,
): Buffer {
  const refuse = (found: string): never => {
    throw new FreckleError(code, `expected ${what} in ${path}, found ${found}`);
  };
  const file = open(path, what);
  try {
    const status = fstatSync(file);
    if (status.isDirectory()) refuse('a folder');
    if (!status.isFile()) refuse('a device or a pipe; name a file');
    if (status.size > limitBytes) refuse(`${status.size} bytes, more than the limit of ${limitBytes}`);
    const bytes = Buffer.alloc(status.size);
    let filled = 0;
    while (filled < bytes.length) {
      const read = readSync(file, bytes, filled, bytes.length - filled, filled);
      if (read === 0) break;
      filled += read;
    }
    return bytes.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}

/** Opens without waiting for the other end of a pipe. */
function open(path: string, what: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code;
    if (why === 'ENOENT')
      throw new FreckleError('input-not-found', `expected ${what} in ${path}, found no such file`, { cause });
    throw new FreckleError('input-not-found', `expected ${what} in ${path}, which cannot be read (${why})`, {
      cause,
    });
  }
}
