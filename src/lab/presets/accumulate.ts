import type { Random } from '../../core/random.js';
import { intervalOfMean, mean } from '../../math/statistics.js';
import { gaussianChain } from '../chains.js';
import { accumulateDiversity, accumulateLimit, subsampleDrift } from '../closed-forms.js';
import { growingSubsampler } from '../data.js';
import type { Comparison, Preset } from '../preset.js';
import { holds, insideRange, meanWithinShare, withinErrors } from './compare.js';

const KAZDAN = 'Kazdan et al., published 1-D Gaussian runs (parquet), 100 seeds';

export const gaussianAccumulate: Preset = {
  id: 'gaussian-accumulate',
  title: 'Accumulating holds the variance',
  paper: 'Kazdan et al., Collapse or Thrive?, arXiv 2410.16713; Gerstgrasser et al., arXiv 2404.01413',
  protocol:
    'Start from N(0, 1). Every generation is fitted to all samples of all generations so far and adds n more. The variance does not go to zero but to sin(π/√n)/(π/√n).',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 3.4, quick: 3.4 },
  run: ({ random, progress }) => {
    const comparisons: Comparison[] = [];
    const figureX = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
    const curves: { y: number[]; low: number[]; high: number[] } = { y: [], low: [], high: [] };
    for (const [n, chains] of [
      // One chain's variance has a deviation of .53: 1 % is four standard errors.
      [10, 65_000],
      [100, 8000],
    ] as const) {
      const at = new Map(figureX.map((t) => [t, new Float64Array(chains)]));
      const balance = new Float64Array(chains);
      for (let chain = 0; chain < chains; chain++) {
        if (chain % 2000 === 0) progress((n === 10 ? 0 : 0.8) + (chain / chains) * (n === 10 ? 0.8 : 0.2));
        const { mean: centre, variance } = gaussianChain(
          { size: n, generations: n === 10 ? 1000 : 200, isAccumulating: true },
          random.split(n, chain),
        );
        for (const [t, column] of at) column[chain] = variance[Math.min(t, variance.length) - 1]!;
        balance[chain] = variance.at(-1)! + centre.at(-1)! ** 2;
      }
      if (n === 10) {
        for (const column of at.values()) {
          curves.y.push(mean(column));
          const [low, high] = intervalOfMean(column);
          curves.low.push(low);
          curves.high.push(high);
        }
        comparisons.push(
          withinErrors(
            'mean variance after 10 generations, n = 10',
            at.get(10)!,
            accumulateDiversity(10, 10),
          ),
          meanWithinShare(
            'mean variance after 1,000 generations, n = 10: the sinc limit',
            at.get(1000)!,
            accumulateLimit(10),
            0.01,
          ),
          withinErrors(
            'mean variance after 100 generations, n = 10',
            at.get(100)!,
            accumulateDiversity(10, 100),
            4,
            {
              printed: { value: '.866 ± .051', source: KAZDAN },
            },
          ),
        );
      } else
        comparisons.push(
          meanWithinShare(
            'mean variance after 200 generations, n = 100',
            at.get(200)!,
            accumulateDiversity(100, 200),
            0.01,
          ),
        );
      comparisons.push(withinErrors(`variance plus squared drift, n = ${n}`, balance, 1));
    }
    return {
      comparisons,
      figures: [
        {
          title: 'Accumulating, n = 10',
          xLabel: 'generation',
          yLabel: 'mean variance',
          isLogX: true,
          curves: [
            { name: 'ours', kind: 'ours', x: figureX, ...curves },
            {
              name: '∏(1 − 1/(n i²))',
              kind: 'closed-form',
              x: figureX,
              y: figureX.map((t) => accumulateDiversity(10, t)),
            },
          ],
        },
      ],
    };
  },
};

