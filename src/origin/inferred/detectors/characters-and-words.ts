import { BASIC_PLANE, CharacterClass, LOWER_CASE } from '../../../text/character-class.js';
import { BucketSet } from './buckets.js';
import type { Detector, Passage } from './detector.js';
import { HashedLinear } from './hashed-linear.js';

const BITS = 17;
/**
 * Two run lengths. On held-out texts they do as well as all lengths from 2 to 5, for half the work.
 */
const SHORT = 2;
const LONG = 4;
const WORD_SEED = 0x2545f491;
const OFFSET = 0x811c9dc5 | 0;
const PRIME = 0x01000193;

const set = new BucketSet(BITS);
let plain = new Uint16Array(8192);
let hashes = new Int32Array(2 * 8192);

/** Runs of 2 and 4 characters, words and pairs of words. */
export const charactersAndWords: Detector = {
  id: 'characters-and-words',
  version: 2,
  title: 'Characters and words',
  description:
    'A linear model over hashed runs of 2 and 4 characters, words and pairs of words, in lower case and with white space collapsed. The strongest detector within one domain, but it learns topics as well as style.',
  fit: (examples) => HashedLinear.fit(extract, 2 ** BITS, examples),
  restore: (arrays) => HashedLinear.restore(extract, 2 ** BITS, arrays),
};

function extract(passage: Passage): BucketSet {
  const length = foldCase(passage.reading.units, passage.end);
  const most = 2 * length;
  if (hashes.length < most) hashes = new Int32Array(2 * most);
  set.clear();
  set.addAll(hashes, hashWords(passage, hashes));
  set.addAll(hashes, hashCharacters(plain, length, hashes));
  return set;
}

/** Hashes words and pairs of words; returns the number of hashes written. */
function hashWords({ reading: { wordHash }, words }: Passage, out: Int32Array): number {
  let count = 0;
  let before = 0;
  for (let word = 0; word < words; word++) {
    const hash = wordHash[word]! ^ WORD_SEED;
    out[count++] = hash;
    if (word > 0) out[count++] = Math.imul(before, 31) ^ hash;
    before = hash;
  }
  return count;
}

/** Hashes runs of 2 and 4 characters (FNV-1a of their units, plus their size); returns the number of hashes written. */
function hashCharacters(units: Uint16Array, length: number, out: Int32Array): number {
  let count = 0;
  for (let start = 0; start + SHORT <= length; start++) {
    let hash = Math.imul(OFFSET ^ units[start]!, PRIME);
    hash = Math.imul(hash ^ units[start + 1]!, PRIME);
    out[count++] = hash + SHORT;
    if (start + LONG > length) continue;
    hash = Math.imul(hash ^ units[start + 2]!, PRIME);
    hash = Math.imul(hash ^ units[start + 3]!, PRIME);
    out[count++] = hash + LONG;
  }
  return count;
}

/** Writes the text to `plain` in lower case with runs of white space collapsed; returns its length. */
function foldCase(units: Uint16Array, end: number): number {
  if (plain.length < end) plain = new Uint16Array(2 * end);
  const out = plain;
  const classes = BASIC_PLANE;
  const lower = LOWER_CASE;
  let length = 0;
  let wasSpace = true;
  for (let at = 0; at < end; at++) {
    const unit = units[at]!;
    const characterClass = classes[unit];
    const isSpace = characterClass === CharacterClass.space || characterClass === CharacterClass.newline;
    if (isSpace && wasSpace) continue;
    wasSpace = isSpace;
    out[length++] = isSpace ? 0x20 : lower[unit]!;
  }
  return length;
}
