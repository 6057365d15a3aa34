import { undefinedBecause } from '../../core/measurement.js';
import { defineTextSignal } from '../../core/signal.js';
import { lineProfileOf } from '../../text/line-profile.js';

/** Shorter lines (headings, names, dates) repeat across records without being boilerplate. */
const MIN_CHARACTERS = 20;
/** Limits the lines of one enormous record. Boilerplate stands at head and foot; the head is kept. */
const MAX_LINES = 1000;
const BYTES_PER_LINE = 8;

/**
 * The lines of a record as 8-byte hashes (low half first, each half little-endian), for finding lines that many sources
 * share. Case and spacing are ignored; each distinct line occurs once; at most the first 1,000. Undefined where no line
 * has 20 characters.
 */
export const lineHashes = defineTextSignal({
  id: 'line-hashes',
  version: 1,
  title: 'Line hashes',
  description: 'Hashes of the distinct lines of at least 20 characters; shared ones are boilerplate.',
  formula: '64-bit hash of each line: lower case, ends trimmed, runs of white space as one space',
  source: 'ours, src/text/line-profile.ts',
  kind: 'bytes',
  unit: 'bytes',
  measure: (reading) => {
    const { lineCount, hashLow, hashHigh, lineCharacters, isDuplicate } = lineProfileOf(reading);
    let kept = 0;
    for (let line = 0; line < lineCount && kept < MAX_LINES; line++)
      if (isDuplicate[line] === 0 && lineCharacters[line]! >= MIN_CHARACTERS) kept++;
    if (kept === 0) return undefinedBecause(`no line of at least ${MIN_CHARACTERS} characters`);
    const value = new Uint8Array(kept * BYTES_PER_LINE);
    let at = 0;
    for (let line = 0; at < value.length; line++) {
      if (isDuplicate[line] !== 0 || lineCharacters[line]! < MIN_CHARACTERS) continue;
      putLittleEndian(value, at, hashLow[line]!);
      putLittleEndian(value, at + 4, hashHigh[line]!);
      at += BYTES_PER_LINE;
    }
    return { value };
  },
});

function putLittleEndian(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word;
  bytes[at + 1] = word >>> 8;
  bytes[at + 2] = word >>> 16;
  bytes[at + 3] = word >>> 24;
}
