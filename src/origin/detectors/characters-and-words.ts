import { BASIC_PLANE, CharacterClass, LOWER_CASE } from '../../text/character-class.js';
import { BucketSet } from './buckets.js';
import type { Detector, Passage } from './detector.js';
import { HashedLinear } from './hashed-linear.js';

const BITS = 17;
const SHORTEST = 2;
const LONGEST = 5;
const WORD_SEED = 0x2545f491;

const set = new BucketSet(BITS);
let plain = new Uint16Array(8192);

/** Which characters and words follow each other: runs of 2–5 characters, words and pairs of words. */
export const charactersAndWords: Detector = {
  id: 'characters-and-words',
  version: 1,
  title: 'Characters and words',
  description:
    'A linear model over hashed runs of 2–5 characters, words and pairs of words, in lower case, with white space as one blank. The strongest on text of one domain; learns topics with style.',
  fit: (examples) => HashedLinear.fit(extract, 2 ** BITS, examples),
  restore: (arrays) => HashedLinear.restore(extract, 2 ** BITS, arrays),
};

function extract(passage: Passage): BucketSet {
  set.clear();
  addWords(passage);
  addCharacters(passage);
  return set;
}

function addWords({ reading, words }: Passage): void {
  const { wordHash } = reading;
  let before = 0;
  for (let word = 0; word < words; word++) {
    const hash = wordHash[word]! ^ WORD_SEED;
    set.add(hash);
    if (word > 0) set.add(Math.imul(before, 31) ^ hash);
    before = hash;
  }
}

function addCharacters({ reading, end }: Passage): void {
  const length = foldCase(reading.units, end);
  for (let start = 0; start < length; start++) {
    let hash = 0x811c9dc5 | 0;
    const stop = Math.min(LONGEST, length - start);
    for (let size = 1; size <= stop; size++) {
      hash = Math.imul(hash ^ plain[start + size - 1]!, 0x01000193);
      if (size >= SHORTEST) set.add(hash + size);
    }
  }
}

/** Lower case, every run of white space one blank; gives the length in `plain`. */
function foldCase(units: Uint16Array, end: number): number {
  if (plain.length < end) plain = new Uint16Array(2 * end);
  let length = 0;
  let wasSpace = true;
  for (let at = 0; at < end; at++) {
    const unit = units[at]!;
    const characterClass = BASIC_PLANE[unit];
    const isSpace = characterClass === CharacterClass.space || characterClass === CharacterClass.newline;
    if (isSpace && wasSpace) continue;
    wasSpace = isSpace;
    plain[length++] = isSpace ? 0x20 : LOWER_CASE[unit]!;
  }
  return length;
}
