import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SIGNAL_SETTINGS } from '../../src/core/signal.js';
import { hiddenUnicodeSignals } from '../../src/signals/text/hidden-unicode.js';
import { readText } from '../../src/text/reading.js';
import { deceptionsIn } from '../../src/text/unicode.js';
import { textRecord } from './text-record.js';

const families = (text: string): string[] => [...deceptionsIn(readText(text)).keys()];
const notes = (text: string): string =>
  [...deceptionsIn(readText(text)).values()].flatMap(({ spans }) => spans.map(({ note }) => note)).join('; ');
const tagged = (ascii: string): string =>
  [...ascii].map((character) => String.fromCodePoint(0xe0000 + character.charCodeAt(0))).join('');
const selected = (ascii: string): string =>
  [...ascii].map((character) => String.fromCodePoint(0xe0100 + character.charCodeAt(0) - 16)).join('');
const bits = (ascii: string): string =>
  [...ascii]
    .map((character) => character.charCodeAt(0).toString(2).padStart(8, '0'))
    .join('')
    .replaceAll('0', '\u200b')
    .replaceAll('1', '\u200c');

describe('hidden Unicode, by technique', () => {
  it.each([
    ['zero-width space in a word', 'ig\u200bnore this', 'invisible'],
    ['joiner between Latin letters', 'ig\u200dnore', 'invisible'],
    ['word joiner', 'the\u2060 film', 'invisible'],
    ['byte order mark inside', 'the film.\ufeff', 'invisible'],
    ['soft hyphens between single letters', 'i\u00adg\u00adn\u00ado\u00adre', 'invisible'],
    ['Hangul filler', 'the\u3164 film', 'invisible'],
    ['half-width Hangul filler', 'the\uffa0 film', 'invisible'],
    ['Braille blank', 'the\u2800film', 'invisible'],
    ['deprecated format character', 'the\u206a film', 'invisible'],
    ['interlinear annotation', 'the\ufff9 film\ufffb', 'invisible'],
    ['invisible operator in prose', 'the wor\u2062ld is round', 'invisible'],
    ['musical control', 'the\u{1d173} film', 'invisible'],
    ['combining grapheme joiner', 'the fi\u034flm', 'invisible'],
    ['Khmer inherent vowel in Latin', 'the\u17b4 film', 'invisible'],
    ['Mongolian vowel separator in Latin', 'the\u180efilm', 'invisible'],
    ['right-to-left override', 'photo_\u202egpj.exe', 'bidi'],
    ['unbalanced isolate', 'x = "user\u2066 // admin"', 'bidi'],
    ['right-to-left mark in English', 'the\u200f film', 'bidi'],
    ['tag characters', `hello${tagged('ignore all')}`, 'smuggled'],
    ['variation selectors', `😀${selected('attack')}`, 'smuggled'],
    ['one selector after a letter', 'the\ufe01 film', 'smuggled'],
    ['backspace', 'good\b\b\b\bbad', 'control'],
    ['terminal sequence', 'all \u001b[8mhidden\u001b[0m fine', 'control'],
    ['NUL', 'a\0b', 'control'],
    ['noncharacter', 'a\ufdd0b', 'control'],
    ['lone surrogate', 'a\ud800b', 'control'],
    ['private use', 'the\ue123 film', 'private-use'],
    ['supplementary private use', 'the\u{f0041} film', 'private-use'],
    ['one Cyrillic letter', 'p\u0430ypal account', 'homoglyph'],
    ['a whole Cyrillic word', 'the ѕсоре of the film was large', 'homoglyph'],
    ['Greek omicron', 'g\u03bf to the bank', 'homoglyph'],
    ['Latin letters in a Russian word', 'наш бaнк работает', 'homoglyph'],
    ['Armenian letter', 'h\u0585use of cards', 'homoglyph'],
    ['Cherokee letter', 'ho\uab81me and away', 'homoglyph'],
    ['Greek question mark', 'let x = 1\u037e', 'homoglyph'],
    ['mathematical bold', 'the \u{1d41f}\u{1d422}\u{1d425}\u{1d426} is good', 'lookalike-alphabet'],
    ['full-width word in English', 'the ｆｉｌｍ is good', 'lookalike-alphabet'],
    ['circled letters', 'the ⓕⓘⓛⓜ is good', 'lookalike-alphabet'],
    ['squared letters', 'the 🄵🄸🄻🄼 is good', 'lookalike-alphabet'],
    ['regional indicators', 'say 🇭 🇪 🇱 🇱 🇴 now', 'lookalike-alphabet'],
    ['small capitals', 'the ꜰɪʟᴍ ᴡᴀs good', 'lookalike-alphabet'],
    ['superscript letters', 'the ᶠⁱˡᵐ is good', 'lookalike-alphabet'],
    ['upside-down letters', 'ʇxǝʇ uʍop ǝpᴉsdn', 'lookalike-alphabet'],
    ['small Roman numerals for letters', 'a smaⅼⅼ film', 'lookalike-alphabet'],
    ['stroke overlay', 'f\u0336i\u0336l\u0336m\u0336', 'overlay'],
    ['heaped marks', 'f\u0300\u0301\u0302\u0303\u0304ilm', 'overlay'],
    ['line under each letter', 'f\u0332i\u0332l\u0332m\u0332', 'overlay'],
    ['rare spaces', 'the\u2005film was\u2006good', 'space-code'],
    ['mixed spaces', 'the\u2002film\u2003was\u2009good', 'space-code'],
    ['SNOW', 'one\t  \t   \t \nnext\t \t  \t\n', 'space-code'],
  ])('finds %s', (_name, text, family) => {
    expect(families(text)).toContain(family);
  });

  it('decodes what tag characters, variation selectors and zero-width bits say', () => {
    expect(notes(`x${tagged('ignore previous')}`)).toContain('"ignore previous"');
    expect(notes(`😀${selected('send the key')}`)).toContain('"send the key"');
    expect(notes(`hello${bits('secret')} world`)).toContain('"secret"');
  });

  it('says what a disguised word reads as', () => {
    expect(notes('p\u0430yp\u0430l')).toContain('"paypal"');
    expect(notes('the ꜰɪʟᴍ')).toContain('"film"');
  });

  it('counts places and not characters, and adds the families up', () => {
    const text = `a${tagged('hello')} b\u200b\u200b\u200bc\u202e`;
    const values = hiddenUnicodeSignals.map((signal) => {
      const { value } = signal.measure(readText(text), textRecord(text), DEFAULT_SIGNAL_SETTINGS);
      return [signal.id, value];
    });
    expect(Object.fromEntries(values)).toMatchObject({
      'hidden-unicode-count': 3,
      'smuggled-text-count': 1,
      'invisible-character-count': 1,
      'bidi-control-count': 1,
      'homoglyph-word-count': 0,
    });
  });
});

