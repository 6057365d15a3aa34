import { FreckleError } from '../core/errors.js';
import type { ReadingOptions } from '../core/format.js';
import type { ByteChunks } from './fault.js';

/** Damage costs the piece that contains it, so small pieces lose little. */
const PIECE_BYTES = 64 * 1024;

/** Text in another encoding as UTF-8, as a stream. Bytes that the encoding does not have end it with a fault. */
export async function* asUtf8(chunks: ByteChunks, encoding: string): ByteChunks {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let at = 0;
  try {
    while (true) {
      const step = await chunks.next();
      const chunk = step.done === true ? EMPTY : step.value;
      if (step.done === true && step.value !== null) return step.value;
      for (let start = 0; start < chunk.length || step.done === true; start += PIECE_BYTES) {
        const piece = chunk.subarray(start, start + PIECE_BYTES);
        let text: string;
        try {
          text = decoder.decode(piece, { stream: step.done !== true });
        } catch {
          return {
            code: 'invalid-encoding',
            message: `Expected ${encoding}, found bytes that it does not have, from byte ${at} to ${at + piece.length} of the text. Is it another encoding?`,
          };
        }
        at += piece.length;
        if (text !== '') yield Buffer.from(text);
        if (step.done === true) return null;
      }
    }
  } finally {
    await chunks.return(null);
  }
}

const EMPTY = new Uint8Array(0);

/** The text of a whole file; null if the encoding does not have its bytes. */
export function decoded(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The encoding to decode from; undefined for UTF-8, which one input may have in a run of another encoding. */
export const otherEncoding = (reading: ReadingOptions | undefined): string | undefined =>
  reading?.encoding === 'utf-8' ? undefined : reading?.encoding;

/** Names for delimiters that shells and YAML do not take as they are. */
const DELIMITERS: { readonly [name: string]: string } = {
  tab: '\t',
  '\\t': '\t',
  comma: ',',
  semicolon: ';',
  pipe: '|',
  space: ' ',
};

/** The reading with its words understood; undefined where nothing is said. @throws FreckleError `invalid-setting` */
export function checkedReading(reading: ReadingOptions | undefined): ReadingOptions | undefined {
  const encoding = reading?.encoding === undefined ? undefined : encodingOf(reading.encoding);
  const delimiter = reading?.delimiter === undefined ? undefined : delimiterOf(reading.delimiter);
  const header = reading?.header;
  if (header !== undefined && new Set(header).size < header.length)
    throw new FreckleError('invalid-setting', `the header names a column twice: ${header.join(',')}`);
  const checked = {
    ...(encoding === undefined ? {} : { encoding }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(header === undefined ? {} : { header }),
  };
  return Object.keys(checked).length === 0 ? undefined : checked;
}

function encodingOf(label: string): string {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    throw new FreckleError(
      'invalid-setting',
      `unknown encoding ${JSON.stringify(label)}; expected a label of the WHATWG Encoding Standard, such as windows-1252, iso-8859-2, utf-16le, shift_jis, gb18030, euc-kr`,
    );
  }
}

function delimiterOf(text: string): string {
  const delimiter = DELIMITERS[text.toLowerCase()] ?? text;
  if (!/^[^\w"\r\n]$/.test(delimiter) || delimiter.charCodeAt(0) > 0x7f)
    throw new FreckleError(
      'invalid-setting',
      `expected one ASCII sign as the delimiter, or tab, comma, semicolon, pipe or space, got ${JSON.stringify(text)}`,
    );
  return delimiter;
}
