import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TokenLogs } from '../../../src/core/language-model.js';
import { CRITERIA, computeCriteria } from '../../../src/origin/inferred/scores/criteria.js';
import { publishedFor } from '../../../src/origin/inferred/scores/published.js';
import { scoreNames, settingsOfNames } from '../../../src/origin/inferred/scores/score-names.js';
import { momentsAt, tailOf } from '../../../src/origin/inferred/scores/token-logs.js';
import { realParagraphs } from '../../support/corpus.js';
import { PieceModel } from '../../support/lm-server.js';

const paragraphs = realParagraphs();
const training = paragraphs.filter((_, at) => at % 4 !== 0);
const observer = new PieceModel(training, 2, 700);
const performer = new PieceModel(training, 3, 700);
const human = paragraphs.filter((text, at) => at % 4 === 0 && text.length > 300).slice(0, 12);
const texts = [...human, ...Array.from({ length: 12 }, (_, at) => performer.write(120, `text ${at}`))];

/** The places of a text with the likeliest `top` tokens, as a server lists them. */
function listed(model: PieceModel, text: string, top: number): TokenLogs[] {
  const tokens = model.encode(text);
  return tokens.slice(1).map((own, index) => {
    const logs = model.logsAt(tokens, index + 1);
    const order = Array.from(logs.keys()).sort((a, b) => logs[b]! - logs[a]! || a - b);
    return {
      own: { token: String(own), log: logs[own]! },
      top: new Map(order.slice(0, top).map((id) => [String(id), logs[id]!])),
    };
  });
}

/** The criteria as their papers write them, over the whole distributions. */
function direct(reference: PieceModel, score: PieceModel, text: string): number[] {
  const tokens = score.encode(text);
  let [log, mean, variance, entropy] = [0, 0, 0, 0];
  for (let at = 1; at < tokens.length; at++) {
    const p = reference.logsAt(tokens, at).map(Math.exp);
    const q = score.logsAt(tokens, at);
    const mu = q.reduce((sum, value, id) => sum + p[id]! * value, 0);
    log += q[tokens[at]!]!;
    mean += mu;
    variance += q.reduce((sum, value, id) => sum + p[id]! * value * value, 0) - mu * mu;
    entropy -= q.reduce((sum, value) => sum + Math.exp(value) * value, 0);
  }
  const places = tokens.length - 1;
  return [(log - mean) / Math.sqrt(variance), log / mean, log / places, entropy / places];
}

const computed = (reference: PieceModel, score: PieceModel, text: string, top: number) => {
  const scored = listed(score, text, top);
  const referenced = reference === score ? scored : listed(reference, text, top);
  return computeCriteria({ reference: referenced, score: scored }, CRITERIA);
};

function correlation(one: readonly number[], other: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [a, b] = [mean(one), mean(other)];
  const covariance = mean(one.map((value, at) => (value - a) * (other[at]! - b)));
  return covariance / (spreadOf(one) * spreadOf(other));
}

const spreadOf = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
};

describe('criteria', () => {
  it.each([
    ['one model', performer, performer],
    ['two models', observer, performer],
  ])('are those of the whole distributions where the lists are whole: %s', (_, reference, score) => {
    for (const text of texts.slice(0, 4).concat(texts.slice(-4))) {
      const { values, beyond } = computed(reference, score, text, score.pieces.length);
      expect(beyond).toBeLessThan(1e-6);
      for (const [at, value] of direct(reference, score, text).entries())
        expect(values[at]).toBeCloseTo(value, 6);
    }
  });

  // What docs/origin.md says of lists that are cut. An n-gram model is flat: a large model's lists hold more.
  it.each([
    ['one model', performer, performer],
    ['two models', observer, performer],
  ])('rank texts as the whole distributions do where lists have 20 tokens: %s', (_, reference, score) => {
    const exact = texts.map((text) => direct(reference, score, text));
    const estimated = texts.map((text) => computed(reference, score, text, 20));
    for (const { beyond } of estimated) expect(beyond).toBeGreaterThan(0.05);
    for (const [at, { id }] of CRITERIA.entries()) {
      const [one, other] = [exact.map((values) => values[at]!), estimated.map(({ values }) => values[at]!)];
      const agreement = correlation(one, other);
      expect(agreement, id).toBeGreaterThan(0.985);
    }
  });

  it('have no value without places, and where nothing varies', () => {
    expect(computeCriteria({ reference: [], score: [] }, CRITERIA).values).toEqual([null, null, null, null]);
    const sure: TokenLogs = { own: { token: 'a', log: 0 }, top: new Map([['a', 0]]) };
    expect(computeCriteria({ reference: [sure], score: [sure] }, CRITERIA).values).toEqual([
      null,
      null,
      0,
      0,
    ]);
  });

  it('refuse two models that see different tokens', () => {
    const place = (token: string): TokenLogs => ({ own: { token, log: -1 }, top: new Map([[token, -1]]) });
    expect(() => computeCriteria({ reference: [place('a')], score: [place('b')] }, CRITERIA)).toThrow(
      RangeError,
    );
    expect(() => computeCriteria({ reference: [], score: [place('b')] }, CRITERIA)).toThrow(RangeError);
  });
});

