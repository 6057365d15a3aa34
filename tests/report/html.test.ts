import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reveal, segments } from '../../src/report/hidden.js';
import { escapeHtml, html, slug, trusted } from '../../src/report/html.js';
import { HOSTILE } from './hostile.js';

test('a template escapes whatever it is given, in text and in attributes', () => {
  expect(html`<a title="${'"><b>'}">${'<i>&'}</a>`.text).toBe(
    '<a title="&quot;&gt;&lt;b&gt;">&lt;i&gt;&amp;</a>',
  );
});

test('a template takes markup of templates as it is, and leaves out nothing but null, undefined and false', () => {
  expect(
    html`${html`<b>${'<'}</b>`}${trusted('<hr>')}${null}${undefined}${false}${0}${['<', html`<i></i>`]}`.text,
  ).toBe('<b>&lt;</b><hr>0&lt;<i></i>');
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...HOSTILE),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);

test('no string can open a tag, end an attribute or hide a character', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const escaped = escapeHtml(text);
      expect(escaped).not.toMatch(/[<>"'`]/);
      expect(escaped).not.toMatch(
        /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]|\p{Surrogate}/u,
      );
    }),
  );
});

test('the segments of a text make up the text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const parts = segments(text);
      expect(parts.map((part) => part.text).join('')).toBe(text);
      let at = 0;
      for (const part of parts) {
        expect(part.start).toBe(at);
        at += part.text.length;
      }
    }),
  );
});

test.each([
  ['a zero-width space', 'a\u200bb', 'a‹U+200B›b'],
  ['NUL and escape', '\0\x1b[0m', '‹NUL›‹ESC›[0m'],
  ['a bidi override', '\u202eabc', '‹U+202E›abc'],
  ['half of a pair', 'x\ud83dy', 'x‹U+D83D›y'],
  ['a message in tag characters', '\u{e0048}\u{e0065}\u{e006c}\u{e0070}', '‹4 tag characters: “Help”›'],
  [
    'a message in variation selectors',
    '😀\u{e0138}\u{e0155}\u{e015c}\u{e0160}',
    '😀‹4 variation selectors: “Help”›',
  ],
  ['a pile of marks', `e${'\u0301'.repeat(30)}`, `e${'\u0301'.repeat(6)}‹24 combining marks›`],
  ['many of one character', 'a\u200b\u200b\u200b\u200b\u200b', 'a‹5 × U+200B›'],
])('%s is spelt out', (_name, text, shown) => {
  expect(reveal(text)).toBe(shown);
});

test.each([
  ['an emoji with its variation selector', '❤️ ☎︎'],
  ['a family joined to one emoji', '👩‍👩‍👧‍👦 🏳️‍🌈'],
  ['Persian with its non-joiners', 'می‌خواهم'],
  ['Windows line ends, tabs', 'a\r\n\tb'],
  ['ordinary text of any script', 'Größe 日本語 ภาษาไทย שלום'],
])('%s is shown as it is', (_name, text) => {
  expect(reveal(text)).toBe(text);
});

test('slugs are ids for any text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(slug(text)).toMatch(/^[a-z0-9-]{1,80}$/);
    }),
  );
});

test('a kebab-case name is its own slug; other texts that differ only in signs get different ones', () => {
  expect(slug('mean-word-length')).toBe('mean-word-length');
  expect(slug('a/b')).not.toBe(slug('a b'));
});
