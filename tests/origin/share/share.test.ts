import { describe, expect, it } from 'vitest';
import type { Random } from '../../../src/core/random.js';
import { randomFrom } from '../../../src/math/random.js';
import { fitCalibration } from '../../../src/origin/inferred/calibration/fit.js';
import { LEVELS, levelOf, levelRatio } from '../../../src/origin/inferred/calibration/levels.js';
import { CorpusShare, type MeasuredText } from '../../../src/origin/inferred/share/corpus-share.js';
import { mixtureFit } from '../../../src/origin/inferred/share/fit-test.js';
import { estimateShare, maximise, type ShareReference } from '../../../src/origin/inferred/share/share.js';
import {
  TYPICALITY_BINS,
  typicalityBin,
  typicalityFit,
} from '../../../src/origin/inferred/share/typicality-test.js';
import { readText } from '../../../src/text/reading.js';
import { madeUpTexts } from '../calibration/texts.js';

/** Log odds of texts whose true likelihood ratio they are: normal with means ∓separation²/2. */
function levels(count: number, side: 'human' | 'synthetic', random: Random, separation = 3): Float64Array {
  const counts = new Float64Array(LEVELS);
  for (let at = 0; at < count; at++) {
    const centre = ((side === 'synthetic' ? 1 : -1) * separation ** 2) / 2;
    const level = levelOf(1 / (1 + Math.exp(-(centre + separation * random.normal()))));
    counts[level] = counts[level]! + 1;
  }
  return counts;
}

const sum = (one: Float64Array, other: Float64Array): Float64Array =>
  one.map((count, level) => count + other[level]!);
const reference = (count: number, random: Random, separation = 3): ShareReference => ({
  humanLevels: levels(count, 'human', random.split('h'), separation),
  syntheticLevels: levels(count, 'synthetic', random.split('s'), separation),
});

describe('levels', () => {
  it('hold the ratio of the probabilities they count', () => {
    for (const probability of [0.01, 0.2, 0.5, 0.8, 0.99]) {
      const ratio = probability / (1 - probability);
      expect(Math.abs(Math.log(levelRatio(levelOf(probability)) / ratio))).toBeLessThanOrEqual(0.1251);
    }
    expect([levelOf(0), levelOf(1)]).toEqual([0, LEVELS - 1]);
  });
});

describe('the share of a mixture', () => {
  it('is 0 and 1 at the ends of the likelihood', () => {
    const low = new Float64Array(LEVELS);
    low[0] = 10;
    const high = new Float64Array(LEVELS);
    high[LEVELS - 1] = 10;
    expect([maximise([low]), maximise([high])]).toEqual([0, 1]);
    expect(maximise([sum(low, high)])).toBeCloseTo(0.5, 2);
  });

  it('comes near the truth, and its interval holds it as often as it says', () => {
    let held = 0;
    let errors = 0;
    let count = 0;
    for (const truth of [0, 0.05, 0.25, 0.5, 1])
      for (let turn = 0; turn < 12; turn++) {
        const random = randomFrom('mixtures').split(truth * 100, turn);
        const models = Math.round(300 * truth);
        const corpus = sum(
          levels(300 - models, 'human', random.split('corpus-h')),
          levels(models, 'synthetic', random.split('corpus-s')),
        );
        const found = estimateShare([{ levels: corpus, reference: reference(300, random) }], random);
        if (found.value === null) throw new Error(found.why);
        errors += Math.abs(found.value - truth);
        if (found.low <= truth && truth <= found.high) held++;
        count++;
      }
    expect(errors / count).toBeLessThan(0.025);
    expect(held / count).toBeGreaterThanOrEqual(0.9);
  });

  it('is refused where references or texts are too few, and where the likelihood is flat', () => {
    const random = randomFrom('refusals');
    const corpus = levels(200, 'human', random);
    const ask = (of: ShareReference, observed = corpus) =>
      estimateShare([{ levels: observed, reference: of }], random);
    expect(ask(reference(10, random))).toMatchObject({
      value: null,
      why: expect.stringContaining('too few known texts'),
    });
    expect(ask(reference(100, random), levels(5, 'human', random))).toMatchObject({
      value: null,
      why: expect.stringContaining('too few texts'),
    });
    const flat = levels(100, 'human', random);
    expect(ask({ humanLevels: flat, syntheticLevels: flat })).toMatchObject({
      value: null,
      why: expect.stringContaining('flat'),
    });
  });
});

