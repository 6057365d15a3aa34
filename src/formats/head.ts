import type { Resemblance } from '../core/format.js';
import { codecOf } from './compression/index.js';
import { utf16In } from './line-items.js';

/** Recognises formats by the first bytes of a file. */

/** The start of a text, without byte order mark and leading white space; null for bytes that are not text. */
export function startOfText(head: Buffer): string | null {
  if (codecOf(head) !== null || utf16In(head) !== null || head.includes(0)) return null;
  return head
    .subarray(0, 65_536)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
}

/** True if the first line starts with a brace, or if there are no bytes. */
export const looksLikeJsonLines = (head: Buffer): Resemblance =>
  head.length === 0 || startOfText(head)?.[0] === '{' ? 'surely' : 'no';

/** True if the first line has delimiters and the second, if any, has at least as many. */
export function looksDelimited(head: Buffer, delimiter: string): boolean {
  const [first = '', second = ''] = (startOfText(head) ?? '').split(/\r?\n/, 2);
  const count = first.split(delimiter).length;
  return count > 1 && (second === '' || second.split(delimiter).length >= count);
}
