import { BASIC_PLANE, CharacterClass } from '../../../text/character-class.js';
import { hashWord } from '../../../text/reading.js';
import { STOP_WORDS } from '../../../text/stop-words.js';
import type { Passage } from './detector.js';
import { WordMarks } from './word-marks.js';

/**
 * Style of a passage as numbers that do not grow with its length. Letter case is ignored on purpose, since a change of
 * case must not change a score. Rates are per word.
 */
export const STYLE_FEATURES = [
  'mean sentence length',
  'burstiness of sentence length',
  'change of length between neighbouring sentences',
  'mean word length',
  'spread of word length',
  'share of long words',
  'distinct words in windows of 40',
  'words met once in windows of 40',
  'repeated pairs of words',
  'function words',
  'connectives',
  'excess vocabulary',
  'hedges',
  'first person',
  'second person',
  'commas',
  'full stops',
  'semicolons and colons',
  'dashes',
  'quotation marks',
  'brackets',
  'questions and exclamations',
  'apostrophes',
  'other punctuation',
  'words with digits',
  'symbols',
  'share of sentences that open as another does',
] as const;
export const STYLE_FEATURE_COUNT = STYLE_FEATURES.length;

const F = Object.fromEntries(STYLE_FEATURES.map((name, at) => [name, at])) as {
  readonly [name in (typeof STYLE_FEATURES)[number]]: number;
};

const hashes = (words: string): ReadonlySet<number> => new Set(words.split(' ').map(hashWord));
const FUNCTION_WORDS = new Set(
  Object.values(STOP_WORDS)
    .flatMap((list) => list.split(' '))
    .flatMap(hashesOf),
);
const CONNECTIVES = hashes(
  'additionally also although besides consequently finally first firstly furthermore hence however importantly instead lastly likewise meanwhile moreover nevertheless nonetheless overall second secondly similarly therefore thirdly thus ultimately whereas while',
);
/**
 * Words whose use rose with language models: the strongest of Kobak et al. (Science Advances 11, 2025), and others
 * often reported.
 */
const EXCESS = hashes(
  'aims aligning bolster boasts captivating commendable compelling comprehensive comprehending crucial crucially delve delved delves delving emphasizing encompasses encompassing endeavors enduring enhance enhanced enhances enhancing ensuring essential exceptional facilitating foster fostering furthermore garnered groundbreaking harness heightened highlighting highlights holistic illuminating impactful imperative innovative insights integral intricacies intricate invaluable landscape leveraging meticulous meticulously multifaceted navigate navigating notable notably nuanced pivotal poised potential profound profoundly realm renowned resilience resonate robust seamless seamlessly shedding showcase showcased showcases showcasing significant significantly strategies surpassing tapestry testament transformative underscore underscored underscores underscoring unlock unveil unveiling unwavering valuable vibrant vital',
);
const HEDGES = hashes(
  'appear appears apparently arguably could essentially generally likely may maybe might often perhaps possible possibly potentially probably seem seemed seems somewhat sometimes tend tends typically usually',
);
const FIRST_PERSON = hashes("i me my mine myself we us our ours ourselves i'm i've i'd i'll we're we've");
const SECOND_PERSON = hashes("you your yours yourself you're you've you'll");

const PUNCTUATION: { readonly [name: string]: string } = {
  commas: ',،、，',
  'full stops': '.。．',
  'semicolons and colons': ';:；：',
  dashes: '-–—―‐‑',
  'quotation marks': '"“”„«»‘「」『』',
  brackets: '()[]{}（）【】《》',
  'questions and exclamations': '?!？！¿¡',
  apostrophes: "'’",
};
const PUNCTUATION_FEATURE = new Int8Array(0x10000).fill(F['other punctuation']);
for (const [name, characters] of Object.entries(PUNCTUATION))
  for (const character of characters)
    PUNCTUATION_FEATURE[character.charCodeAt(0)] = F[name as keyof typeof F];

const WINDOW = 40;
const LONG_WORD = 8;

/** Word lists by the feature that counts them. A word's mark has one bit per list that contains it. */
const LISTS: readonly (readonly [feature: number, words: ReadonlySet<number>])[] = [
  [F['function words'], FUNCTION_WORDS],
  [F['connectives'], CONNECTIVES],
  [F['excess vocabulary'], EXCESS],
  [F['hedges'], HEDGES],
  [F['first person'], FIRST_PERSON],
  [F['second person'], SECOND_PERSON],
];
const MARKS = new WordMarks(
  LISTS.flatMap(([, words], list) => Array.from(words, (hash) => [hash, 1 << list] as const)),
);
/** Number of words of the passage per mark, shape (2 ^ lists). */
const marked = new Int32Array(2 ** LISTS.length);

const kept = new Float64Array(STYLE_FEATURES.length);
let keptSerial = -1;
let keptWords = -1;

/** Writes the passage's features; zeros without words. The features of the last passage are cached. */
export function styleFeatures(passage: Passage, features: Float64Array): void {
  if (passage.reading.serial !== keptSerial || passage.words !== keptWords) {
    measure(passage, kept);
    keptSerial = passage.reading.serial;
    keptWords = passage.words;
  }
  features.set(kept);
}

function measure(passage: Passage, features: Float64Array): void {
  features.fill(0);
  if (passage.words === 0) return;
  addCharacters(passage, features);
  addWords(passage, features);
  addVariety(passage, features);
  addSentences(passage, features);
}

function hashesOf(word: string): number[] {
  try {
    return [hashWord(word)];
  } catch {
    return [];
  }
}

