import type { Random } from '../../../src/core/random.js';
import { randomFrom } from '../../../src/math/random.js';
import type { KnownText } from '../../../src/origin/inferred/calibration/known-texts.js';

const NOUNS =
  'river market teacher garden council bridge engine letter winter doctor valley paper window station farmer island'.split(
    ' ',
  );
const VERBS = 'opened crossed repaired painted watched carried followed measured left found'.split(' ');
const PLAIN = ['but', 'and then', 'because', 'so', 'while', 'after'];
const GRAND = ['moreover', 'furthermore', 'consequently', 'additionally', 'notably', 'ultimately'];
const PRAISE = 'crucial pivotal intricate comprehensive vibrant meticulous'.split(' ');

const pick = <T>(list: readonly T[], random: Random): T => list[random.integer(list.length)]!;

/**
 * A made-up writer. People vary the length of their sentences and use plain words; the model keeps to one length and
 * likes grand ones, `strength` of the time.
 */
export function madeUpText(label: KnownText['label'], random: Random, words = 150, strength = 0.5): string {
  const isModel = label === 'synthetic';
  let text = '';
  let count = 0;
  while (count < words) {
    const clauses = isModel ? 2 : 1 + random.integer(4);
    const parts: string[] = [];
    for (let clause = 0; clause < clauses; clause++) {
      const praise = isModel && random.uniform() < strength ? `${pick(PRAISE, random)} ` : '';
      parts.push(`the ${praise}${pick(NOUNS, random)} ${pick(VERBS, random)} the ${pick(NOUNS, random)}`);
      count += praise === '' ? 5 : 6;
    }
    const joint = isModel && random.uniform() < strength ? pick(GRAND, random) : pick(PLAIN, random);
    const sentence = parts.join(`, ${joint} `);
    text += `${sentence[0]!.toUpperCase()}${sentence.slice(1)}. `;
    count += clauses - 1;
  }
  return text.trim();
}

/** `perSide` texts of each label. */
export function madeUpTexts(perSide: number, seed: string, strength = 0.5): KnownText[] {
  const random = randomFrom(seed);
  return (['human', 'synthetic'] as const).flatMap((label) =>
    Array.from({ length: perSide }, (_, at) => ({
      text: madeUpText(label, random.split(label, at), 120 + (at % 60), strength),
      label,
      generator: label === 'synthetic' ? (at % 2 === 0 ? 'alpha' : 'beta') : null,
      writer: label === 'human' ? (at % 2 === 0 ? 'native' : 'learner') : null,
    })),
  );
}
