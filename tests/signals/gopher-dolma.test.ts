import { describe, expect, it } from 'vitest';
import { type DolmaGopherValues, dolmaGopherOf } from '../../src/signals/text/gopher-dolma.js';
import { readText } from '../../src/text/reading.js';
import { sharedJson } from './golden.js';

interface Attributes {
  readonly fraction_of_characters_in_most_common_ngram: readonly [number, number][];
  readonly fraction_of_characters_in_duplicate_ngrams: readonly [number, number][];
  readonly character_count: number;
  readonly word_count: number;
  readonly median_word_length: number;
  readonly symbol_to_word_ratio: number;
  readonly fraction_of_words_with_alpha_character: number;
  readonly required_word_count: number;
  readonly fraction_of_lines_starting_with_bullet_point: number;
  readonly fraction_of_lines_ending_with_ellipsis: number;
  readonly fraction_of_duplicate_lines: number;
  readonly fraction_of_characters_in_duplicate_lines: number;
}

interface Golden {
  readonly docs: readonly {
    readonly text: string;
    readonly gopher_v1: Attributes;
    readonly gopher_v2: Attributes;
  }[];
}

const ngrams = (values: Float64Array): [number, number][] =>
  [...values.entries()].filter(([, value]) => !Number.isNaN(value));

/** Our values under dolma's names. */
const attributesOf = (values: DolmaGopherValues, version: 'v1' | 'v2'): Attributes => ({
  fraction_of_characters_in_most_common_ngram: ngrams(values.topNgrams),
  fraction_of_characters_in_duplicate_ngrams: ngrams(values.duplicateNgrams),
  character_count: values.characters,
  word_count: values.words,
  median_word_length: values.medianWordLength,
  symbol_to_word_ratio: values.symbolRatio,
  fraction_of_words_with_alpha_character: values.alphabeticWords,
  required_word_count: values.requiredWords,
  fraction_of_lines_starting_with_bullet_point: values[version].bulletLines,
  fraction_of_lines_ending_with_ellipsis: values[version].ellipsisLines,
  fraction_of_duplicate_lines: values[version].duplicateLines,
  fraction_of_characters_in_duplicate_lines: values[version].duplicateLineCharacters,
});

const golden = sharedJson<Golden>('golden/dolma_gopher.json');

describe.skipIf(golden === null)('what dolma itself answers', () => {
  it.each((golden?.docs ?? []).map((doc) => [doc.text.slice(0, 30), doc] as const))(
    'every attribute of %j, to the last bit',
    (_, doc) => {
      const values = dolmaGopherOf(readText(doc.text));
      expect(attributesOf(values, 'v1')).toEqual(doc.gopher_v1);
      expect(attributesOf(values, 'v2')).toEqual(doc.gopher_v2);
    },
  );
});

describe('peculiarities of dolma that must not be mended', () => {
  it('counts all members of a repeated group of lines, and the empty ones only in v1', () => {
    const { v1, v2 } = dolmaGopherOf(readText('one\n\n\none\ntwo'));
    expect(v1.duplicateLines).toBe(4 / 5);
    expect(v2.duplicateLines).toBe(2 / 3);
  });

  it('divides lines with white space by characters without it, beyond 1', () => {
    expect(dolmaGopherOf(readText('a b c d\na b c d')).v1.duplicateLineCharacters).toBe(14 / 8);
  });

  it('takes the mean of the two middle words for the median', () => {
    expect(dolmaGopherOf(readText('a bb cccc dddddddd')).medianWordLength).toBe(3);
  });
});
