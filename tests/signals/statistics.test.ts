import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SIGNAL_SETTINGS } from '../../src/core/signal.js';
import { TEXT_SIGNALS } from '../../src/signals/index.js';
import { type Reading, readText } from '../../src/text/reading.js';
import { textRecord } from './text-record.js';

const byId = new Map(TEXT_SIGNALS.map((signal) => [signal.id, signal]));

const measure = (id: string, text: string) =>
  byId.get(id)!.measure(readText(text), textRecord(text), DEFAULT_SIGNAL_SETTINGS);
const measured = (id: string, text: string) => measure(id, text).value;
const whyOf = (id: string, text: string) => {
  const measurement = measure(id, text);
  return measurement.value === null ? measurement.why : undefined;
};

describe('lengths', () => {
  it('count words, code points, UTF-8 bytes, lines and sentences', () => {
    const text = 'Héllo 😀 world.\nTwo.';
    expect(
      ['word-count', 'character-count', 'byte-count', 'line-count', 'sentence-count'].map((id) =>
        measured(id, text),
      ),
    ).toEqual([3, 19, 23, 2, 2]);
  });

  it('mean word length is refused where words are single characters', () => {
    expect(measured('mean-word-length', 'four by ten')).toBe(3);
    expect(whyOf('mean-word-length', '我爱你')).toMatch(/without spaces/);
    expect(whyOf('mean-word-length', '!?')).toBe('no words');
  });
});

describe('shares of characters', () => {
  it('are of visible characters', () => {
    const text = 'aB 1 + . ';
    const shares = ['alphabetic-share', 'digit-share', 'symbol-share', 'punctuation-share'];
    expect(shares.map((id) => measured(id, text))).toEqual([0.4, 0.2, 0.2, 0.2]);
    expect(measured('upper-case-share', text)).toBe(0.5);
  });

  it('count marks with their letters, so Hindi is all letters', () => {
    expect(measured('alphabetic-share', 'हिन्दी में')).toBe(1);
  });

  it('are refused without visible characters, and case where no letter has one', () => {
    expect(whyOf('alphabetic-share', ' \n\u200b')).toBe('no visible characters');
    expect(whyOf('upper-case-share', 'العربية')).toBe('no cased letters');
  });
});

describe('function words', () => {
  it.each([
    ['English', 'It was the best of times and it was the worst of times for all of us'],
    ['German', 'Das ist nicht der Weg, auf dem wir es mit der Zeit zu etwas bringen'],
    ['Russian', 'Он не знал, что это было так, и он не хотел быть там с ними'],
    ['Arabic', 'هذا هو البيت الذي كان في المدينة قبل أن يذهب إلى هناك'],
    ['Hindi', 'यह एक किताब है और इस में कुछ कहानियों के साथ चित्र भी हैं'],
    ['French', 'Il est dans la maison avec les enfants et ne sera pas là pour nous'],
  ])('are a third of %s prose', (_, text) => {
    expect(measured('stop-word-share', text)).toBeGreaterThan(0.33);
  });

  it('are few in lists and gibberish', () => {
    expect(measured('stop-word-share', 'widget gadget sprocket flange xq zv bnm qwrt')).toBeLessThan(0.13);
  });

  it('are refused in scripts without a list', () => {
    expect(whyOf('stop-word-share', '我爱你 東京')).toMatch(/no stop-word list/);
    expect(whyOf('stop-word-share', '1 2 3')).toBe('no words with letters');
  });
});

describe('lines', () => {
  const text =
    '• one\n- two\n-three\n\nA long line that goes on for more than thirty characters.\ncut off...\nand on…';
  it('count bullets, ellipses, short lines and ended sentences among non-blank lines', () => {
    expect(measured('bullet-line-share', text)).toBe(2 / 6);
    expect(measured('ellipsis-line-share', text)).toBe(2 / 6);
    expect(measured('short-line-share', text)).toBe(5 / 6);
    expect(measured('terminal-punctuation-line-share', text)).toBe(3 / 6);
  });

  it('are the same whatever their case and spacing, and count from the second on', () => {
    const menu = 'Home  page\n home page \nHOME\tPAGE\nother';
    expect(measured('duplicate-line-share', menu)).toBe(2 / 4);
    expect(measured('duplicate-line-character-share', menu)).toBe(18 / 32);
    expect(measured('duplicate-line-share', 'a\nb\n\n\n')).toBe(0);
  });

  it('repeat as paragraphs only when all their lines do', () => {
    expect(measured('duplicate-paragraph-share', 'a\nb\n\na\nb\n\na\nc\n\nb\na')).toBe(1 / 4);
    expect(measured('duplicate-paragraph-character-share', 'a\nb\n\na\nb')).toBe(0.5);
  });

  it('are refused where all are blank', () => {
    for (const id of ['bullet-line-share', 'duplicate-line-share', 'duplicate-paragraph-share'])
      expect(whyOf(id, ' \n\t\n')).toMatch(/^no (non-blank lines|paragraphs)/);
  });

  it('hash to 8 bytes each, alike for case and spacing, once each, from 20 characters', () => {
    const long = 'All rights reserved by us';
    const one = measured('line-hashes', long) as Uint8Array;
    expect(one).toHaveLength(8);
    expect(measured('line-hashes', `short\n ${long.toUpperCase()}\n${long.replace(' ', '\t ')}`)).toEqual(
      one,
    );
    expect(measured('line-hashes', `${long}\n${long}!`)).toHaveLength(16);
    expect(whyOf('line-hashes', 'too short')).toMatch(/20 characters/);
    const many = Array.from({ length: 1500 }, (_, line) => `line number ${line} of the text`).join('\n');
    expect(measured('line-hashes', many)).toHaveLength(8000);
  });
});

