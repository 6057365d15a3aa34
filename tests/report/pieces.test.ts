import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BIN_COUNT, binIndex, chooseBins } from '../../src/report/bins.js';
import { diffWords } from '../../src/report/diff.js';
import { linearTicks, ticksOf } from '../../src/report/distribution.js';
import { fieldDots } from '../../src/report/dot-field.js';
import { excerptOf } from '../../src/report/excerpt.js';
import { stretches } from '../../src/report/marked-text.js';
import {
  formatBytes,
  formatCount,
  formatEstimate,
  formatNumber,
  formatPercent,
  roughPercent,
} from '../../src/report/numbers.js';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('numbers', () => {
  test.each([
    [0, '0 %'],
    [1e-9, '<0.01 %'],
    [0.0047, '0.47 %'],
    [0.123, '12.3 %'],
    [0.9999999, '>99.99 %'],
    [1, '100 %'],
  ])('the share %d reads %s: nothing that is there is 0 %%, nothing partial is 100 %%', (share, text) => {
    expect(plain(formatPercent(share))).toBe(text);
  });

  test('only an exact nothing and an exact whole read 0 % and 100 %', () => {
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, max: 1 - Number.EPSILON / 2, noNaN: true }), (share) => {
        expect(['0 %', '100 %']).not.toContain(plain(formatPercent(share)));
      }),
    );
  });

  test.each([
    [1234567, '1,234,567'],
    [0.0312, '0.031'],
    [5.3716, '5.372'],
    [-12.5, '−12.5'],
    [1e-7, '1.00e−7'],
    [Number.POSITIVE_INFINITY, '∞'],
  ])('%d is written %s', (value, text) => expect(formatNumber(value)).toBe(text));

  test('bytes and counts', () => {
    expect(formatBytes(999)).toBe('999 bytes');
    expect(formatBytes(1_480_000)).toBe('1.48 MB');
    expect(formatCount(1000)).toBe('1,000');
  });

  test('an estimate has its interval, a missing one its reason', () => {
    expect(plain(formatEstimate({ value: 0.12, low: 0.1, high: 0.15 }, 'share'))).toBe('12 % (10 % – 15 %)');
    expect(formatEstimate({ value: null, why: 'no anchor' }, 'share')).toBe('not estimated: no anchor');
  });
});

test('shares in sentences are whole per cent, and never nothing or all of what is neither', () => {
  const shares = [0, 0.0004, 0.004, 0.8175, 0.994, 0.9996, 1].map((share) => plain(roughPercent(share)));
  expect(shares).toEqual(['0 %', 'under 0.1 %', '0.4 %', '82 %', '99.4 %', 'over 99.9 %', '100 %']);
});

describe('bins', () => {
  const values = fc.array(
    fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.double({ min: 0, max: 1e6, noNaN: true })),
    { minLength: 1 },
  );

  test('cover every value, ascend and stay few', () => {
    fc.assert(
      fc.property(values, (list) => {
        const sorted = [...list].sort((a, b) => a - b);
        const bins = chooseBins({
          minimum: sorted[0]!,
          maximum: sorted.at(-1)!,
          minimumPositive: sorted.find((value) => value > 0),
          median: sorted[sorted.length >> 1]!,
          isInteger: sorted.every(Number.isInteger),
        });
        const { edges } = bins;
        expect(edges.length).toBeLessThanOrEqual(BIN_COUNT + 2);
        for (let i = 1; i < edges.length; i++) expect(edges[i]!).toBeGreaterThanOrEqual(edges[i - 1]!);
        for (const value of sorted) {
          const index = binIndex(bins, value);
          expect(value).toBeGreaterThanOrEqual(edges[index]!);
          expect(value).toBeLessThanOrEqual(edges[index + 1]!);
        }
        for (const tick of ticksOf(bins))
          expect(tick >= edges[0]! - 1e-9 && tick <= edges.at(-1)! * 1.000001).toBe(true);
      }),
    );
  });

  test('few whole numbers have a bin each, long tails are logarithmic with their zeros apart', () => {
    expect(chooseBins({ minimum: 0, maximum: 3, median: 0, isInteger: true }).edges).toEqual([
      -0.5, 0.5, 1.5, 2.5, 3.5,
    ]);
    const long = chooseBins({ minimum: 0, maximum: 10_000, minimumPositive: 1, median: 4, isInteger: false });
    expect(long.scale).toBe('log');
    expect(long.edges.slice(0, 2)).toEqual([0, 1]);
  });
});

