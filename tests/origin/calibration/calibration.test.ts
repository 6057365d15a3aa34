import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SIGNAL_SETTINGS } from '../../../src/core/signal.js';
import { randomFrom } from '../../../src/math/random.js';
import { ATTACKS } from '../../../src/origin/inferred/calibration/attacks.js';
import { cardText } from '../../../src/origin/inferred/calibration/card-text.js';
import { decodeCalibration, encodeCalibration } from '../../../src/origin/inferred/calibration/codec.js';
import { fitCalibration } from '../../../src/origin/inferred/calibration/fit.js';
import { assignFolds, openingOf } from '../../../src/origin/inferred/calibration/groups.js';
import type { KnownText } from '../../../src/origin/inferred/calibration/known-texts.js';
import { stepIndex } from '../../../src/origin/inferred/calibration/ladder.js';
import { holdCalibration } from '../../../src/origin/inferred/calibration/loaded.js';
import { normaliseForDetection } from '../../../src/origin/inferred/calibration/normalise.js';
import { FOLDS } from '../../../src/origin/inferred/detectors/detector.js';
import { CALIBRATION_GROUP, inferredSignals } from '../../../src/signals/text/inferred.js';
import { readText } from '../../../src/text/reading.js';
import { textRecord } from '../../signals/text-record.js';
import { madeUpText, madeUpTexts } from './texts.js';

const known = madeUpTexts(120, 'known');
const calibration = fitCalibration(known, { name: 'made up', withAttacks: true });
const fresh = madeUpTexts(200, 'fresh');

