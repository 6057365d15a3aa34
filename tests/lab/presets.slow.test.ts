import { describe, expect, test } from 'vitest';
import { NO_DATA } from '../../src/lab/preset.js';
import { PRESETS } from '../../src/lab/presets/index.js';
import { measurePreset } from '../../src/lab/run-preset.js';
import { randomFrom } from '../../src/math/random.js';
import { failuresOf, keptNumbers } from './kept-numbers.js';
import { type Plain, rounded } from './plain.js';

/** Cheap enough for every run of the tests; the whole battery is `freckle lab reproduce`. */
const CHEAP = [
  'gaussian-replace',
  'absorption',
  'verifier-breakdown',
  'golden-ratio',
  'strong-collapse',
  'error-sources',
  'tale-of-tails',
];

describe.each(CHEAP)('%s, quick', (id) => {
  const preset = PRESETS.find((one) => one.id === id)!;
  const measure = () =>
    measurePreset(preset, {
      random: randomFrom(1).split('reproduce', id),
      data: NO_DATA,
      isQuick: true,
      progress: () => {},
    });

  test('reproduces, and gives the committed numbers', async () => {
    const numbers = await measure();
    const outcome = preset.judge(numbers, true);
    expect(failuresOf(outcome.comparisons)).toEqual([]);
    // Not to the bit: engines of different age round Math.log differently in the last place.
    const kept: Plain[] = JSON.parse(JSON.stringify(numbers));
    expect(rounded(kept)).toEqual(rounded(keptNumbers(preset).parts));
    expect(preset.judge(kept, true)).toEqual(outcome);
  });
});
