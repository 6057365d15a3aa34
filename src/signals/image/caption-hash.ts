import { undefinedBecause } from '../../core/measurement.js';
import { defineImageSignal } from '../../core/signal.js';
import { createReader } from '../../text/reading.js';
import { wordsHash } from '../text/words-hash.js';

const reader = createReader();

/** Hash of a caption's words; undefined for a picture without a caption or a word in it. */
export const captionHash = defineImageSignal({
  id: 'caption-hash',
  version: 1,
  title: 'Caption hash',
  description: 'Hash of the words of the caption, without case and punctuation.',
  formula: '64 bits: two multiplicative hashes over the hashes of the words',
  source: 'FNV-1a (Fowler, Noll, Vo); 64 bits of two seeds: ours',
  kind: 'bytes',
  unit: 'bytes',
  isOfSomeLayouts: true,
  measure: async (_, { caption }) => {
    if (caption === null) return undefinedBecause('no caption');
    const reading = reader.read(caption);
    return reading.wordCount === 0 ? undefinedBecause('no words') : { value: wordsHash(reading) };
  },
});
