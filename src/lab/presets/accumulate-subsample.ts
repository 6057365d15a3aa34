import type { Random } from '../../core/random.js';
import { type Estimate, intervalAround, meanAndError } from '../../math/statistics.js';
import { subsampleDrift } from '../closed-forms.js';
import { growingSubsampler } from '../data.js';
import type { Comparison, PresetContext } from '../preset.js';
import { holds, insideRange, withinErrors } from './compare.js';
import { definePreset } from './define.js';

const GENERATIONS = 60;
const FIGURE_X = [1, 2, 5, 10, 20, 30, 40, 50, 60];
const PATHWAY = Math.PI ** 2 / 2 - 2;

interface SubsampledDrifts {
  /** n × squared drift, of ten records after the last generation, and of a hundred at each of FIGURE_X. */
  readonly few: Estimate;
  readonly many: readonly Estimate[];
  /** The recursion for n = 10⁶ after 10⁵ generations, times n. */
  readonly recursion: number;
}

export const accumulateSubsample = definePreset<SubsampledDrifts>({
  id: 'accumulate-subsample',
  title: 'Accumulating with a fixed budget',
  paper:
    'Kazdan et al., arXiv 2410.16713; Dey and Donoho, Universality of the π²/6 pathway, arXiv 2410.22812',
  protocol:
    'Data accumulates, but every generation is fitted to n records drawn without replacement from the growing pool. The squared drift of the mean, times n, tends to π²/2 − 2 = 2.93 for large n; full accumulation tends to π²/6 = 1.64.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 1.7, quick: 1.7 },
  measure: ({ random, progress }) => {
    const few = subsampledDrifts(10, 10_000, random, (share) => progress(0.3 * share));
    const many = subsampledDrifts(100, 3000, random, (share) => progress(0.3 + 0.7 * share));
    return { few: few.at(-1)!, many, recursion: subsampleDrift(1e6, 100_000)[99_999]! * 1e6 };
  },
  judge: ({ few, many, recursion }) => ({
    comparisons: driftComparisons(few, many.at(-1)!, recursion),
    figures: [
      {
        title: 'Squared drift times n, n = 100',
        xLabel: 'generation',
        yLabel: 'n · E[(μ_t − μ_0)²]',
        curves: [
          { name: 'ours', kind: 'ours', x: FIGURE_X, y: many.map(({ mean }) => mean) },
          {
            name: 'recursion',
            kind: 'closed-form',
            x: FIGURE_X,
            y: FIGURE_X.map((t) => 100 * subsampleDrift(100, GENERATIONS)[t - 1]!),
          },
        ],
      },
    ],
  }),
});

function driftComparisons(few: Estimate, many: Estimate, recursion: number): Comparison[] {
  const expected = (n: number): number => subsampleDrift(n, GENERATIONS)[GENERATIONS - 1]! * n;
  const after = (n: number, ours: Estimate): Comparison =>
    withinErrors(`n × squared drift after ${GENERATIONS} generations, n = ${n}`, ours, expected(n));
  return [
    after(10, few),
    after(100, many),
    insideRange('its ratio to one fit on real data, n = 100', many.mean, [2.5, 3.2], PATHWAY, {
      printed: {
        value: '≈ 2.90',
        source: 'Dey and Donoho, figure model_collapse_pisquareplot.png, G = 100',
      },
      interval: intervalAround(many),
      note: `the recursion gives ${expected(100).toFixed(3)} at generation 60`,
    }),
    holds(
      'the recursion for n = 10⁶ after 10⁵ generations, times n',
      recursion,
      'within .1 % of π²/2 − 2',
      Math.abs(recursion / PATHWAY - 1) < 1e-3,
      { expected: PATHWAY },
    ),
  ];
}

/** n × squared drift at each of FIGURE_X. */
function subsampledDrifts(
  n: number,
  chains: number,
  random: Random,
  progress: PresetContext['progress'],
): Estimate[] {
  const columns = FIGURE_X.map(() => new Float64Array(chains));
  for (let chain = 0; chain < chains; chain++) {
    if (chain % 100 === 0) progress(chain / chains);
    const drift = subsampledDrift(n, GENERATIONS, random.split(n, chain));
    for (const [at, t] of FIGURE_X.entries()) columns[at]![chain] = n * drift[t - 1]!;
  }
  return columns.map(meanAndError);
}

/** Squared mean of every generation's training set, with records actually drawn and subsampled. */
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