describe('the dot field', () => {
  test('gives a dot to every fate that has records, however rare', () => {
    fc.assert(
      fc.property(
        fc.nat(1e9),
        fc.nat(1e6),
        fc.nat(1e4),
        fc.nat(20),
        (admitted, quarantined, rejected, unreadable) => {
          const counts = {
            read: admitted + quarantined + rejected + unreadable,
            admitted,
            quarantined,
            rejected,
            unreadable,
          };
          const { dots } = fieldDots(counts);
          expect(dots.admit > 0).toBe(admitted > 0);
          expect(dots.unreadable > 0).toBe(unreadable > 0);
          expect(dots.admit + dots.quarantine + dots.reject + dots.unreadable).toBeLessThanOrEqual(805);
        },
      ),
    );
  });

  test('shows small corpora record by record', () => {
    const { unit, dots } = fieldDots({ read: 12, admitted: 9, quarantined: 2, rejected: 1, unreadable: 0 });
    expect({ unit, dots }).toEqual({ unit: 1, dots: { admit: 9, quarantine: 2, reject: 1, unreadable: 0 } });
  });
});

describe('excerpts', () => {
  test('are pieces of the text, in order, within the limit and without half characters', () => {
    const spans = fc.array(
      fc.tuple(fc.nat(6000), fc.nat(300)).map(([start, length]) => ({ start, end: start + length })),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 4000 }), spans, (text, found) => {
        const excerpt = excerptOf(text, found, 500);
        let at = 0;
        let shown = 0;
        for (const piece of excerpt.pieces) {
          expect(piece.start).toBeGreaterThanOrEqual(at === 0 ? 0 : at - 1);
          expect(text.slice(piece.start, piece.start + piece.text.length)).toBe(piece.text);
          expect(piece.text.isWellFormed()).toBe(true);
          at = piece.start + piece.text.length;
          shown += piece.text.length;
        }
        expect(shown).toBeLessThanOrEqual(500 + excerpt.pieces.length);
      }),
    );
  });

  test('show what was found far behind the beginning', () => {
    const text = `${'a '.repeat(5000)}As an AI language model${' b'.repeat(5000)}`;
    const excerpt = excerptOf(text, [{ start: 10_000, end: 10_023, note: 'trace' }], 900);
    expect(excerpt.pieces.map((piece) => piece.text).join('')).toContain('As an AI language model');
    expect(excerpt.spans).toHaveLength(1);
  });

  test('marks cover exactly what spans cover, even where they overlap', () => {
    const parts = stretches('0123456789', 100, [
      { start: 102, end: 106, note: 'a' },
      { start: 104, end: 108, note: 'b' },
      { start: 90, end: 101 },
      { start: 300, end: 310, note: 'elsewhere' },
    ]);
    expect(parts.map(({ text, isMarked, notes }) => [text, isMarked, ...notes])).toEqual([
      ['0', true],
      ['1', false],
      ['23', true],
      ['45', true, 'a'],
      ['67', true, 'b'],
      ['89', false],
    ]);
  });
});

describe('word differences', () => {
  test('what is the same and what was removed make the first text, what is the same and what was added the second', () => {
    const words = fc
      .array(fc.constantFrom('the', 'rare', 'word', 'dies', 'first'), { maxLength: 30 })
      .map((list) => list.join(' '));
    fc.assert(
      fc.property(words, words, (before, after) => {
        const changes = diffWords(before, after);
        const of = (...kinds: string[]) =>
          changes
            .filter((change) => kinds.includes(change.kind))
            .flatMap((change) => change.text.split(/\s+/))
            .filter(Boolean)
            .join(' ');
        expect(of('same', 'removed')).toBe(before);
        expect(of('same', 'added')).toBe(after);
      }),
    );
  });

  test('finds the one word that changed', () => {
    expect(
      diffWords('a freckle is rare', 'a freckle was rare').filter((change) => change.kind !== 'same'),
    ).toEqual([
      { kind: 'removed', text: 'is ' },
      { kind: 'added', text: 'was ' },
    ]);
  });
});

test('ticks between values that differ by rounding alone come to an end', () => {
  for (const [first, last] of [
    [8, 8.000000000000002],
    [2.838546957295289, 2.8385469572952893],
    [2 ** 53, 2 ** 53 + 2],
  ] as const) {
    const ticks = linearTicks(first, last);
    expect(ticks.length).toBeGreaterThan(0);
    expect(ticks.length).toBeLessThanOrEqual(6);
  }
  expect(linearTicks(0, 10)).toEqual([0, 2, 4, 6, 8, 10]);
});
