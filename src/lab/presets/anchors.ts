import type { Random } from '../../core/random.js';
import { intervalOfMean, mean } from '../../math/statistics.js';
import { type ChainShape, gaussianChain } from '../chains.js';
import { anchoredDiversity, fixedDriftLimit, freshDriftLimit } from '../closed-forms.js';
import type { Comparison, Preset } from '../preset.js';
import { holds, meanWithinShare, withinShare } from './compare.js';

const GENERATIONS = 400;
const SETTLED = 250;
/**
 * One chain's mean varies by half of itself, and more, with a long tail, where a single record is real: this many
 * put 3 % at four standard errors.
 */
const CHAINS = 12_000;
const CHAINS_OF_ONE = 24_000;

export const anchors: Preset = {
  id: 'anchors',
  title: 'Real data as an anchor is a count, not a share',
  paper:
    'Alemohammad et al., Self-Consuming Generative Models Go MAD, arXiv 2307.01850; Kazdan et al., arXiv 2410.16713 (cardinality explains more than proportion)',
  protocol:
    'n = 100; a share a of every training set is real, either new every time or always the same records, the rest comes from the generation before. Means over generations 250 to 400 of 12,000 chains, of 24,000 where one new record is real; for a single record that stays, over 250 to 1,600. Then k new real records per generation at n = 100 and n = 1,000: both hold 2k/(2k + 1) of the variance. At n = 1,000 a loop settles ten times as slowly, so there the means are over later generations: 2,000 to 4,000 for k = 1, 500 to 1,500 for k = 10.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 12, quick: 12 },
  run: ({ random, progress }) => {
    const comparisons: Comparison[] = [];
    const settled = (shape: ChainShape, stream: Random, from = SETTLED) =>
      Float64Array.from(
        { length: shape.realCount === 1 && shape.isRealFixed !== true ? CHAINS_OF_ONE : CHAINS },
        (_, chain) => mean(gaussianChain(shape, stream.split(chain)).variance.subarray(from)),
      );
    for (const a of [0.01, 0.05, 0.1, 0.2]) {
      const shape = { size: 100, generations: GENERATIONS, realCount: Math.round(100 * a) };
      comparisons.push(
        meanWithinShare(
          `fresh real share ${a}: variance held`,
          settled(shape, random.split('fresh', a * 100)),
          1 - freshDriftLimit(100, a),
          0.03,
        ),
      );
      progress(comparisons.length / 12);
      if (a === 0.01) continue;
      comparisons.push(
        meanWithinShare(
          `fixed real share ${a}: variance held`,
          settled({ ...shape, isRealFixed: true }, random.split('fixed', a * 100)),
          1 - fixedDriftLimit(100, a),
          0.03,
        ),
      );
    }
    const single = settled(
      { size: 100, generations: GENERATIONS * 4, realCount: 1, isRealFixed: true },
      random.split('single'),
    );
    comparisons.push(
      holds(
        'a single fixed real record: variance left',
        mean(single),
        'below .05: one record does not anchor',
        mean(single) < 0.05,
        {
          interval: intervalOfMean(single),
        },
      ),
    );
    for (const [k, n, from, generations] of [
      [1, 100, SETTLED, GENERATIONS],
      [1, 1000, 2000, 4000],
      [10, 100, SETTLED, GENERATIONS],
      [10, 1000, 500, 1500],
    ] as const) {
      const held = settled({ size: n, generations, realCount: k }, random.split('count', k, n), from);
      comparisons.push(
        withinShare(`${k} fresh real of ${n}: variance held`, mean(held), anchoredDiversity(k), 0.03, {
          interval: intervalOfMean(held),
        }),
      );
      progress(comparisons.length / 12);
    }
    const shares = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
    return {
      comparisons,
      figures: [
        {
          title: 'Variance held by a share of real records, n = 100',
          xLabel: 'real share',
          yLabel: 'variance held',
          isLogX: true,
          curves: [
            {
              name: 'fresh, law',
              kind: 'closed-form',
              x: shares,
              y: shares.map((a) => 1 - freshDriftLimit(100, a)),
            },
            {
              name: 'fixed, law',
              kind: 'closed-form',
              x: shares.slice(1),
              y: shares.slice(1).map((a) => 1 - fixedDriftLimit(100, a)),
            },
            {
              name: 'fresh, ours',
              kind: 'ours',
              x: [0.01, 0.05, 0.1, 0.2],
              y: comparisons.filter(({ quantity }) => quantity.startsWith('fresh')).map(({ ours }) => ours!),
            },
            {
              name: 'fixed, ours',
              kind: 'ours',
              x: [0.05, 0.1, 0.2],
              y: comparisons.filter(({ quantity }) => quantity.startsWith('fixed')).map(({ ours }) => ours!),
            },
          ],
        },
      ],
    };
  },
};
