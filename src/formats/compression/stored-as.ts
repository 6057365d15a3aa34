import type { InputFile } from '../../core/format.js';
import { readRange } from '../bytes.js';
import { type Fault, fileFault } from '../fault.js';
import type { Codec } from './codec.js';
import { codecOf } from './codecs.js';

const HEAD_BYTES = 64;

/**
 * How a file of lines is stored. Its first bytes outrank its ending, since names are often wrong: downloads are
 * unpacked on the way, and compressed files are renamed. Damaged bytes keep the compression that the ending names.
 */
export async function storedAs(
  input: InputFile,
  named: Codec | null,
): Promise<{ codec: Codec | null } | Fault> {
  let head: Buffer;
  try {
    head = await readRange(input.path, 0, Math.min(HEAD_BYTES, input.sizeBytes));
  } catch (error) {
    return fileFault(error, input.path);
  }
  const pointer = pointerFault(head);
  if (pointer !== null) return pointer;
  return { codec: codecOf(head) ?? (isPlainText(head) ? null : named) };
}

const POINTER = Buffer.from('version https://git-lfs.github.com/spec/v1');

/** The fault of a file that only names where Git LFS keeps the content, or null. */
export const pointerFault = (head: Buffer): Fault | null =>
  head.subarray(0, POINTER.length).equals(POINTER)
    ? {
        code: 'input-unreadable',
        message:
          'The file is a Git LFS pointer, not the data. Fetch the data with git lfs pull, then run again.',
      }
    : null;

/** Whether bytes start with printable ASCII, white space or a byte order mark. Damaged streams rarely do for long. */
function isPlainText(head: Buffer): boolean {
  const start = head.subarray(0, 16);
  // So few could be the start of any magic number.
  if (start.length < 4) return false;
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return true;
  return start.every(
    (byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d,
  );
}