describe('a calibration', () => {
  it('tells fresh human from fresh synthetic text and keeps its promise', () => {
    const assessments = fresh.map(({ text, label }) => ({ label, ...calibration.assess(readText(text)) }));
    const humans = assessments.filter(({ label }) => label === 'human');
    const flagged = humans.filter((one) => one.score !== null && one.pValue <= 0.01).length;
    // 200 texts at 1 %: more than 7 come about once in 4,000 times.
    expect(flagged).toBeLessThanOrEqual(7);
    const found = assessments.filter(
      (one) => one.label === 'synthetic' && one.score !== null && one.pValue <= 0.01,
    ).length;
    expect(found).toBeGreaterThan(150);
    expect(calibration.card.quality.area!.value).toBeGreaterThan(0.99);
  });

  it('calls what carries nothing of either side weak instead of accusing people', () => {
    const weak = fitCalibration(madeUpTexts(120, 'weak', 0).map(shuffledLabel), { name: 'weak' });
    expect(weak.flagRefusal()).toContain('too weak');
    expect(calibration.flagRefusal()).toBeNull();
  });

  it('refuses a promise that its human texts are too few for', () => {
    expect(fitCalibration(madeUpTexts(60, 'small'), { name: 'small' }).flagRefusal()).toContain('needs 99');
    const modest = fitCalibration(madeUpTexts(60, 'small'), { name: 'small', promisedRate: 0.05 });
    expect(modest.flagRefusal()).toBeNull();
  });

  it('says "too short" of short texts and refuses another language', () => {
    expect(calibration.assess(readText('Only five words are here.'))).toMatchObject({ refusal: 'too-short' });
    const foreign =
      'Der alte Mann ging langsam über die Brücke und dachte an seine Kindheit im Dorf. '.repeat(8);
    expect(calibration.assess(readText(foreign))).toMatchObject({ refusal: 'outside-domain' });
  });

  it('gives the same bytes for the same texts, and reads them back to the same answers', () => {
    const again = fitCalibration(known, { name: 'made up', withAttacks: true });
    const [one, two] = [encodeCalibration(calibration), encodeCalibration(again)];
    expect(two.json).toBe(one.json);
    expect(Buffer.compare(two.bytes, one.bytes)).toBe(0);
    // A Buffer from a pool, at an offset that no Float64Array could start at.
    const pooled = Buffer.concat([Buffer.of(1, 2, 3), one.bytes]).subarray(3);
    const restored = decodeCalibration({ json: one.json, bytes: pooled });
    for (const { text } of fresh.slice(0, 20))
      expect(restored.assess(readText(text))).toEqual(calibration.assess(readText(text)));
  });

  it('does not trust its own files', () => {
    const { json, bytes } = encodeCalibration(calibration);
    const parsed = JSON.parse(json) as { card: { versions: string[] }; arrays: { length: number }[] };
    const broken: [string, Uint8Array][] = [
      ['{', bytes],
      ['[]', bytes],
      [json, bytes.subarray(0, 1000)],
      [json, Buffer.concat([bytes, Buffer.alloc(8)])],
      [JSON.stringify({ ...parsed, arrays: parsed.arrays.slice(1) }), bytes],
      [JSON.stringify({ ...parsed, arrays: parsed.arrays.map((a) => ({ ...a, length: 1e9 })) }), bytes],
      [json, new Uint8Array(bytes.length).fill(255)],
    ];
    for (const [text, data] of broken)
      expect(() => decodeCalibration({ json: text, bytes: data })).toThrow(/unreadable calibration/);
  });

  it('refuses a calibration of another version and says what to do, whatever else its card holds', () => {
    const { json, bytes } = encodeCalibration(calibration);
    const current = calibration.card.versions.find((version) => version.startsWith('detector/syntax@'))!;
    const older = JSON.parse(json.replace(current, 'detector/syntax@1')) as { card: { quality?: unknown } };
    delete older.card.quality;
    expect(() => decodeCalibration({ json: JSON.stringify(older), bytes })).toThrow(
      `calibration "made up" was fitted by another version of Freckle and cannot be used: expected ${current}, found detector/syntax@1. Run freckle calibrate again`,
    );
  });

  it('says of every generator and length how much it finds, and how sure that is', () => {
    const { generators, lengths, quality } = calibration.card;
    for (const one of [...generators, ...lengths, quality]) {
      const { value, low, high } = one.truePositiveRateAtPromise!;
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
      expect(high - low).toBeGreaterThan(0);
      // 120 human texts cannot say what happens once in a thousand.
      expect(one.truePositiveRateAtTenth).toBeNull();
      expect(one.expectedCalibrationError).toBeLessThan(0.5);
    }
    const text = cardText(calibration.card);
    expect(text).toContain('found at 1 %');
    expect(text).not.toContain('Weak on');
    const blind = { ...generators[0]!, truePositiveRateAtPromise: { value: 0.05, low: 0.02, high: 0.1 } };
    expect(cardText({ ...calibration.card, generators: [blind] })).toContain(
      `Weak on (fewer than 20 % found at 1 % false positives): ${blind.generator}.`,
    );
  });

  it('counts false positives by the writers it is told of, and power by generator and length', () => {
    const { writers, generators, lengths } = calibration.card;
    expect(writers.map(({ writer, texts }) => [writer, texts])).toEqual([
      ['learner', 60],
      ['native', 60],
    ]);
    expect(generators.map(({ generator }) => generator)).toEqual(['alpha', 'beta']);
    expect(lengths[0]!.words).toBe(32);
    expect(lengths[0]!.human).toBe(120);
  });

  it('needs texts of both sides', () => {
    expect(() => fitCalibration(known.slice(0, 120), { name: 'one side' })).toThrow(/found 120 and 0/);
  });

  it('combines scores computed elsewhere', () => {
    const random = randomFrom('external');
    const texts = madeUpTexts(120, 'weak', 0)
      .map(shuffledLabel)
      .map((text, at) => ({
        ...text,
        external: [(text.label === 'synthetic' ? 2 : 0) + random.split(at).normal()],
      }));
    const { card } = fitCalibration(texts, { name: 'external', externalNames: ['vendor'] });
    expect(card.quality.area!.value).toBeLessThan(0.7);
    expect(card.externalQuality!.area!.value).toBeGreaterThan(0.85);
  });
});

/** Human texts with labels that nothing in them shows. */
function shuffledLabel(_: KnownText, at: number): KnownText {
  return { text: madeUpText('human', randomFrom('nobody').split(at)), label: at % 2 ? 'human' : 'synthetic' };
}

