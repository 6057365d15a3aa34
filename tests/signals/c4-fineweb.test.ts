import { describe, expect, it } from 'vitest';
import { DEFAULT_SIGNAL_SETTINGS } from '../../src/core/signal.js';
import { TEXT_SIGNALS } from '../../src/signals/index.js';
import { readText } from '../../src/text/reading.js';
import { textRecord } from './text-record.js';

const measured = (id: string, text: string) =>
  TEXT_SIGNALS.find((signal) => signal.id === id)!.measure(
    readText(text),
    textRecord(text),
    DEFAULT_SIGNAL_SETTINGS,
  ).value;

const page = (line: string): string => `${'A plain line of words. '.repeat(5).trim()}\n${line}`;

describe('C4', () => {
  // Expected fates were produced by datatrove 0.10.1, C4QualityFilter, and its line statistics.
  it.each([
    ['a line without end', 'No end here', 'c4-unterminated-line-share'],
    ['a line that trails off', 'It goes on and on...', 'c4-unterminated-line-share'],
    ['a line that ends in a citation after a space', 'It was so. [1]', 'c4-unterminated-line-share'],
    ['a line of two words', 'Read more.', 'c4-few-words-line-share'],
    ['a line on JavaScript', 'Please enable JavaScript to go on.', 'c4-javascript-line-share'],
    [
      'a word that a citation cut in two',
      'Please enable java[12]script to go on.',
      'c4-javascript-line-share',
    ],
    ['a line on cookies', 'This site uses Cookies, as all do.', 'c4-policy-line-share'],
    ['a line with an overlong word', `See ${'x'.repeat(1001)} for more.`, 'c4-long-word-line-share'],
    ['a line that ends in a citation', 'It was so and so.[edit]', 'c4-kept-line-share'],
  ])('takes %s by its rule', (_, line, id) => {
    const kept = id === 'c4-kept-line-share';
    expect(measured(id, page(line))).toBe(kept ? 1 : 0.5);
    expect(measured('c4-verdict', page(line))).toBe('passes');
  });

  it('measures the overlong word in code points', () => {
    expect(measured('c4-long-word-line-share', `Yes and ${'😀'.repeat(600)} no.`)).toBe(0);
  });

  it('drops the page at the first of its page rules', () => {
    expect(measured('c4-verdict', page('Lorem Ipsum dolor sit.\nA { b } c d.'))).toBe('lorem_ipsum');
    expect(measured('c4-verdict', page('A { b } c d.\nLorem ipsum dolor sit.'))).toBe('curly_bracket');
    expect(measured('c4-verdict', page('lorem ipsum without an end'))).toBe('passes');
    expect(measured('c4-verdict', 'One two three. Four five six.')).toBe('too_few_sentences');
    expect(measured('c4-verdict', '')).toBe('too_few_sentences');
  });

  it('counts the long lines that mC4 asks for', () => {
    expect(
      measured('c4-long-line-count', `${'x'.repeat(200)}\n${'x'.repeat(199)}\n${'😀'.repeat(199)}`),
    ).toBe(1);
  });
});

describe('FineWeb', () => {
  it('does not trim a line before it looks at its end', () => {
    expect(measured('fineweb-terminal-line-share', 'One. \nTwo.\n \n')).toBe(1 / 2);
  });

  it('knows terminators beyond the basic plane', () => {
    expect(measured('fineweb-terminal-line-share', 'a𑇅\nb𝒜')).toBe(1 / 2);
  });

  it('counts short lines and repeated characters in code points', () => {
    expect(measured('fineweb-short-line-share', `${'😀'.repeat(30)}\n${'😀'.repeat(31)}`)).toBe(1 / 2);
    expect(measured('fineweb-duplicate-line-character-share', '😀a\n😀a\nbb')).toBe(2 / 6);
  });

  it('divides line feeds by words', () => {
    expect(measured('fineweb-newlines-per-word', 'a b\n\nc d\n')).toBe(3 / 4);
    expect(measured('fineweb-verdict', ' \n\u001c')).toBe('empty');
  });
});