function addCharacters({ reading, end, words }: Passage, features: Float64Array): void {
  const { units } = reading;
  const classes = BASIC_PLANE;
  const punctuation = PUNCTUATION_FEATURE;
  let symbols = 0;
  for (let at = 0; at < end; at++) {
    const unit = units[at]!;
    const characterClass = classes[unit];
    if (characterClass === CharacterClass.punctuation) {
      const feature = punctuation[unit]!;
      features[feature] = features[feature]! + 1 / words;
    } else if (characterClass === CharacterClass.symbol) symbols++;
  }
  features[F['symbols']] = symbols / words;
}

function addWords({ reading, words }: Passage, features: Float64Array): void {
  const { wordHash, wordStart, wordEnd, units } = reading;
  const marks = MARKS;
  const classes = BASIC_PLANE;
  const counts = marked.fill(0);
  let sum = 0;
  let squares = 0;
  let long = 0;
  let withDigit = 0;
  for (let word = 0; word < words; word++) {
    const start = wordStart[word]!;
    const length = wordEnd[word]! - start;
    sum += length;
    squares += length * length;
    if (length >= LONG_WORD) long++;
    if (classes[units[start]!] === CharacterClass.digit) withDigit++;
    const mark = marks.of(wordHash[word]!);
    counts[mark] = counts[mark]! + 1;
  }
  for (const [list, [feature]] of LISTS.entries())
    for (let mark = 1; mark < counts.length; mark++)
      if ((mark & (1 << list)) !== 0) features[feature] = features[feature]! + counts[mark]! / words;
  features[F['share of long words']] = long / words;
  features[F['words with digits']] = withDigit / words;
  features[F['mean word length']] = sum / words;
  features[F['spread of word length']] = Math.sqrt(Math.max(0, squares / words - (sum / words) ** 2));
}

/** Hash table of one window's words: open addressing, at most a third full. */
const SLOTS = 128;
const slotHash = new Uint32Array(SLOTS);
const slotCount = new Uint8Array(SLOTS);

/** Variety within windows of one size, so that it does not decrease with length. */
function addVariety({ reading, words }: Passage, features: Float64Array): void {
  const { wordHash } = reading;
  let windows = 0;
  let distinctShares = 0;
  let onceShares = 0;
  for (let start = 0; start + WINDOW <= words || start === 0; start += WINDOW) {
    const stop = Math.min(words, start + WINDOW);
    slotCount.fill(0);
    let distinct = 0;
    let once = 0;
    for (let word = start; word < stop; word++) {
      const hash = wordHash[word]!;
      let slot = hash & (SLOTS - 1);
      while (slotCount[slot] !== 0 && slotHash[slot] !== hash) slot = (slot + 1) & (SLOTS - 1);
      slotHash[slot] = hash;
      const count = slotCount[slot]!;
      slotCount[slot] = count + 1;
      if (count === 0) {
        distinct++;
        once++;
      } else if (count === 1) once--;
    }
    distinctShares += distinct / (stop - start);
    onceShares += once / (stop - start);
    windows++;
  }
  features[F['distinct words in windows of 40']] = distinctShares / windows;
  features[F['words met once in windows of 40']] = onceShares / windows;
  features[F['repeated pairs of words']] = repeatedPairs(wordHash, words);
}

/** Last position of each pair of words; a later pair in the same slot replaces it. */
const PAIR_SLOTS = 2048;
const pairHash = new Uint32Array(PAIR_SLOTS);
const pairAt = new Int32Array(PAIR_SLOTS);

/** Share of adjacent word pairs that occurred within the previous 128 words. */
function repeatedPairs(wordHash: Uint32Array, words: number): number {
  pairAt.fill(-1_000_000);
  let repeated = 0;
  for (let word = 1; word < words; word++) {
    const pair = (Math.imul(wordHash[word - 1]!, 0x85ebca6b) ^ wordHash[word]!) >>> 0;
    const slot = (Math.imul(pair, 0x9e3779b1) >>> 21) & (PAIR_SLOTS - 1);
    if (pairHash[slot] === pair && word - pairAt[slot]! <= 128) repeated++;
    pairHash[slot] = pair;
    pairAt[slot] = word;
  }
  return words < 2 ? 0 : repeated / (words - 1);
}

function addSentences({ reading, words, end }: Passage, features: Float64Array): void {
  const { sentenceStart, sentenceEnd, sentenceCount, wordStart, wordHash } = reading;
  let word = 0;
  let count = 0;
  let sum = 0;
  let squares = 0;
  let change = 0;
  let before = 0;
  let alike = 0;
  const openings = new Set<number>();
  for (let sentence = 0; sentence < sentenceCount && sentenceStart[sentence]! < end; sentence++) {
    const first = word;
    while (word < words && wordStart[word]! < sentenceEnd[sentence]!) word++;
    const length = word - first;
    if (length === 0) continue;
    if (openings.has(wordHash[first]!)) alike++;
    openings.add(wordHash[first]!);
    sum += length;
    squares += length * length;
    if (count > 0) change += Math.abs(length - before);
    before = length;
    count++;
  }
  if (count === 0) return;
  const mean = sum / count;
  features[F['mean sentence length']] = Math.log(mean);
  features[F['burstiness of sentence length']] = Math.sqrt(Math.max(0, squares / count - mean ** 2)) / mean;
  features[F['change of length between neighbouring sentences']] =
    count < 2 ? 0 : change / (count - 1) / mean;
  features[F['share of sentences that open as another does']] = alike / count;
}
