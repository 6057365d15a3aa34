import { NgramModel } from './language-ngrams.js';
import { FUNCTION_WORDS } from './language-words.js';
import { oncePerReading } from './once.js';
import type { Reading } from './reading.js';
import { createWordLists, type WordLists } from './word-lists.js';

/** The language of a text, or the reason for its absence. */
export type LanguageAnswer =
  | { readonly language: string; readonly confidence: number }
  | { readonly language: null; readonly why: string };

/** Number of letters examined from the start, rounded up to whole words. */
export const SAMPLE_LETTERS = 600;
/** Minimum number of letters of an alphabet, and of a script that identifies its language. */
const LEAST_LETTERS = 20;
const LEAST_SCRIPT_LETTERS = 4;
/** Below this margin the library's first and second guess count as tied. */
const LEAST_CONFIDENCE = 0.02;

/**
 * Names the language of a text's beginning (ISO 639-1), with a confidence in 0–1: `1 − second / first`, where first and
 * second are the evidence for the best and the second language. Evidence is, in this order,
 *
 * 1. letters, for scripts used by one language on the web (Greek, Thai, Hangul, Kana…);
 * 2. function words, if they are at least 15 % of the first 60 words and 1.5 times those of the second language;
 * 3. byte n-grams of the library `eld` (Apache-2.0; 60 languages), over at most 350 bytes.
 *
 * The confidence is a margin, not a probability: 0.5 means that half of the evidence is not shared. Known bias: a text
 * in two languages gets the one it begins with; languages unknown to eld (Swahili, Afrikaans, Welsh…) get the name of a
 * related one, mostly with low confidence; Indonesian is `ms`, with which it forms one macrolanguage in the library.
 *
 * eld's own `isReliable` is not used: in 2.1.0 it compares the best score with the number of the second language
 * instead of its score.
 */
export const languageOf: (reading: Reading) => LanguageAnswer = oncePerReading(identify);

function identify(reading: Reading): LanguageAnswer {
  const sample = takeSample(reading);
  if (sample.letters < LEAST_SCRIPT_LETTERS) return tooLittle(sample.letters);
  const byScript = fromScript(sample);
  if (byScript !== null) return byScript;
  if (sample.letters < LEAST_LETTERS) return tooLittle(sample.letters);
  return fromFunctionWords(reading, sample.words) ?? fromNgrams(sample.text());
}

const tooLittle = (letters: number): LanguageAnswer => ({
  language: null,
  why: `too few letters: ${letters} at the beginning`,
});

interface Sample {
  readonly letters: number;
  /** Words that the sample spans, from the first. */
  readonly words: number;
  /** Letters of each entry of SCRIPTS, and of all other scripts at the end. Valid until the next sample. */
  readonly byScript: Int32Array;
  readonly text: () => string;
}

/** Scripts with the language of nearly all their web text; null leaves the decision to the n-grams. */
const SCRIPTS: readonly (readonly [language: string | null, pattern: RegExp])[] = [
  [null, /\p{Script=Latin}/u],
  [null, /\p{Script=Cyrillic}/u],
  [null, /\p{Script=Arabic}/u],
  [null, /\p{Script=Devanagari}/u],
  ['zh', /\p{Script=Han}/u],
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['ko', /\p{Script=Hangul}/u],
  ['el', /\p{Script=Greek}/u],
  ['he', /\p{Script=Hebrew}/u],
  ['th', /\p{Script=Thai}/u],
  ['lo', /\p{Script=Lao}/u],
  ['km', /\p{Script=Khmer}/u],
  ['my', /\p{Script=Myanmar}/u],
  ['ka', /\p{Script=Georgian}/u],
  ['hy', /\p{Script=Armenian}/u],
  ['ta', /\p{Script=Tamil}/u],
  ['te', /\p{Script=Telugu}/u],
  ['kn', /\p{Script=Kannada}/u],
  ['ml', /\p{Script=Malayalam}/u],
  ['gu', /\p{Script=Gujarati}/u],
  ['pa', /\p{Script=Gurmukhi}/u],
  ['or', /\p{Script=Oriya}/u],
  ['si', /\p{Script=Sinhala}/u],
  ['dv', /\p{Script=Thaana}/u],
  [null, /\p{Script=Bengali}/u],
  [null, /\p{Script=Ethiopic}/u],
  ['bo', /\p{Script=Tibetan}/u],
];
const LATIN = 0;
const HAN = SCRIPTS.findIndex(([language]) => language === 'zh');
const KANA = SCRIPTS.findIndex(([language]) => language === 'ja');
/** Minimum share of Kana among Han and Kana for Japanese; Japanese prose has about a half. */
const KANA_SHARE = 0.05;
/** Minimum share of the sample's letters for a script to decide. */
const SCRIPT_SHARE = 0.5;

const scriptCounts = new Int32Array(SCRIPTS.length + 1);
let scriptOfUnit: Uint8Array | null = null;

/** Index into SCRIPTS, plus one, of every UTF-16 unit below 0xD800; 0 for non-letters. */
function scripts(): Uint8Array {
  if (scriptOfUnit !== null) return scriptOfUnit;
  const table = new Uint8Array(0x10000);
  let all = '';
  for (let unit = 0; unit < 0xd800; unit++) all += String.fromCharCode(unit);
  for (const { 0: run, index } of all.matchAll(/\p{L}+/gu))
    table.fill(SCRIPTS.length + 1, index, index + run.length);
  for (const [number, [, pattern]] of SCRIPTS.entries())
    for (const { 0: run, index } of all.matchAll(new RegExp(`(?:${pattern.source})+`, 'gu')))
      for (let at = index; at < index + run.length; at++) if (table[at] !== 0) table[at] = number + 1;
  scriptOfUnit = table;
  return table;
}

