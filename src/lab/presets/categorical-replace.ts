import type { Random } from '../../core/random.js';
import { type Estimate, meanAndError } from '../../math/statistics.js';
import { accumulateDiversity, replaceDiversity } from '../closed-forms.js';
import { firstDraws, resampleDraws, zipfWeights } from '../data-sources/symbols.js';
import { withinErrors } from './compare.js';
import { definePreset } from './define.js';

const N = 100;
const CATEGORIES = 50;
const GENERATIONS = [10, 50, 100, 200];
const ACCUMULATED_CHAINS = 2000;

/** Gini-Simpson indices relative to the real one. */
interface Diversities {
  /** At each of GENERATIONS. */
  readonly replaced: readonly Estimate[];
  /** After 30 generations. */
  readonly accumulated: Estimate;
}

export const categoricalReplace = definePreset<Diversities>({
  id: 'categorical-replace',
  title: 'Word frequencies trained on themselves',
  paper: 'Shumailov et al., Nature 631, 2024; Suresh et al., Rate of Model Collapse, arXiv 2412.17646',
  protocol:
    'Zipf’s law over 50 words. Draw n = 100 words, count them, draw n words from the counts, and repeat. The Gini-Simpson diversity obeys the same law as a Gaussian’s variance.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: 'a fifth of the chains',
  needs: [],
  seconds: { full: 5.3, quick: 1.3 },
  measure: ({ random, isQuick }) => {
    const chains = isQuick ? 2000 : 10_000;
    const weights = zipfWeights(CATEGORIES, 1);
    const total = weights.reduce((a, b) => a + b, 0);
    const real = 1 - weights.reduce((sum, weight) => sum + (weight / total) ** 2, 0);
    const columns = GENERATIONS.map(() => new Float64Array(chains));
    const accumulated = new Float64Array(ACCUMULATED_CHAINS);
    for (let chain = 0; chain < chains; chain++) {
      const stream = random.split(chain);
      for (const [at, diversity] of replacedDiversities(weights, stream).entries())
        columns[at]![chain] = diversity / real;
      if (chain < ACCUMULATED_CHAINS)
        accumulated[chain] = accumulatedDiversity(weights, N, 30, stream.split('all')) / real;
    }
    return { replaced: columns.map(meanAndError), accumulated: meanAndError(accumulated) };
  },
  judge: ({ replaced, accumulated }) => ({
    comparisons: [
      ...GENERATIONS.map((t, at) =>
        withinErrors(
          `Gini-Simpson index after ${t} generations, n = ${N}`,
          replaced[at]!,
          replaceDiversity(N, t),
        ),
      ),
      withinErrors('the same with accumulation, 30 generations', accumulated, accumulateDiversity(N, 30)),
    ],
    figures: [
      {
        title: 'Diversity of 50 words, n = 100',
        xLabel: 'generation',
        yLabel: 'Gini-Simpson index, share of the real one',
        curves: [
          { name: 'ours', kind: 'ours', x: GENERATIONS, y: replaced.map(({ mean }) => mean) },
          {
            name: '(1 − 1/n)^t',
            kind: 'closed-form',
            x: GENERATIONS,
            y: GENERATIONS.map((t) => replaceDiversity(N, t)),
          },
        ],
      },
    ],
  }),
});

/** Gini-Simpson index 1 − Σp² of observed frequencies. */
function giniSimpson(draws: Int32Array, categories: number): number {
  const counts = new Int32Array(categories);
  for (const draw of draws) counts[draw]!++;
  let squares = 0;
  for (const count of counts) squares += (count / draws.length) ** 2;
  return 1 - squares;
}

/** At each of GENERATIONS. */
function replacedDiversities(weights: Float64Array, random: Random): number[] {
  const found: number[] = [];
  let draws = firstDraws(weights, N, random);
  for (let t = 1; t <= GENERATIONS.at(-1)!; t++) {
    if (t > 1) draws = resampleDraws(draws, N, random);
    if (GENERATIONS.includes(t)) found.push(giniSimpson(draws, weights.length));
  }
  return found;
}

function accumulatedDiversity(weights: Float64Array, n: number, generations: number, random: Random): number {
  const pool = new Int32Array(n * generations);
  pool.set(firstDraws(weights, n, random));
  for (let t = 1; t < generations; t++) pool.set(resampleDraws(pool.subarray(0, t * n), n, random), t * n);
  return giniSimpson(pool, weights.length);
}
