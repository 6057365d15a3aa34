import { undefinedBecause } from '../../core/measurement.js';
import type { Part, Role } from '../../core/part.js';
import { defineTextSignal } from '../../core/signal.js';
import type { Reading } from '../../text/reading.js';

const BYTES = 8;
const FNV_PRIME = 0x01000193;

/** Hash of the words of a text in order, without case and punctuation; 64 bits. */
export const wordsHash = ({ wordHash, wordCount }: Reading): Uint8Array => hashOfWords(wordHash, wordCount);

function hashOfWords(wordHash: Uint32Array, wordCount: number): Uint8Array {
  let [low, high] = [0x811c9dc5, 0x9e3779b9];
  for (let word = 0; word < wordCount; word++) {
    low = Math.imul(low ^ wordHash[word]!, FNV_PRIME);
    high = Math.imul(high ^ (wordHash[word]! >>> 7) ^ word, 0x85ebca6b);
    high ^= high >>> 13;
  }
  const bytes = new Uint8Array(BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, low >>> 0, true);
  view.setUint32(4, high >>> 0, true);
  return bytes;
}

/**
 * The words of the parts with these roles, in order, from the reading of the whole text: reading the parts once more would
 * cost a fifth of a conversation's measuring. Shape (words).
 */
export function wordsOfRoles(
  { wordCount, wordStart, wordHash }: Reading,
  parts: readonly Part[],
  roles: readonly Role[],
): Uint32Array {
  const words = new Uint32Array(wordCount);
  let count = 0;
  let word = 0;
  for (const { role, start, end } of parts) {
    while (word < wordCount && wordStart[word]! < start) word++;
    const isAsked = roles.includes(role);
    for (; word < wordCount && wordStart[word]! < end; word++) if (isAsked) words[count++] = wordHash[word]!;
  }
  return words.subarray(0, count);
}

/** The hash of the words of some parts, which many records may share; undefined without such a part or a word. */
export const hashOfRoles = (id: string, asked: readonly Role[], title: string, description: string) =>
  defineTextSignal({
    id,
    version: 1,
    title,
    description,
    formula: '64 bits: two multiplicative hashes over the hashes of the words',
    source: 'FNV-1a (Fowler, Noll, Vo); 64 bits of two seeds: ours',
    kind: 'bytes',
    unit: 'bytes',
    isOfSomeLayouts: true,
    measure: (reading, { parts = [] }) => {
      if (!parts.some(({ role }) => asked.includes(role)))
        return undefinedBecause(`no part of the role ${asked.join(' or ')}`);
      const words = wordsOfRoles(reading, parts, asked);
      return words.length === 0 ? undefinedBecause('no words') : { value: hashOfWords(words, words.length) };
    },
  });