describe('what cheap attacks change', () => {
  it.each(['homoglyphs', 'zero-width', 'white-space'])('%s are undone before a text is read', (id) => {
    const attack = ATTACKS.find((one) => one.id === id)!;
    const { text } = fresh.find(({ label }) => label === 'synthetic')!;
    const disguised = attack.apply(text, randomFrom('attack'));
    expect(disguised).not.toBe(text);
    const words = (of: string) => {
      const { wordHash, wordCount } = normaliseForDetection(readText(of));
      return [...wordHash.subarray(0, wordCount)];
    };
    expect(words(disguised)).toEqual(words(text));
  });

  it('is measured on the card', () => {
    expect(calibration.card.attacks.map(({ attack }) => attack)).toEqual(ATTACKS.map(({ id }) => id));
    const homoglyphs = calibration.card.attacks.find(({ attack }) => attack === 'homoglyphs')!;
    expect(homoglyphs.after).toBeCloseTo(homoglyphs.before, 2);
  });
});

describe('folds', () => {
  it('never part texts that open alike', () => {
    const opening = 'It was the best of times, it was the worst of times';
    expect(openingOf(readText(`${opening}, it was`))).toBe(openingOf(readText(`${opening} indeed`)));
    const groups = Array.from({ length: 200 }, (_, at) => `g${at % 40}`);
    const labels = Uint8Array.from(groups, (_, at) => at % 2);
    const folds = assignFolds(groups, labels);
    const foldOf = new Map<string, number>();
    for (const [at, group] of groups.entries()) {
      expect(foldOf.get(group) ?? folds[at]).toBe(folds[at]);
      foldOf.set(group, folds[at]!);
    }
    for (let fold = 0; fold < FOLDS; fold++) expect(folds.filter((of) => of === fold).length).toBe(40);
  });
});

describe('lengths', () => {
  it('cut a text to the longest step it reaches', () => {
    expect([31, 32, 47, 48, 1000].map((words) => stepIndex([32, 48, 64], words))).toEqual([-1, 0, 0, 1, 2]);
  });
});

describe('signals of a calibration', () => {
  const record = textRecord(fresh.at(-1)!.text);

  it('say why they are silent without one', () => {
    for (const signal of inferredSignals.filter(({ group }) => group === CALIBRATION_GROUP))
      expect(signal.measure(readText(record.text), record, DEFAULT_SIGNAL_SETTINGS)).toEqual({
        value: null,
        why: 'no calibration was given',
      });
  });

  it('give score, p-value and typicality with one, and the typicality alone outside its domain', () => {
    holdCalibration('digest', calibration);
    const settings = { ...DEFAULT_SIGNAL_SETTINGS, calibration: { path: 'nowhere', digest: 'digest' } };
    const reading = readText(record.text);
    const [score, p, typicality] = inferredSignals.map(
      (signal) => signal.measure(reading, record, settings).value,
    );
    expect(score).toBeGreaterThan(0.9);
    expect(p).toBeLessThanOrEqual(0.01);
    expect(typicality).toBeGreaterThan(0.03);
    const foreign = textRecord(
      'Der alte Mann ging langsam über die Brücke und dachte an das Dorf. '.repeat(8),
    );
    const outside = inferredSignals.map((signal) =>
      signal.measure(readText(foreign.text), foreign, settings),
    );
    expect(outside[0]).toMatchObject({ value: null, why: expect.stringContaining('outside') });
    expect(outside[1]).toMatchObject({ value: null, why: expect.stringContaining('outside') });
    expect(outside[2]!.value).toBeLessThan(0.03);
  });
});

const data = new URL('../../../../shared/data/origin-text/', import.meta.url);
const open = (name: string): KnownText[] =>
  gunzipSync(readFileSync(new URL(`${name}.jsonl.gz`, data)))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { text: string; label: string })
    .map(({ text, label }) => ({ text, label: label === 'ai' ? 'synthetic' : 'human' }));

// Skipped with its name where the data is absent.
describe.skipIf(!existsSync(data))('on the open essays', () => {
  it('AUROC is at least .995 by documents held out', { timeout: 120_000 }, () => {
    const { card } = fitCalibration(open('essays_opinion'), { name: 'essays' });
    expect(card.quality.area!.value).toBeGreaterThanOrEqual(0.995);
  });
});
