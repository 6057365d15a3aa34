// Packs the n-grams of the language library eld into arrays that load in milliseconds. As JavaScript objects, the
// library's own form, they take half a second and 200 MB in every thread. src/text/language-ngrams.ts evaluates them.
import { writeFileSync } from 'node:fs';

/** Writes the module at `path`. */
export async function packLanguageModel(path, { version, ngramsData, dictionary, separators }) {
  const grams = Object.entries(ngramsData.ngrams);
  const languages = Object.values(ngramsData.languages);
  const high = new Uint16Array(grams.length);
  const low = new Uint32Array(grams.length);
  const counts = new Uint8Array(grams.length);
  const ofLanguage = [];
  const weights = [];
  for (const [index, [gram, byLanguage]] of grams.entries()) {
    const codes = Array.from(gram, (character) => character.charCodeAt(0));
    if (codes.length > 6 || codes.some((code) => code === 0 || code > 255))
      throw new Error(`eld has an n-gram that does not fit: ${JSON.stringify(gram)}`);
    const value = codes.reduce((sum, code) => sum * 256 + code, 0);
    high[index] = Math.floor(value / 2 ** 32);
    low[index] = value % 2 ** 32;
    const entries = Object.entries(byLanguage);
    counts[index] = entries.length;
    for (const [language, weight] of entries) {
      if (weight > 255) throw new Error(`eld has a weight that does not fit: ${weight}`);
      ofLanguage.push(Number(language));
      weights.push(weight);
    }
  }
  const parts = [high, low, counts, Uint8Array.from(ofLanguage), Uint8Array.from(weights)];
  const bytes = Buffer.concat(parts.map((part) => Buffer.from(part.buffer)));
  const codes = dictionary.map((character) => character.charCodeAt(0));
  writeFileSync(
    path,
    `// Made by scripts/language-model.mjs from eld ${version}, © Nito T.M., Apache License 2.0.
export const LANGUAGES: readonly string[] = ${JSON.stringify(languages)};
/** What is no letter, and separates words. */
export const SEPARATORS: RegExp = new RegExp(${JSON.stringify(separators.source)}, ${JSON.stringify(separators.flags)});
/** The character code that stands for each byte of UTF-8. */
export const BYTE_CODES: readonly number[] = ${JSON.stringify(codes)};
export const GRAMS: number = ${grams.length};
export const WEIGHTS: number = ${weights.length};
/** Of each n-gram the first codes (16 bits), the last four (32 bits), how many languages have it; then languages and weights. */
export const base64: string =
  '${bytes.toString('base64')}';
`,
  );
}
