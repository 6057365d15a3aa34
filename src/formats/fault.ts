import { FreckleError } from '../core/errors.js';
import type { InputFile } from '../core/format.js';
import type { Position, Unreadable, UnreadableCode } from '../core/record.js';

/** The reason why a stream of bytes ended early. */
export interface Fault {
  readonly code: UnreadableCode;
  readonly message: string;
  /** Offset of the damage in the file on disk. */
  readonly byteOnDisk?: number;
}

/** Chunks of bytes. The generator returns the fault, or null. A chunk is valid until the next. */
export type ByteChunks = AsyncGenerator<Uint8Array, Fault | null, void>;

const EXCERPT_CHARACTERS = 200;

/** The start of an item for display: at most 200 characters. */
export function excerptOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, EXCERPT_CHARACTERS * 4));
  // A character cut in half becomes a replacement character.
  return head.toString('utf8').slice(0, EXCERPT_CHARACTERS).toWellFormed();
}

export const unreadable = (
  ordinal: number,
  source: string,
  position: Position,
  code: UnreadableCode,
  message: string,
  excerpt = '',
): Unreadable => ({ modality: 'unreadable', ordinal, position, source, code, message, excerpt });

/** Turns an error of the file system into a fault. */
export function fileFault(error: unknown, path: string): Fault {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  if (code === 'ENOENT' || code === 'ESTALE')
    return {
      code: 'input-changed',
      message: `${path} existed when the inputs were listed and is now missing.`,
    };
  const hint = code === 'EACCES' || code === 'EPERM' ? ' Grant this user read permission.' : '';
  return { code: 'input-unreadable', message: `${path} cannot be read (${code}).${hint}` };
}

/** The error of an input that no longer holds what was measured. */
export const inputChanged = (input: InputFile, message: string): FreckleError =>
  new FreckleError('input-changed', `${input.name} changed since it was measured: ${message}`);
