import { describe, expect, it } from 'vitest';
import { DEFAULT_METRIC_SETTINGS } from '../../src/core/metric.js';
import { spectrumOf } from '../../src/math/species.js';
import { type Diversity, diversity, type Figure } from '../../src/metrics/diversity/diversity.js';
import { nGramSpectra } from '../../src/metrics/diversity/n-gram-spectra.js';
import { hashWord } from '../../src/text/reading.js';
import { type Planted, tablesOf } from './corpus.js';

/** A small generator of its own, so that the texts never change: Numerical Recipes' `ranqd1`. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Texts of Zipf-distributed words: rank r with probability about ∝ 1/(r + 1), out of `types`. */
function zipfTexts(count: number, types: number, seed: number, source = 'web'): Planted[] {
  const random = generator(seed);
  const word = () => `v${Math.floor((types + 2) ** random() - 1) % types}`;
  return Array.from({ length: count }, () => ({
    source,
    text: Array.from({ length: 150 + Math.floor(random() * 100) }, word).join(' '),
  }));
}

const SETTINGS = { ...DEFAULT_METRIC_SETTINGS, sampleWords: 12_000, minimumSampleWords: 5000 };
const measure = (planted: readonly Planted[], settings = SETTINGS): Diversity =>
  diversity.value(diversity.reference(tablesOf(planted), settings), settings) as Diversity;
const groupOf = ({ groups }: Diversity, source: string | null) =>
  groups.find((group) => group.source === source)!;

describe('diversity at equal size', () => {
  it('does not call a large corpus richer than a small one of the same language', () => {
    const [large, small] = [400, 60].map((count, seed) => {
      const texts = zipfTexts(count, 4000, seed + 1);
      return groupOf(measure(texts, { ...SETTINGS, sampleWords: 8000 }), null).figures!.vocabulary;
    }) as [Figure, Figure];
    expect(large.low!).toBeLessThan(small.high!);
    expect(small.low!).toBeLessThan(large.high!);
  });

  it('tells a language of fewer words from a richer one, beyond both intervals', () => {
    const found = measure([
      ...zipfTexts(60, 6000, 3, 'rich'),
      ...zipfTexts(60, 600, 4, 'poor'),
      ...zipfTexts(3, 600, 5, 'tiny'),
    ]);
    const [rich, poor] = [groupOf(found, 'rich').figures!, groupOf(found, 'poor').figures!];
    for (const name of ['vocabulary', 'entropyBits', 'missingMass', 'distinct2'] as const)
      expect(poor[name].high!, name).toBeLessThan(rich[name].low!);
    expect(groupOf(found, 'tiny')).toMatchObject({
      figures: null,
      why: expect.stringContaining('needs 5000'),
    });
  });

  it('has intervals that hold the truth about as often as they say', () => {
    // 60 corpora of one language; its truth is the mean over all of them.
    const figures = Array.from({ length: 60 }, (_, seed) =>
      groupOf(measure(zipfTexts(60, 3000, 100 + seed), { ...SETTINGS, sampleWords: 5000 }), null),
    ).map(({ figures: found }) => found!);
    for (const name of ['vocabulary', 'entropyBits', 'missingMass', 'distinct2', 'zipfExponent'] as const) {
      const truth = figures.reduce((sum, found) => sum + found[name].value!, 0) / figures.length;
      const held = figures.filter((found) => found[name].low! <= truth && truth <= found[name].high!).length;
      // 57 expected; 51 is more than three standard errors below. Wide ones are allowed, narrow ones are not.
      expect(held, name).toBeGreaterThanOrEqual(51);
    }
  });

  it('counts copies once', () => {
    const texts = zipfTexts(60, 3000, 7);
    expect(measure([...texts, ...texts, ...texts])).toEqual(measure(texts));
  });

  it('refuses a group of four texts, however long', () => {
    const [one] = zipfTexts(1, 3000, 8);
    const long = Array.from({ length: 4 }, (_, index) => ({
      text: `${index} ${`${one!.text} `.repeat(20)}`,
    }));
    expect(groupOf(measure(long), null)).toMatchObject({ figures: null, why: '4 texts, needs 5' });
  });

  it('gives a number without an interval where one text is most of the sample', () => {
    const texts = zipfTexts(10, 3000, 9);
    const giant = {
      text: zipfTexts(50, 3000, 10)
        .map(({ text }) => text)
        .join(' '),
    };
    const { figures } = groupOf(measure([giant, ...texts], { ...SETTINGS, sampleWords: 100_000 }), null);
    expect(figures!.vocabulary).toMatchObject({ low: null, why: expect.stringContaining('one text') });
    expect(figures!.vocabulary.value).toBeGreaterThan(100);
  });
});

describe('spectra of n-grams', () => {
  const wordsOf = (text: string) => Uint32Array.from(text.split(' '), hashWord);

  it('do not cross documents, and can leave out a block', () => {
    const texts = [
      { words: wordsOf('a b a b'), block: 0 },
      { words: wordsOf('a b c'), block: 1 },
    ];
    const { whole, without } = nGramSpectra(texts, 2, 2);
    // ab ×3, ba, bc: no pair "b a" from the end of one text to the start of the next.
    expect(whole).toEqual(spectrumOf([3, 1, 1]));
    expect(without).toEqual([spectrumOf([1, 0, 1]), spectrumOf([2, 1, 0])]);
  });

  it('are those that counting plainly gives, of the whole and without each block', () => {
    const random = generator(11);
    const texts = Array.from({ length: 40 }, (_, index) => ({
      words: Uint32Array.from({ length: Math.floor(random() * 90) }, () =>
        hashWord(`v${Math.floor(random() ** 3 * 200)}`),
      ),
      block: index % 7,
    }));
    for (const n of [1, 2, 3]) {
      const spectraOf = (left: number) => {
        const counts = new Map<string, number>();
        for (const { words, block } of texts)
          for (let start = 0; start + n <= words.length && block !== left; start++) {
            const gram = words.subarray(start, start + n).join(' ');
            counts.set(gram, (counts.get(gram) ?? 0) + 1);
          }
        return spectrumOf([...counts.values()]);
      };
      const { whole, without } = nGramSpectra(texts, n, 7);
      expect(whole).toEqual(spectraOf(-1));
      expect(without).toEqual(Array.from({ length: 7 }, (_, block) => spectraOf(block)));
    }
  });

  it('hold any number of types, and none', () => {
    const words = Uint32Array.from({ length: 5000 }, (_, index) => Math.imul(index + 1, 0x9e3779b1));
    const { whole, without } = nGramSpectra([{ words, block: 2 }], 1, 3);
    expect(whole).toEqual(spectrumOf(new Array(5000).fill(1)));
    expect(without[2]).toEqual(spectrumOf([]));
    expect(nGramSpectra([{ words: words.subarray(0, 1), block: 0 }], 2, 1).whole).toEqual(spectrumOf([]));
  });
});