function takeSample(reading: Reading): Sample {
  const { letters, words } = countScripts(reading);
  return { letters, words, byScript: scriptCounts, text: () => sampleText(reading, words) };
}

/** Fills `scriptCounts`. Closures are avoided, since they would move all variables to memory. */
function countScripts(reading: Reading): { letters: number; words: number } {
  const { units, wordCount, wordStart, wordEnd } = reading;
  const table = scripts();
  const byScript = scriptCounts.fill(0);
  let letters = 0;
  let latin = 0;
  let words = 0;
  while (words < wordCount && letters < SAMPLE_LETTERS) {
    const end = Math.min(wordEnd[words]!, wordStart[words]! + SAMPLE_LETTERS);
    for (let at = wordStart[words]!; at < end; at++) {
      const script = table[units[at]!]!;
      if (script === 0) continue;
      letters++;
      // In a register: repeated additions to one array element would stall on memory.
      if (script === LATIN + 1) latin++;
      else byScript[script - 1]!++;
    }
    words++;
  }
  byScript[LATIN] = latin;
  return { letters, words };
}

/** Only the words of the sample, without addresses, numbers and markup between them. */
function sampleText({ text, wordStart, wordEnd }: Reading, words: number): string {
  const parts: string[] = [];
  for (let word = 0, length = 0; word < words && length < SAMPLE_LETTERS; word++) {
    const part = text.slice(wordStart[word]!, Math.min(wordEnd[word]!, wordStart[word]! + 100));
    if (!/\p{L}/u.test(part)) continue;
    parts.push(part);
    length += part.length + 1;
  }
  return parts.join(' ');
}

function fromScript({ letters, byScript }: Sample): LanguageAnswer | null {
  let best = 0;
  for (let script = 1; script < byScript.length; script++)
    if (byScript[script]! > byScript[best]!) best = script;
  const eastAsian = byScript[HAN]! + byScript[KANA]!;
  if (eastAsian > byScript[best]! || best === HAN || best === KANA) {
    if (eastAsian < SCRIPT_SHARE * letters) return null;
    return margin(byScript[KANA]! >= KANA_SHARE * eastAsian ? 'ja' : 'zh', eastAsian, letters);
  }
  const language = best < SCRIPTS.length ? SCRIPTS[best]![0] : null;
  return language === null || byScript[best]! < SCRIPT_SHARE * letters
    ? null
    : margin(language, byScript[best]!, letters);
}

/** Letters of the script against all others. */
const margin = (language: string, first: number, letters: number): LanguageAnswer => ({
  language,
  confidence: 1 - (letters - first) / first,
});

/** Maximum number of words examined for function words, and the minimum needed. */
const MOST_WORDS = 60;
const LEAST_WORDS = 12;
const FUNCTION_SHARE = 0.15;
const FUNCTION_RATIO = 1.5;

const LANGUAGES = Object.keys(FUNCTION_WORDS);
const scores = new Int32Array(LANGUAGES.length);
let functionWords: WordLists | null = null;

function fromFunctionWords(reading: Reading, words: number): LanguageAnswer | null {
  const count = Math.min(words, MOST_WORDS);
  if (count < LEAST_WORDS) return null;
  functionWords ??= createWordLists(Object.values(FUNCTION_WORDS));
  scores.fill(0);
  for (let word = 0; word < count; word++)
    for (let bits = functionWords.bitsOf(reading.wordHash[word]!); bits !== 0; bits &= bits - 1)
      scores[31 - Math.clz32(bits & -bits)]!++;
  let best = 0;
  let second = 0;
  for (let language = 1; language < scores.length; language++) {
    const score = scores[language]!;
    if (score > scores[best]!) {
      second = scores[best]!;
      best = language;
    } else if (score > second) second = score;
  }
  const first = scores[best]!;
  if (first < FUNCTION_SHARE * count || first < FUNCTION_RATIO * second) return null;
  return { language: LANGUAGES[best]!, confidence: 1 - second / first };
}

let model: NgramModel | null = null;

/** Loads the n-grams once per thread; only measuring threads need this megabyte. */
export async function loadLanguageLibrary(): Promise<void> {
  model ??= new NgramModel(await import('./generated/language-model.js'));
}

function fromNgrams(text: string): LanguageAnswer {
  if (model === null) throw new Error('languageOf needs loadLanguageLibrary to finish first');
  const guess = model.guess(text);
  if (guess === null) return { language: null, why: 'no n-gram of a known language' };
  const { first, second } = guess;
  // eld returns s / (s + 25) for a mean n-gram score s; this recovers s, whose ratios are meaningful.
  const raw = (score: number): number => (25 * score) / (1 - score);
  const confidence = 1 - raw(second?.score ?? 0) / raw(first.score);
  if (confidence < LEAST_CONFIDENCE)
    return { language: null, why: `undecided between ${first.language} and ${second?.language ?? 'none'}` };
  return { language: first.language, confidence };
}
