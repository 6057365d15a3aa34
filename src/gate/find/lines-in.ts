import { lineProfileOf } from '../../text/line-profile.js';
import type { Reading } from '../../text/reading.js';

const LINE_CHARACTERS = 300;

/** Finds lines of a text by hash, in hexadecimal as `boilerplate-lines` gives it. */
export function* linesIn(
  reading: Reading,
  wanted: ReadonlySet<string>,
): Generator<[hash: string, line: string]> {
  const { hashLow, hashHigh, isDuplicate } = lineProfileOf(reading);
  // The profile leaves blank lines out.
  let profiled = 0;
  for (let line = 0; line < reading.lineCount; line++) {
    const text = reading.text.slice(reading.lineStart[line], reading.lineEnd[line]).trim();
    if (text === '') continue;
    const index = profiled++;
    const hash = littleEndianHex(hashLow[index]!) + littleEndianHex(hashHigh[index]!);
    if (isDuplicate[index] === 0 && wanted.has(hash))
      yield [hash, text.slice(0, LINE_CHARACTERS).toWellFormed()];
  }
}

const littleEndianHex = (word: number): string =>
  [word, word >>> 8, word >>> 16, word >>> 24]
    .map((byte) => (byte & 0xff).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
