import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { languageOf, loadLanguageLibrary } from '../../src/text/language.js';
import { FUNCTION_WORDS } from '../../src/text/language-words.js';
import { readText } from '../../src/text/reading.js';

await loadLanguageLibrary();

describe('the language of a text', () => {
  it.each([
    ['en', 'The committee said that it would meet again in the spring, when all of the figures are known.'],
    [
      'de',
      'Der Ausschuss teilte mit, dass er im Frühjahr wieder zusammentreten wird, wenn die Zahlen vorliegen.',
    ],
    ['fr', 'La commission a déclaré qu’elle se réunirait de nouveau au printemps avec tous les chiffres.'],
    ['es', 'El comité dijo que se reunirá de nuevo en la primavera, cuando se conozcan todas las cifras.'],
    ['it', 'La commissione ha detto che si riunirà di nuovo in primavera, quando saranno noti tutti i dati.'],
    [
      'pt',
      'O comitê disse que não se reunirá de novo até a primavera, quando todos os números forem conhecidos.',
    ],
    ['nl', 'De commissie zei dat zij in het voorjaar weer bijeenkomt als alle cijfers bekend zijn.'],
    ['pl', 'Komisja oświadczyła, że zbierze się ponownie na wiosnę, kiedy będą znane wszystkie dane.'],
    ['ru', 'Комиссия заявила, что она соберётся снова весной, когда будут известны все данные.'],
    ['uk', 'Комісія заявила, що вона збереться знову навесні, коли будуть відомі всі дані.'],
    ['ar', 'قالت اللجنة إنها ستجتمع مرة أخرى في الربيع عندما تعرف جميع الأرقام.'],
    ['fa', 'کمیته گفت که در بهار دوباره تشکیل جلسه می‌دهد، وقتی همه ارقام مشخص شود.'],
    ['hi', 'समिति ने कहा कि वह वसंत में फिर से बैठक करेगी जब सभी आंकड़े ज्ञात होंगे।'],
    ['zh', '委员会表示，春季将再次开会。'],
    ['ja', '委員会は春に再び会合を開くと述べた。'],
    ['ko', '위원회는 봄에 다시 만날 것이라고 말했다.'],
    ['el', 'Η επιτροπή θα συνεδριάσει ξανά.'],
    ['he', 'הוועדה תתכנס שוב באביב.'],
    ['th', 'คณะกรรมการจะประชุมอีกครั้ง'],
    ['tr', 'Komite, tüm rakamlar bilindiğinde ilkbaharda yeniden toplanacağını söyledi.'],
  ])('is %s', (language, text) => {
    expect(languageOf(readText(text))).toMatchObject({ language });
  });

  it('is undefined, with the reason, where there is too little text', () => {
    for (const text of ['', '12 345', '…', 'OK', '\ud800'])
      expect(languageOf(readText(text))).toMatchObject({
        language: null,
        why: expect.stringContaining('too few letters'),
      });
  });

  it('has a confidence between 0 and 1', () => {
    const answer = languageOf(
      readText('The cat sat on the mat and it was the best of all of them, they said.'),
    );
    expect(answer).toMatchObject({ language: 'en' });
    if (answer.language !== null) {
      expect(answer.confidence).toBeGreaterThan(0);
      expect(answer.confidence).toBeLessThanOrEqual(1);
    }
  });

  it('looks at the beginning alone', () => {
    const english = 'The committee said that it would meet again in the spring. '.repeat(40);
    expect(languageOf(readText(`${english}Комиссия соберётся снова. `.repeat(3)))).toMatchObject({
      language: 'en',
    });
  });

  it('has function words that are words as a reading has them', () => {
    for (const words of Object.values(FUNCTION_WORDS))
      for (const word of words.split(' ')) expect([word, readText(word).wordCount]).toEqual([word, 1]);
  });
});

const FILE = '../shared/data/origin-text/news_wiki_bio.jsonl.gz';
it.skipIf(!existsSync(FILE))(`names English news English (${FILE}, skipped where absent)`, () => {
  const rows = gunzipSync(readFileSync(FILE)).toString('utf8').trim().split('\n').slice(0, 500);
  const english = rows.filter((row) => {
    const { text } = JSON.parse(row) as { text: string };
    return languageOf(readText(text)).language === 'en';
  });
  expect(english.length).toBe(rows.length);
});
