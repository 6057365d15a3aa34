import { eld } from 'eld/medium';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as packed from '../../src/text/generated/language-model.js';
import { NgramModel } from '../../src/text/language-ngrams.js';

const model = new NgramModel(packed);

/** The library's own two best, in its own order. */
function libraryGuess(text: string) {
  const [first, second] = Object.entries(eld.detect(text).getScores()).map(([language, score]) => ({
    language,
    score,
  }));
  return first === undefined ? null : { first, second: second ?? null };
}

const SENTENCES = [
  'The lamplighter came at four, and the dog that followed him had one white ear.',
  'Der Laternenanzünder kam um vier, und der Hund hatte ein weißes Ohr.',
  "L'allumeur de réverbères est venu à quatre heures ; le chien n'avait qu'une oreille blanche.",
  'Фонарщик пришёл в четыре, и у собаки было одно белое ухо.',
  'Người thắp đèn đến lúc bốn giờ, và con chó có một tai trắng.',
  'جاء مشعل المصابيح في الرابعة وكان للكلب أذن بيضاء',
  'दीपक जलाने वाला चार बजे आया और कुत्ते का एक कान सफेद था।',
  '点灯的人四点来了，跟着他的狗有一只白耳朵。',
  'Lyktetenneren kom klokken fire, og hunden hadde ett hvitt øre.',
  'Fener yakıcı dörtte geldi; İstanbul’un köpeğinin bir kulağı beyazdı.',
];

test('the packed n-grams give the languages that the library gives, with the same scores to the last digit', () => {
  for (const sentence of SENTENCES)
    for (let length = 0; length <= sentence.length; length++)
      expect(model.guess(sentence.slice(0, length))).toEqual(libraryGuess(sentence.slice(0, length)));
  const languages = SENTENCES.map((sentence) => model.guess(sentence)?.first.language);
  expect(new Set(languages).size).toBe(SENTENCES.length);
});

test('so they do for texts that are cut, words without end, apostrophes, signs and nothing', () => {
  const cut = SENTENCES.flatMap((sentence) => [sentence.repeat(20), sentence.replaceAll(' ', '').repeat(20)]);
  const odd = ['', ' ', "''", "don't ' `x` o’clock", 'é', 'a', 'ab', 'abc', 'abcd', 'abcde', '\0a\0', '😀 x'];
  const long = [69, 70, 71, 72, 74, 75, 80, 400].flatMap((length) => [
    'ab'.repeat(length).slice(0, length),
    `${'ü'.repeat(length)} ${'ü'.repeat(length)} the`,
  ]);
  for (const text of [...cut, ...odd, '\ud800a', ...long])
    expect(model.guess(text), text).toEqual(libraryGuess(text));
});

test('so they do for any text', () => {
  const word = fc.oneof(
    fc.constantFrom(...SENTENCES.flatMap((sentence) => sentence.split(' '))),
    fc.string({ unit: 'grapheme', maxLength: 90 }),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 80 }), (words) => {
      const text = words.join(' ');
      expect(model.guess(text)).toEqual(libraryGuess(text));
    }),
    { numRuns: 400, seed: 5 },
  );
});