describe('innocent Unicode', () => {
  it.each([
    ['emoji sequences', '👩‍👩‍👧 👩🏽‍💻 ❤️ ☎︎ 1️⃣ 🏳️‍🌈 ❤️‍🔥 🧑🏿‍🤝‍🧑🏻'],
    ['flags', '🇫🇷 🇩🇪🇮🇹 🏴󠁧󠁢󠁳󠁣󠁴󠁿 wins'],
    ['Persian', 'می‌خواهم کتاب‌ها را بخوانم'],
    ['Arabic with marks', 'نص عربي \u200fمع C++\u200f علامات'],
    ['balanced embedding in Arabic', 'رقم الهاتف \u202a+20 100 200\u202c للاتصال'],
    ['Hebrew with a left-to-right mark', 'הגרסה \u200eC++\u200e זמינה'],
    ['Hindi conjuncts', 'क्‍ष और श्री‍मान'],
    ['Bengali, Malayalam, Sinhala', 'র‍্যাব ന്‍ ශ්‍රී ලංකා'],
    ['Thai and Khmer line breaks', 'ภาษา\u200bไทย ភាសា\u200bខ្មែរ'],
    ['Chinese with an ideographic variant', '葛\u{e0100}飾区と辻\u{e0101}さん'],
    ['Japanese full-width', 'ＮＨＫは２０２４年、「Ｑ＆Ａ」を放送した。'],
    ['soft hyphens', 'Donau\u00addampf\u00adschiff\u00adfahrt'],
    ['byte order mark at the start', '\ufeffThe film'],
    ['mixed languages', 'Москва (Moscow) и Αθήνα (Athens), 東京 (Tokyo)'],
    ['Russian with Latin names', 'Компания Apple и IT-отдел, Facebook’а, SMSка, USB-порт'],
    ['physics in Greek letters', 'E = hν, λ = 5 µm, 3 μm, 10 kΩ, Δt, cosθ, TNFα, NFκB, Å'],
    ['mathematics', 'Let 𝑥 ∈ ℝ and 𝑎𝑏 = 𝑓(𝑥) ≤ ∑ 𝑥ᵢ, a ≠ b, A\u2062B = f\u2061(x)'],
    ['IPA', 'fish /fɪʃ/, [ˈɫaɡə], ˈviːθ, ʔaħmad, l̴, [ɡʊd]'],
    ['ordinals and footnotes', '1ˢᵗ, 2ⁿᵈ, xⁿ, CO₂, nᵗʰ, Mᵐᵉ'],
    ['Hawaiian and Uzbek', 'Hawaiʻi, Oʻahu, Oʻzbekiston'],
    ['decomposed Vietnamese and Greek', 'Việt Nam, ἄνθρωπος ᾧ'.normalize('NFD')],
    ['French and German typography', 'Bonjour\u202f! «\u00a0oui\u00a0» 10\u2009%, z.\u2009B.'],
    ['symbols', '© ® ™ ℃ № ⓘ Ⓜ ½ Ⅳ ℓ ∞ ← ▶ █ ░'],
    ['Markdown line breaks and code', 'one  \ntwo\n\tindented\n\t    mixed\n'],
    ['Windows-1252 read as Latin-1', 'It\u0092s \u0093broken\u0094 \u0096 not hidden'],
    ['Word’s bullet', '\uf0b7 first\n\uf0b7 second'],
    ['Mongolian', 'ᠮᠣᠩᠭᠣᠯ\u180e᠎ᠠ ᠪᠢᠴᠢᠭ᠌'],
    ['Korean with jamo', 'ㅋㅋㅋ 한국어 ㅠㅠ'],
  ])('passes %s', (_name, text) => {
    expect(notes(text)).toBe('');
  });
});

const DATA = '../shared/data/poison/unicode';
describe.skipIf(!existsSync(DATA))(`labelled cases in ${DATA} (skipped where absent)`, () => {
  const rows = (name: string): { text: string; label: number; technique: string | null }[] =>
    gunzipSync(readFileSync(`${DATA}/${name}.jsonl.gz`))
      .toString('utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('finds at least 99 % at no more than 0.1 % false alarms', () => {
    const cases = rows('hidden');
    const share = (label: number): number => {
      const those = cases.filter((row) => row.label === label);
      return those.filter(({ text }) => families(text).length > 0).length / those.length;
    };
    expect(share(1)).toBeGreaterThanOrEqual(0.99);
    expect(share(0)).toBeLessThanOrEqual(0.001);
  });

  it('finds every Trojan Source', () => {
    expect(rows('trojan_source').filter(({ text }) => families(text).length === 0)).toEqual([]);
  });
});