describe('the test of typicality', () => {
  const counts = (texts: number, typicality: (random: Random) => number, random: Random): Float64Array => {
    const bins = new Float64Array(TYPICALITY_BINS);
    for (let at = 0; at < texts; at++) bins[typicalityBin(typicality(random.split(at)))]!++;
    return bins;
  };
  const refused = (texts: number, typicality: (random: Random) => number): number => {
    let count = 0;
    for (let turn = 0; turn < 200; turn++) {
      const { excess, allowed } = typicalityFit(counts(texts, typicality, randomFrom('typical').split(turn)));
      if (excess > allowed) count++;
    }
    return count;
  };

  it('refuses texts of the domain no oftener than it says, and those more typical never', () => {
    // 6.5 % of sources of 20 texts at most, .8 % of 50: more than 24 and 7 of 200 come once in 1,000 times.
    expect(refused(20, (random) => random.uniform())).toBeLessThanOrEqual(24);
    expect(refused(50, (random) => random.uniform())).toBeLessThanOrEqual(7);
    expect(refused(200, (random) => random.uniform())).toBe(0);
    expect(refused(20, (random) => 0.4 + 0.6 * random.uniform())).toBe(0);
  });

  it('refuses texts that are odd as a whole though none is so odd that it would be refused alone', () => {
    expect(refused(50, (random) => 0.04 + 0.5 * random.uniform() ** 2)).toBe(200);
  });
});

describe('the test of the domain', () => {
  it('lets mixtures pass and stops what scores between the sides', () => {
    let passed = 0;
    for (let turn = 0; turn < 40; turn++) {
      const random = randomFrom('fit').split(turn);
      const corpus = sum(levels(150, 'human', random.split(1)), levels(50, 'synthetic', random.split(2)));
      const { distance, allowed } = mixtureFit([{ levels: corpus, reference: reference(200, random) }]);
      if (distance <= allowed) passed++;
    }
    expect(passed).toBeGreaterThanOrEqual(38);
    const between = new Float64Array(LEVELS);
    between[LEVELS / 2] = 200;
    const { distance, allowed } = mixtureFit([{ levels: between, reference: reference(200, randomFrom(1)) }]);
    expect(distance).toBeGreaterThan(allowed);
  });
});

const UNREAD: MeasuredText = {
  words: 100,
  basis: 'text',
  score: null,
  pValue: null,
  typicality: null,
  known: null,
};

describe('the share of a corpus', () => {
  const calibration = fitCalibration(madeUpTexts(120, 'share-known'), { name: 'share' });
  const fresh = madeUpTexts(80, 'share-fresh');
  const add = (share: CorpusShare, texts: readonly { text: string }[]): void => {
    for (const { text } of texts) {
      const reading = readText(text);
      const words = reading.wordCount;
      const assessment = calibration.assess(reading);
      const { score, typicality } = assessment;
      const pValue = assessment.score === null ? null : assessment.pValue;
      share.add({ words, basis: 'text', score, typicality, pValue, known: null });
    }
  };

  it('takes known records as what they are', () => {
    const share = new CorpusShare(calibration);
    add(
      share,
      fresh.filter(({ label }) => label === 'human'),
    );
    const before = share.estimate(randomFrom(1));
    for (let count = 0; count < 80; count++) share.add({ ...UNREAD, known: 'synthetic' });
    const after = share.estimate(randomFrom(1));
    expect(before.value).toBeLessThan(0.05);
    expect(after.value).toBeGreaterThan(0.48);
    expect(after.value).toBeLessThan(0.55);
  });

  it('is refused where the calibration can hardly tell the sides apart', () => {
    const { card, steps } = calibration;
    const share = new CorpusShare({
      steps,
      card: { ...card, quality: { ...card.quality, area: { value: 0.8, low: 0.7, high: 0.9 } } },
      headOf: (basis) => calibration.headOf(basis),
      stepOf: (words, basis) => calibration.stepOf(words, basis),
    });
    add(share, fresh);
    expect(share.domainRefusal()).toBeNull();
    expect(share.estimate(randomFrom(1))).toMatchObject({
      value: null,
      why: expect.stringContaining('too weak'),
    });
  });

  it('is refused where known texts show that the promise does not hold', () => {
    const share = new CorpusShare(calibration);
    add(share, fresh);
    const known = { ...UNREAD, score: 0.9, typicality: 0.5, known: 'human' } as const;
    for (let count = 0; count < 40; count++) share.add({ ...known, pValue: 0.5 });
    expect(share.domainRefusal()).toBeNull();
    for (let count = 0; count < 6; count++) share.add({ ...known, pValue: 0.008 });
    expect(share.domainRefusal()).toContain('6 of 46 texts known to be human');
  });

  it('is refused where many texts are unlike the examples, and where a large part is', () => {
    const share = new CorpusShare(calibration);
    add(share, fresh);
    const foreign = new CorpusShare(calibration);
    for (let count = 0; count < 100; count++) foreign.add({ ...UNREAD, typicality: 0.01 });
    const whole = new CorpusShare(calibration);
    whole.addParts(share);
    expect(whole.estimate(randomFrom(1)).value).not.toBeNull();
    whole.addParts(foreign, foreign.domainRefusal() !== null);
    expect(whole.estimate(randomFrom(1))).toMatchObject({
      value: null,
      why: expect.stringContaining('outside'),
    });
  });
});