export const accumulateSubsample: Preset = {
  id: 'accumulate-subsample',
  title: 'Accumulating with a fixed budget',
  paper:
    'Kazdan et al., arXiv 2410.16713; Dey and Donoho, Universality of the π²/6 pathway, arXiv 2410.22812',
  protocol:
    'As accumulating, but every generation is fitted to n records drawn without replacement from the growing pool. The squared drift of the mean, times n, tends to π²/2 − 2 = 2.93 for large n; full accumulation tends to π²/6 = 1.64.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 1.7, quick: 1.7 },
  run: ({ random, progress }) => {
    const comparisons: Comparison[] = [];
    const generations = 60;
    const x = [1, 2, 5, 10, 20, 30, 40, 50, 60];
    let figureY: number[] = [];
    for (const n of [10, 100]) {
      const chains = n === 10 ? 10_000 : 3000;
      const columns = x.map(() => new Float64Array(chains));
      for (let chain = 0; chain < chains; chain++) {
        if (chain % 100 === 0) progress((n === 10 ? 0 : 0.3) + (chain / chains) * (n === 10 ? 0.3 : 0.7));
        const drift = subsampledDrift(n, generations, random.split(n, chain));
        x.forEach((t, at) => {
          columns[at]![chain] = n * drift[t - 1]!;
        });
      }
      const expected = subsampleDrift(n, generations)[generations - 1]! * n;
      comparisons.push(
        withinErrors(
          `n × squared drift after ${generations} generations, n = ${n}`,
          columns.at(-1)!,
          expected,
        ),
      );
      if (n === 100) {
        comparisons.push(
          insideRange(
            'its ratio to one fit on real data, n = 100',
            mean(columns.at(-1)!),
            [2.5, 3.2],
            Math.PI ** 2 / 2 - 2,
            {
              printed: {
                value: '≈ 2.90',
                source: 'Dey and Donoho, figure model_collapse_pisquareplot.png, G = 100',
              },
              interval: intervalOfMean(columns.at(-1)!),
              note: `the recursion gives ${expected.toFixed(3)} at generation 60`,
            },
          ),
        );
        figureY = columns.map((column) => mean(column));
      }
    }
    comparisons.push(
      holds(
        'the recursion for n = 10⁶ after 10⁵ generations, times n',
        subsampleDrift(1e6, 100_000)[99_999]! * 1e6,
        'within .1 % of π²/2 − 2',
        Math.abs((subsampleDrift(1e6, 100_000)[99_999]! * 1e6) / (Math.PI ** 2 / 2 - 2) - 1) < 1e-3,
        { expected: Math.PI ** 2 / 2 - 2 },
      ),
    );
    return {
      comparisons,
      figures: [
        {
          title: 'Squared drift times n, n = 100',
          xLabel: 'generation',
          yLabel: 'n · E[(μ_t − μ_0)²]',
          curves: [
            { name: 'ours', kind: 'ours', x, y: figureY },
            {
              name: 'recursion',
              kind: 'closed-form',
              x,
              y: x.map((t) => 100 * subsampleDrift(100, generations)[t - 1]!),
            },
          ],
        },
      ],
    };
  },
};

/** Squared mean of every generation's training set, the records really drawn and really subsampled. */
function subsampledDrift(n: number, generations: number, random: Random): Float64Array {
  const pool = new Float64Array(n * (generations + 1));
  const drift = new Float64Array(generations);
  const subsampled = growingSubsampler(pool.length);
  let centre = 0;
  let variance = 1;
  for (let t = 1; t <= generations; t++) {
    const fresh = pool.subarray((t - 1) * n, t * n);
    random.fillNormal(fresh);
    const deviation = Math.sqrt(variance);
    for (let at = 0; at < n; at++) fresh[at] = centre + deviation * fresh[at]!;
    let total = 0;
    let squares = 0;
    const take = (value: number) => {
      total += value;
      squares += value * value;
    };
    if (t === 1) for (const value of fresh) take(value);
    else for (const row of subsampled(t * n, n, random)) take(pool[row]!);
    centre = total / n;
    variance = Math.max(0, squares / n - centre * centre);
    drift[t - 1] = centre * centre;
  }
  return drift;
}
