import type { TokenBlocks } from '../core/model.js';
import { readText } from '../text/reading.js';

export interface Vocabulary {
  readonly list: readonly string[];
  readonly idOf: ReadonlyMap<string, number>;
  /** Id of every word outside the list. */
  readonly unknown: number;
}

/**
 * Words of a text tokenised by its publisher, split at white space. wikitext-2 is published so, with separated
 * punctuation and rare words as `<unk>`; published counts refer to these words.
 */
export const wordsOfText = (text: string): string[] => text.split(/\s+/u).filter((word) => word !== '');

/** Hashes of the words of any text, by Freckle's own definition of words; one per word, in order. */
export function wordHashes(text: string): Uint32Array {
  const { wordHash, wordCount } = readText(text);
  return wordHash.subarray(0, wordCount);
}

/** Every word that occurs, in order of first occurrence; `<unk>` has id 0. */
export function vocabularyOf(words: readonly string[]): Vocabulary {
  const idOf = new Map<string, number>([['<unk>', 0]]);
  for (const word of words) if (!idOf.has(word)) idOf.set(word, idOf.size);
  return { list: [...idOf.keys()], idOf, unknown: 0 };
}

/** The `count` commonest words and <unk> for the rest; ties go to the earlier word. */
export function commonestWords(words: readonly string[], count: number): Vocabulary {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  // The sort is stable, and a map keeps the order of first occurrence.
  const kept = [...counts].filter(([word]) => word !== '<unk>').sort((a, b) => b[1] - a[1]);
  return vocabularyOf(kept.slice(0, count).map(([word]) => word));
}

export const idsOf = (words: readonly string[], vocabulary: Vocabulary): Int32Array =>
  Int32Array.from(words, (word) => vocabulary.idOf.get(word) ?? vocabulary.unknown);

/** Whole blocks; the rest at the end is dropped. */
export function blocksOf(words: readonly string[], vocabulary: Vocabulary, blockLength: number): TokenBlocks {
  const count = Math.floor(words.length / blockLength);
  return {
    kind: 'tokens',
    count,
    vocabulary: vocabulary.list.length,
    blockLength,
    tokens: idsOf(words.slice(0, count * blockLength), vocabulary),
  };
}
