import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReader, endsSentence, hashWord, type Reading, readText } from '../../src/text/reading.js';

const stretches = (reading: Reading, count: number, start: Int32Array, end: Int32Array): string[] =>
  Array.from({ length: count }, (_, index) => reading.text.slice(start[index], end[index]));

const wordsOf = (text: string): string[] => {
  const reading = readText(text);
  return stretches(reading, reading.wordCount, reading.wordStart, reading.wordEnd);
};
const linesOf = (text: string): string[] => {
  const reading = readText(text);
  return stretches(reading, reading.lineCount, reading.lineStart, reading.lineEnd);
};
const sentencesOf = (text: string): string[] => {
  const reading = readText(text);
  return stretches(reading, reading.sentenceCount, reading.sentenceStart, reading.sentenceEnd);
};
const paragraphsOf = (text: string): string[] => {
  const reading = readText(text);
  return stretches(reading, reading.paragraphCount, reading.paragraphStart, reading.paragraphEnd);
};

describe('words', () => {
  it.each([
    [
      'Latin, with contractions, numbers and decimals',
      "Don't pay 1,299.50 for x_1!",
      ["Don't", 'pay', '1,299.50', 'for', 'x_1'],
    ],
    ['a typographic apostrophe and accents', 'l’été naïve', ['l’été', 'naïve']],
    ['a full stop between letters, which parts', 'end.Start', ['end', 'Start']],
    ['quotes around a word, which are not of it', "'tis 'quoted'", ['tis', 'quoted']],
    ['each Chinese character', '我爱你。', ['我', '爱', '你']],
    ['Japanese: each Kanji and Hiragana, runs of Katakana', '東京でラーメン', ['東', '京', 'で', 'ラーメン']],
    ['each Thai letter with its marks', 'กินน้ำ', ['กิ', 'น', 'น้', 'ำ']],
    ['Hindi with its vowel signs', 'मैं हिन्दी में', ['मैं', 'हिन्दी', 'में']],
    ['Arabic with its vowel marks', 'كِتَاب جديد', ['كِتَاب', 'جديد']],
    ['Persian with a zero-width non-joiner', 'می‌خواهم', ['می‌خواهم']],
    ['Hangul', '한국어 단어', ['한국어', '단어']],
    ['letters beyond the basic plane', '𝒜𝒷 𐐀', ['𝒜𝒷', '𐐀']],
    ['a soft hyphen within', 'co\u00adoperate', ['co\u00adoperate']],
    ['letters on both sides of an emoji', 'a😀b', ['a', 'b']],
    ['no word in emoji and punctuation', '👩‍👩‍👧 — !?', []],
    ['no word in lone surrogates', '\ud800 x\udc00', ['x']],
  ])('%s', (_, text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it('hashes the same in composed and decomposed form, whatever the case', () => {
    for (const word of ['Élan', 'Ångström', '\u212bngström', '한국어', 'हिन्दी', 'कि\u0958', 'Việt']) {
      expect(hashWord(word.normalize('NFD'))).toBe(hashWord(word.normalize('NFC')));
      expect(hashWord(word.toUpperCase())).toBe(hashWord(word.toLowerCase()));
    }
  });

  it('hashes without soft hyphens and with either apostrophe', () => {
    expect(hashWord('co\u00adoperate')).toBe(hashWord('cooperate'));
    expect(hashWord('don’t')).toBe(hashWord("don't"));
    expect(hashWord('dont')).not.toBe(hashWord("don't"));
  });

  it('counts words with a letter and the characters of all words', () => {
    const { wordsWithLetter, wordCharacterCount } = readText('a1 22 𝒜 é');
    expect(wordsWithLetter).toBe(3);
    expect(wordCharacterCount).toBe(6);
  });

  it('knows the words of each line', () => {
    const { lineFirstWord, lineCount } = readText('one two\n\nthree');
    expect([...lineFirstWord.subarray(0, lineCount + 1)]).toEqual([0, 2, 2, 3]);
  });
});

describe('lines', () => {
  it('end at LF, CR LF, CR, NEL, LS and PS', () => {
    expect(linesOf('a\nb\r\nc\rd\u0085e\u2028f\u2029g')).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('keep blank ones, and a final line end opens no further line', () => {
    expect(linesOf('a\n\nb\n')).toEqual(['a', '', 'b']);
    expect(linesOf('\r\n')).toEqual(['']);
    expect(linesOf('')).toEqual([]);
  });
});

describe('paragraphs', () => {
  it('are adjacent lines that are not blank', () => {
    expect(paragraphsOf('\n a\nb\n \t\n\u3000\nc\r\n')).toEqual([' a\nb', 'c']);
  });
});

describe('sentences', () => {
  it.each([
    ['end at terminators before white space', 'One. Two! Three? Four', ['One.', 'Two!', 'Three?', 'Four']],
    [
      'keep closing quotes and brackets',
      'He said “no.” Then (yes!) “Go.”',
      ['He said “no.”', 'Then (yes!)', '“Go.”'],
    ],
    ['do not end before a lower-case letter', 'See fig. two. Next', ['See fig. two.', 'Next']],
    [
      'do not end within numbers and names',
      'It is 3.5 at example.com today.',
      ['It is 3.5 at example.com today.'],
    ],
    ['end anywhere at full-width terminators', '我来。你去！好', ['我来。', '你去！', '好']],
    ['end at the danda', 'यह है। वह है।', ['यह है।', 'वह है।']],
    ['end at the Arabic question mark', 'كيف حالك؟ بخير.', ['كيف حالك؟', 'بخير.']],
    ['run over line ends, but not over blank lines', 'One\ntwo\n\nthree', ['One\ntwo', 'three']],
    ['take a run of terminators as one', 'What?! No... Yes…', ['What?!', 'No...', 'Yes…']],
    ['are none in white space', ' \n ', []],
  ])('%s', (_, text, sentences) => {
    expect(sentencesOf(text)).toEqual(sentences);
  });

  it('end as a line may end, closing marks after the terminator included', () => {
    const ends = (text: string): boolean => endsSentence(readText(text).units, 0, text.length);
    expect(['a.', 'a.”)', '。', 'a!"'].map(ends)).toEqual([true, true, true, true]);
    expect(['a', 'a”', '', '”'].map(ends)).toEqual([false, false, false, false]);
  });
});

describe('laws of every reading', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: 'grapheme', maxLength: 100 }),
    fc
      .array(
        fc.constantFrom(
          'a',
          'É',
          'e\u0301',
          '。',
          '.',
          ' ',
          '\n',
          '\r\n',
          '\r',
          "'",
          '1',
          ',',
          '_',
          '字',
          'ไ',
          '😀',
          '\ud83d',
          '\udc00',
          '”',
          '\u200d',
          '\u2028',
        ),
        { maxLength: 120 },
      )
      .map((parts) => parts.join('')),
  );

  it('has offsets in order, in range and without overlap', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const reading = readText(text);
        for (const [count, start, end] of [
          [reading.wordCount, reading.wordStart, reading.wordEnd],
          [reading.lineCount, reading.lineStart, reading.lineEnd],
          [reading.paragraphCount, reading.paragraphStart, reading.paragraphEnd],
          [reading.sentenceCount, reading.sentenceStart, reading.sentenceEnd],
        ] as const) {
          let before = 0;
          for (let index = 0; index < count; index++) {
            expect(start[index]).toBeGreaterThanOrEqual(before);
            expect(end[index]).toBeGreaterThanOrEqual(start[index]!);
            before = end[index]!;
          }
          expect(before).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('counts bytes as UTF-8 does, lone surrogates as U+FFFD', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(readText(text).byteCount).toBe(new TextEncoder().encode(text).length);
      }),
      { numRuns: 500 },
    );
  });

  it('puts every code point into one class', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { classCounts, characterCount, isAscii } = readText(text);
        expect(classCounts.reduce((sum, count) => sum + count, 0)).toBe([...text].length);
        expect(characterCount).toBe([...text].length);
        expect(isAscii).toBe([...text].every((character) => character.codePointAt(0)! < 0x80));
      }),
      { numRuns: 500 },
    );
  });

  it('reads a text alike whatever was read before it', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, other) => {
        const reader = createReader();
        reader.read(other);
        expect(summary(reader.read(text))).toEqual(summary(readText(text)));
      }),
    );
  });

  it('gives every text read a serial of its own', () => {
    const reader = createReader();
    const serials = [reader.read('a').serial, reader.read('a').serial, readText('a').serial];
    expect(new Set(serials).size).toBe(3);
  });

  it('grows with the text', () => {
    const text = 'word. \n\n'.repeat(20_000);
    const { wordCount, sentenceCount, lineCount, paragraphCount } = readText(text);
    expect([wordCount, sentenceCount, lineCount, paragraphCount]).toEqual([20_000, 20_000, 40_000, 20_000]);
  });
});

/** Everything a reading says but its serial. */
const summary = (reading: Reading): unknown => ({
  classes: [...reading.classCounts],
  bytes: reading.byteCount,
  words: stretches(reading, reading.wordCount, reading.wordStart, reading.wordEnd),
  hashes: [...reading.wordHash.subarray(0, reading.wordCount)],
  lines: stretches(reading, reading.lineCount, reading.lineStart, reading.lineEnd),
  lineFirstWord: [...reading.lineFirstWord.subarray(0, reading.lineCount + 1)],
  paragraphs: stretches(reading, reading.paragraphCount, reading.paragraphStart, reading.paragraphEnd),
  sentences: stretches(reading, reading.sentenceCount, reading.sentenceStart, reading.sentenceEnd),
});
