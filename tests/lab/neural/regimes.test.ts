import { describe, expect, it } from 'vitest';
import { MODELS } from '../../../src/lab/models/index.js';
import { planOf } from '../../../src/lab/plan.js';
import { NO_DATA } from '../../../src/lab/preset.js';
import { REGIMES } from '../../../src/lab/regimes/index.js';
import { runLoop } from '../../../src/lab/run.js';
import { randomFrom } from '../../../src/math/random.js';

/** As small as the definitions allow: what is asked here is that the loop turns, not that it learns. */
const SMALL: { [model: string]: { [setting: string]: number } } = {
  vae: { steps: 3, hidden: 8, latent: 2, batch: 8 },
  diffusion: { steps: 2, hidden: 8, channels: 2, batch: 4, 'sampling-steps': 3 },
  'transformer-lm': { steps: 3, width: 8, heads: 2, layers: 1, batch: 4 },
};

describe.each(Object.keys(SMALL))('%s', (id) => {
  it.each(REGIMES.map((regime) => regime.id))('runs under %s, with exact counts', async (regimeId) => {
    const plan = planOf({
      model: id,
      regime: regimeId,
      generations: 2,
      size: 30,
      modelSettings: SMALL[id]!,
    });
    let generations = 0;
    for await (const { counts, samples } of runLoop(plan, randomFrom(3), { data: NO_DATA })) {
      generations++;
      expect(counts.real + counts.synthetic).toBe(counts.total);
      expect(samples.count).toBe(30);
    }
    expect(generations).toBe(3);
  });
  it('is in the list', () => expect(MODELS.some((model) => model.id === id)).toBe(true));
});