describe('the tail of a list', () => {
  const logs = fc
    .array(fc.double({ min: -12, max: 0, noNaN: true }), { minLength: 1, maxLength: 30 })
    .map((values) => {
      const sum = values.reduce((all, value) => all + Math.exp(value), 0);
      return values.map((value) => value - Math.log(sum * 1.2));
    });

  it('holds what is missing, and nothing likelier than the list', () => {
    fc.assert(
      fc.property(logs, (values) => {
        const top = new Map(values.map((value, at) => [String(at), value]));
        const tail = tailOf({ own: { token: '0', log: values[0]! }, top });
        expect(tail.mass).toBeCloseTo(1 - 1 / 1.2, 9);
        const least = Math.min(...(values.length > 1 ? values.slice(1) : values));
        expect(tail.mean).toBeLessThanOrEqual(least + 1e-9);
        expect(tail.square).toBeGreaterThanOrEqual(tail.mean ** 2 - 1e-9);
      }),
    );
  });

  it('is the same whether or not a server lists the text’s own token, however unlikely', () => {
    const top = new Map([
      ['a', Math.log(0.5)],
      ['b', Math.log(0.1)],
    ]);
    const own = { token: 'z', log: Math.log(1e-6) };
    expect(tailOf({ own, top: new Map(top).set('z', own.log) })).toEqual(tailOf({ own, top }));
    const place = { own, top };
    const listed = { own, top: new Map(top).set('z', own.log) };
    expect(momentsAt(listed, listed)).toEqual(momentsAt(place, place));
  });

  it('is summed in closed form', () => {
    const place = {
      own: { token: 'a', log: Math.log(0.5) },
      top: new Map([
        ['a', Math.log(0.5)],
        ['b', Math.log(0.1)],
      ]),
    };
    let [mass, mean, square] = [0, 0, 0];
    const ratio = 0.4 / (0.4 + 0.1);
    for (let step = 1; step < 2000; step++) {
      const p = 0.1 * ratio ** step;
      if (p === 0) break;
      mass += p;
      mean += p * Math.log(p);
      square += p * Math.log(p) ** 2;
    }
    const tail = tailOf(place);
    expect([tail.mass, tail.mean * tail.mass, tail.square * tail.mass]).toEqual([
      expect.closeTo(mass, 9),
      expect.closeTo(mean, 9),
      expect.closeTo(square, 9),
    ]);
  });

  it('leaves no place without finite moments, whatever two servers list', () => {
    const place = fc.record({
      own: fc.record({
        token: fc.constantFrom('a', 'b'),
        log: fc.double({ min: -100, max: 0, noNaN: true }),
      }),
      top: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.double({ min: -100, max: 0, noNaN: true })),
    });
    fc.assert(
      fc.property(place, place, (one, other) => {
        const asPlace = ({ own, top }: typeof one): TokenLogs => ({ own, top: new Map(Object.entries(top)) });
        const { mean, square } = momentsAt(asPlace(one), {
          ...asPlace(other),
          own: { ...other.own, token: one.own.token },
        });
        expect(Number.isFinite(mean) && Number.isFinite(square)).toBe(true);
      }),
    );
  });
});

describe('names of scores', () => {
  it('say what they were computed by, and are read back', () => {
    const one = { model: 'meta-llama/Llama-3-8B', observer: null, top: 20 };
    const two = { model: 'tiiuae/falcon-7b-instruct', observer: 'tiiuae/falcon-7b', top: 5 };
    expect(scoreNames(one)).toEqual([
      'fast-detect-gpt@1/meta-llama/Llama-3-8B/top-20',
      'log-likelihood@1/meta-llama/Llama-3-8B/top-20',
      'entropy@1/meta-llama/Llama-3-8B/top-20',
    ]);
    for (const settings of [one, two]) {
      expect(settingsOfNames(scoreNames(settings))).toEqual(settings);
      expect(settingsOfNames(['vendor', ...scoreNames(settings).toReversed()])).toEqual(settings);
    }
    expect(settingsOfNames(['vendor'])).toBeNull();
    expect(settingsOfNames([...scoreNames(one), ...scoreNames(two)])).toBeNull();
  });

  it('show published constants for the published models alone', () => {
    const [detect, binoculars] = scoreNames({
      model: 'tiiuae/falcon-7b-instruct',
      observer: 'tiiuae/falcon-7b',
      top: 20,
    });
    expect(publishedFor(binoculars!)[0]).toContain('0.9015310749276843');
    expect(publishedFor(detect!)[0]).toContain('2.9306');
    for (const settings of [
      { model: 'tiiuae/falcon-7b-instruct', observer: null, top: 20 },
      { model: 'falcon-7b', observer: 'falcon-7b-instruct', top: 20 },
    ])
      for (const name of scoreNames(settings)) expect(publishedFor(name)).toEqual([]);
    expect(publishedFor('vendor')).toEqual([]);
  });
});
