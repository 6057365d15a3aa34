import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../../src/math/random.js';
import { normalQuantile } from '../../../src/math/special.js';
import { WATERMARK_SCHEMES, type WatermarkReader } from '../../../src/origin/marked/text/index.js';
import { humanIds } from './data.js';
import { randomIds, write } from './writer.js';

/** A prime: modulo a number of many divisors MarkLLM's products are often 0, which is one seed for all keys. */
const VOCABULARY = 401;

/** Every published watermark, and the settings worth a law of their own. */
const watermarks = WATERMARK_SCHEMES.flatMap((scheme) =>
  Object.entries(scheme.published).map(([name, settings]) => ({
    name,
    open: (own: object): readonly WatermarkReader[] => {
      const bare = scheme.settings.safeParse({ ...settings, ...own });
      const { vocabulary: _, ...without } = own as { vocabulary?: number };
      return scheme.open(bare.success ? bare.data : scheme.settings.parse({ ...settings, ...without }));
    },
    scheme,
  })),
);
const more = ['mean', 'bayesian'].map((score) => ({
  ...watermarks[0]!,
  name: `${watermarks[0]!.name}, ${score}`,
  open: (own: object) =>
    watermarks[0]!.open({ score, bayesian: { beta: Array<number>(own === null ? 0 : 30).fill(-1) }, ...own }),
}));
const all = [...watermarks, ...more];

/** A key of the same scheme that is another one. */
const otherKey = (id: string, seed: number): object => {
  const random = randomFrom('keys').split(id, seed);
  return id.startsWith('synthid')
    ? { keys: Array.from({ length: 30 }, () => random.integer(2 ** 31)) }
    : {
        key: 1_000_003 + random.integer(2 ** 31),
        ...(id === 'gumbel' ? { start: random.integer(2 ** 31) } : {}),
      };
};

describe.each(all)('$name', ({ name, open, scheme }) => {
  const random = randomFrom('watermark laws').split(name);
  const [reader] = open({ vocabulary: VOCABULARY }) as [WatermarkReader];

  test('a marked text is found, and under another key it is not', () => {
    const marked = write(reader, 200, VOCABULARY, random.split('marked'));
    expect(reader.score(marked).pValue.value).toBeLessThan(1e-5);
    expect(reader.score(marked).z.value).toBeGreaterThan(4);
    const others = Array.from({ length: 12 }, (_, seed) => {
      const [other] = open({ vocabulary: VOCABULARY, ...otherKey(scheme.id, seed) }) as [WatermarkReader];
      return other.score(marked).pValue.value!;
    });
    expect(others.filter((p) => p < 0.01).length).toBeLessThanOrEqual(2);
  });

  test('the same text twice is no more evidence than once', () => {
    const once = write(reader, 120, VOCABULARY, random.split('twice'));
    const twice = Int32Array.of(...once, ...once);
    const [a, b] = [reader.score(once), reader.score(twice)];
    // The n-grams across the seam are new.
    expect(b.scored - a.scored).toBeLessThanOrEqual(5);
    expect(b.repeated).toBeGreaterThanOrEqual(a.repeated + 115);
    expect(Math.abs(b.statistic.value! - a.statistic.value!)).toBeLessThan(0.1);
  });

  test('p-values of random tokens are uniform, or too large where they are bounds', () => {
    const texts = 600;
    const p = Array.from(
      { length: texts },
      (_, index) => reader.score(randomIds(100, VOCABULARY, random.split('null', index))).pValue.value!,
    );
    const isBound = name.endsWith('bayesian');
    for (const level of [0.01, 0.05, 0.2, 0.5]) {
      const share = p.filter((one) => one <= level).length / texts;
      // Four standard errors: one false failure in 30,000 for each line, on pinned seeds.
      const margin = 4 * Math.sqrt((level * (1 - level)) / texts);
      expect(share).toBeLessThanOrEqual(level + margin);
      // Scores are discrete, so the share may fall short by the chance of the most likely score.
      if (!isBound) expect(share).toBeGreaterThanOrEqual(level - margin - 0.45 * level);
    }
  });

  test('z of random tokens has mean 0 over the choice of the key, and standard deviation 1', () => {
    const [count, perKey] = [16, 16];
    const keys = Array.from({ length: count }, (_, seed) => {
      const [own] = open({ vocabulary: VOCABULARY, ...otherKey(scheme.id, 40 + seed) }) as [WatermarkReader];
      return Array.from(
        { length: perKey },
        (_, index) => own.score(randomIds(150, VOCABULARY, random.split('z', seed, index))).z.value!,
      );
    });
    // Texts of one key share its luck, so the means of the keys are what is independent.
    const means = keys.map(meanOf);
    expect(Math.abs(meanOf(means))).toBeLessThan((4 * deviationOf(means)) / Math.sqrt(means.length));
    expect(Math.abs(meanOf(keys.map(deviationOf)) - 1)).toBeLessThan(4 / Math.sqrt(2 * count * perKey));
  });

  test('too few tokens give a reason in place of a number', () => {
    for (const tokens of [[], ...(scheme.id === 'unigram' ? [] : [[1]])]) {
      const score = reader.score(Int32Array.from(tokens));
      expect(score.scored).toBe(0);
      for (const measurement of [score.statistic, score.z, score.pValue]) {
        expect(measurement.value).toBeNull();
        expect('why' in measurement && measurement.why.length).toBeGreaterThan(5);
      }
    }
  });

  test('reading leaves the tokens as they are and gives the same again', () => {
    const tokens = randomIds(80, VOCABULARY, random.split('same'));
    const before = tokens.slice();
    const first = reader.score(tokens);
    expect(reader.score(tokens)).toEqual(first);
    expect(tokens).toEqual(before);
  });

  test('unknown settings are refused', () => {
    expect(scheme.settings.safeParse({ vocabulary: 100, colour: 'green' }).success).toBe(false);
  });
});

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, one) => sum + one, 0) / values.length;
const deviationOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, one) => sum + (one - meanOf(values)) ** 2, 0) / (values.length - 1));

const human = humanIds();
describe.skipIf(human === null)('human text (words of WikiText-2 as ids)', () => {
  const texts =
    human === null ? [] : Array.from({ length: 25 }, (_, at) => human.subarray(at * 100, at * 100 + 100));

  test.each(watermarks)(
    '$name calls at most its promised share of human texts marked, over the choice of key',
    (watermark) => {
      const keys = 12;
      let found = 0;
      let scored = 0;
      for (let seed = 0; seed < keys; seed++) {
        const [reader] = watermark.open({
          vocabulary: 20_000,
          ...otherKey(watermark.scheme.id, 100 + seed),
        }) as [WatermarkReader];
        for (const text of texts) {
          const { value } = reader.score(text).pValue;
          if (value === null) continue;
          scored++;
          if (value <= 0.01) found++;
        }
      }
      // 300 texts at 1 %; under one key texts share luck, so the bound is that of about 100 independent ones.
      expect(scored).toBe(keys * texts.length);
      expect(found / scored).toBeLessThanOrEqual(
        0.01 + normalQuantile(0.999) * Math.sqrt((0.01 * 0.99) / 100),
      );
    },
  );
});
