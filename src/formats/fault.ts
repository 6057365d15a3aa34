import type { Position, Unreadable, UnreadableCode } from '../core/record.js';

/** Why a stream of bytes ended before its end. */
export interface Fault {
  readonly code: UnreadableCode;
  readonly message: string;
  /** Offset of the damage in the file as it lies on disk. */
  readonly byteOnDisk?: number;
}

/** Chunks of bytes; the generator's return value says what went wrong, or null. A chunk is valid until the next. */
export type ByteChunks = AsyncGenerator<Uint8Array, Fault | null, void>;

const EXCERPT_CHARACTERS = 200;

/** First bytes of an item for people: never longer than 200 characters. */
export function excerptOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, EXCERPT_CHARACTERS * 4));
  // Cuts may halve a character: the replacement sign shows it.
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

/** What the file system said, as a fault of the input. */
export function fileFault(error: unknown, path: string): Fault {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  if (code === 'ENOENT' || code === 'ESTALE')
    return {
      code: 'input-changed',
      message: `${path} was there when the inputs were listed and is gone now.`,
    };
  const hint = code === 'EACCES' || code === 'EPERM' ? ' Give this user the right to read it.' : '';
  return { code: 'input-unreadable', message: `${path} cannot be read (${code}).${hint}` };
}
