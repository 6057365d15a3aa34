import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstDifference } from '../../src/report/first-difference.js';

const textOf = (excerpt: { pieces: readonly { start: number; text: string }[] }) => excerpt.pieces[0]!;

it('shows both texts from a word before the place where they differ', () => {
  const common = 'The same words again and again. '.repeat(100);
  const found = firstDifference(`${common}Then the old end.`, `${common}Then a new end, longer.`)!;
  expect(found.at).toBe(common.length + 'Then '.length);
  expect(textOf(found.kept).text).toMatch(/^\w.*Then the old end\.$/);
  expect(textOf(found.copy).text).toMatch(/^\w.*Then a new end, longer\.$/);
  expect(textOf(found.kept).start).toBe(textOf(found.copy).start);
  expect(textOf(found.kept).text.length).toBeLessThan(120);
});

it('is null for equal texts, and shows a text that only goes on', () => {
  expect(firstDifference('same', 'same')).toBeNull();
  expect(firstDifference('same', 'same and more')).toMatchObject({ at: 4 });
});

it('gives well-formed pieces that contain the difference, for any texts', () => {
  const text = fc.string({ unit: 'binary', maxLength: 900 });
  fc.assert(
    fc.property(text, text, text, (common, a, b) => {
      const [kept, copy] = [common + a, common + b];
      const found = firstDifference(kept, copy);
      if (found === null) return kept === copy;
      expect(kept.slice(0, found.at)).toBe(copy.slice(0, found.at));
      expect(kept[found.at]).not.toBe(copy[found.at]);
      for (const excerpt of [found.kept, found.copy]) {
        const { start, text: shown } = textOf(excerpt);
        expect(start).toBeLessThanOrEqual(found.at);
        expect(shown.isWellFormed()).toBe(true);
        expect(shown.length).toBeLessThanOrEqual(402);
      }
      return true;
    }),
    { seed: 7, numRuns: 500 },
  );
});