describe('repeated words', () => {
  it('the most frequent n-gram covers characters once, and only if it occurs twice', () => {
    // 3 × `a bc` in 9 + 3 characters of words.
    expect(measured('top-2-gram-character-share', 'a bc x a bc y a bc z')).toBe(9 / 12);
    expect(measured('top-2-gram-character-share', 'one two three')).toBe(0);
    expect(measured('top-2-gram-character-share', 'a a a a')).toBe(1);
    expect(whyOf('top-3-gram-character-share', 'one two')).toBe('fewer than 3 words');
  });

  it('repeated 5-grams cover all their occurrences, the first too', () => {
    const phrase = 'never gonna give you up';
    expect(measured('duplicate-5-gram-character-share', `${phrase} ten ${phrase}`)).toBe(38 / 41);
    expect(measured('duplicate-6-gram-character-share', `${phrase} ten ${phrase}`)).toBe(0);
  });

  it('agree with counting all n-grams in a map', () => {
    const words = fc.array(fc.constantFrom('a', 'bb', 'ccc', 'd', 'Ee'), { minLength: 10, maxLength: 60 });
    fc.assert(
      fc.property(words, (list) => {
        const text = list.join(' ');
        for (const n of [5, 6, 7, 8, 9, 10])
          expect(measured(`duplicate-${n}-gram-character-share`, text)).toBe(coveredByRepeats(list, n));
      }),
      { numRuns: 300 },
    );
  });
});

/** The same share, slowly. */
function coveredByRepeats(words: readonly string[], n: number): number {
  const places = new Map<string, number[]>();
  for (let at = 0; at + n <= words.length; at++) {
    const key = words.slice(at, at + n).join(' ');
    places.set(key, [...(places.get(key) ?? []), at]);
  }
  const covered = new Set<number>();
  for (const starts of places.values())
    if (starts.length > 1)
      for (const start of starts) for (let step = 0; step < n; step++) covered.add(start + step);
  const length = (indices: Iterable<number>): number =>
    [...indices].reduce((sum, index) => sum + words[index]!.length, 0);
  return length(covered) / length(words.keys());
}

describe('diversity', () => {
  it('entropy is that of the frequencies, in bits', () => {
    // scipy.stats.entropy([2, 1, 1], base=2) = 1.5
    expect(measured('unigram-entropy', 'the cat The dog')).toBe(1.5);
    expect(measured('unigram-entropy', 'na '.repeat(300))).toBe(0);
    expect(whyOf('unigram-entropy', '...')).toBe('no words');
  });

  it('distinct-n is the mean over full segments of 100 words', () => {
    const distinct = Array.from({ length: 100 }, (_, word) => `w${word}`);
    const same = distinct.map(() => 'same');
    const text = [...distinct, ...same, ...distinct.slice(0, 50)].join(' ');
    expect(measured('distinct-1', text)).toBeCloseTo((1 + 0.01) / 2, 12);
    expect(measured('distinct-2', text)).toBeCloseTo((1 + 1 / 99) / 2, 12);
    expect(whyOf('distinct-1', distinct.slice(1).join(' '))).toBe('fewer than 100 words');
  });

  it('distinct-n agrees with sets of the n-grams of each segment', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), {
      minLength: 100,
      maxLength: 350,
    });
    fc.assert(
      fc.property(words, (list) => {
        for (const n of [1, 2])
          expect(measured(`distinct-${n}`, list.join(' '))).toBeCloseTo(meanDistinct(list, n), 12);
      }),
      { numRuns: 50 },
    );
  });

  it('does not fall with the length of the text', () => {
    const words = 'one two three four five six seven eight nine ten '.repeat(10);
    expect(measured('distinct-1', words)).toBe(measured('distinct-1', words.repeat(20)));
  });
});

function meanDistinct(words: readonly string[], n: number): number {
  const shares: number[] = [];
  for (let from = 0; from + 100 <= words.length; from += 100) {
    const segment = words.slice(from, from + 100);
    const ngrams = segment.slice(n - 1).map((_, at) => segment.slice(at, at + n).join(' '));
    shares.push(new Set(ngrams).size / ngrams.length);
  }
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

describe('what is computed once for a text', () => {
  it('is not mixed up between two readers that take turns', () => {
    const ids = [
      'duplicate-line-share',
      'unigram-entropy',
      'top-2-gram-character-share',
      'gopher-dolma-word-count',
    ];
    const [a, b] = ['x y\nx y', 'p q r'];
    const [readingA, readingB]: [Reading, Reading] = [readText(a), readText(b)];
    for (const id of ids) {
      const ask = (reading: Reading) =>
        byId.get(id)!.measure(reading, textRecord(reading.text), DEFAULT_SIGNAL_SETTINGS);
      const [first, second, again] = [ask(readingA), ask(readingB), ask(readingA)];
      expect(again).toEqual(first);
      expect(second).not.toEqual(first);
    }
  });
});
