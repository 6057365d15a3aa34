import type { Random } from '../../core/random.js';
import { aliasTable, binomial, poisson } from '../../math/distributions.js';
import { chiSquaredTail } from '../../math/special.js';
import {
  accumulateDiversity,
  replaceDiversity,
  survivalProbability,
  survivalRates,
} from '../closed-forms.js';
import type { Comparison, Preset } from '../preset.js';
import { resampleDraws, zipfWeights } from '../worlds/symbols.js';
import { holds, insideRange, withinDistance, withinErrors } from './compare.js';

const GENERATIONS = [10, 50, 100, 200];
const ACCUMULATED_CHAINS = 2000;

/** Draws of n symbols from weights: the first training set of a categorical chain. */
function firstDraws(weights: ArrayLike<number>, n: number, random: Random): Int32Array {
  const table = aliasTable(weights);
  return Int32Array.from({ length: n }, () => table.draw(random));
}

/** Gini-Simpson index 1 − Σp² of observed frequencies. */
function giniSimpson(draws: Int32Array, categories: number): number {
  const counts = new Int32Array(categories);
  for (const draw of draws) counts[draw]!++;
  let squares = 0;
  for (const count of counts) squares += (count / draws.length) ** 2;
  return 1 - squares;
}

export const categoricalReplace: Preset = {
  id: 'categorical-replace',
  title: 'Word frequencies trained on themselves',
  paper: 'Shumailov et al., Nature 631, 2024; Suresh et al., Rate of Model Collapse, arXiv 2412.17646',
  protocol:
    'Zipf’s law over 50 words; n = 100 words are drawn, counted, and n are drawn from the counts, and so on. The Gini-Simpson diversity obeys the same law as a Gaussian’s variance.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: 'a fifth of the chains',
  needs: [],
  seconds: { full: 5.3, quick: 1.3 },
  run: ({ random, isQuick }) => {
    const n = 100;
    const categories = 50;
    const chains = isQuick ? 2000 : 10_000;
    const weights = zipfWeights(categories, 1);
    const total = weights.reduce((a, b) => a + b, 0);
    const real = 1 - weights.reduce((sum, weight) => sum + (weight / total) ** 2, 0);
    const columns = GENERATIONS.map(() => new Float64Array(chains));
    const accumulated = new Float64Array(ACCUMULATED_CHAINS);
    for (let chain = 0; chain < chains; chain++) {
      const stream = random.split(chain);
      let draws = firstDraws(weights, n, stream);
      for (let t = 1; t <= 200; t++) {
        if (t > 1) draws = resampleDraws(draws, n, stream);
        const at = GENERATIONS.indexOf(t);
        if (at >= 0) columns[at]![chain] = giniSimpson(draws, categories) / real;
      }
      if (chain < ACCUMULATED_CHAINS)
        accumulated[chain] = accumulatedDiversity(weights, n, 30, stream.split('all')) / real;
    }
    const comparisons: Comparison[] = GENERATIONS.map((t, at) =>
      withinErrors(
        `Gini-Simpson index after ${t} generations, n = ${n}`,
        columns[at]!,
        replaceDiversity(n, t),
      ),
    );
    comparisons.push(
      withinErrors('the same with accumulation, 30 generations', accumulated, accumulateDiversity(n, 30)),
    );
    return {
      comparisons,
      figures: [
        {
          title: 'Diversity of 50 words, n = 100',
          xLabel: 'generation',
          yLabel: 'Gini-Simpson index, share of the real one',
          curves: [
            {
              name: 'ours',
              kind: 'ours',
              x: GENERATIONS,
              y: comparisons.slice(0, 4).map(({ ours }) => ours!),
            },
            {
              name: '(1 − 1/n)^t',
              kind: 'closed-form',
              x: GENERATIONS,
              y: GENERATIONS.map((t) => replaceDiversity(n, t)),
            },
          ],
        },
      ],
    };
  },
};

function accumulatedDiversity(weights: Float64Array, n: number, generations: number, random: Random): number {
  const pool = new Int32Array(n * generations);
  pool.set(firstDraws(weights, n, random));
  for (let t = 1; t < generations; t++) pool.set(resampleDraws(pool.subarray(0, t * n), n, random), t * n);
  return giniSimpson(pool, weights.length);
}

const ABSORPTION = [0.5, 0.3, 0.15, 0.05];

export const absorption: Preset = {
  id: 'absorption',
  title: 'Where a loop ends: absorption probabilities',
  paper: 'Shumailov et al., Nature 631, 2024, theorem on discrete distributions with exact approximation',
  protocol:
    'Four categories with p = (.5, .3, .15, .05), n = 50, until one category is all that is left. The theorem says that category i is that one with probability p_i. Beside it the survival laws of Suresh et al.: exact at every generation for Poisson counts, two bounds for a symbol of probability .001 among 10,000 draws.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: 'a quarter of the chains',
  needs: [],
  seconds: { full: 2.7, quick: 0.7 },
  run: ({ random, isQuick }) => {
    const chains = isQuick ? 5000 : 20_000;
    const ends = new Int32Array(4);
    const generations = new Float64Array(chains);
    for (let chain = 0; chain < chains; chain++) {
      const stream = random.split('absorb', chain);
      let draws = firstDraws(ABSORPTION, 50, stream);
      let t = 1;
      while (!draws.every((draw) => draw === draws[0])) {
        draws = resampleDraws(draws, 50, stream);
        t++;
      }
      ends[draws[0]!]!++;
      generations[chain] = t;
    }
    let statistic = 0;
    ABSORPTION.forEach((p, at) => {
      statistic += (ends[at]! - chains * p) ** 2 / (chains * p);
    });
    const p = chiSquaredTail(statistic, 3);
    const comparisons: Comparison[] = ABSORPTION.map((probability, at) =>
      withinDistance(
        `share of chains absorbed in category ${at + 1}`,
        ends[at]! / chains,
        probability,
        Number((4 * Math.sqrt((probability * (1 - probability)) / chains)).toPrecision(2)),
      ),
    );
    comparisons.push(holds('chi-squared p-value of all four', p, 'p > .001', p > 0.001));
    const survivors = isQuick ? 2000 : 5000;
    comparisons.push(...poissonSurvival(random.split('poisson'), survivors));
    comparisons.push(...bernoulliSurvival(random.split('bernoulli'), survivors));
    return { comparisons, figures: [] };
  },
};

/** λ_{k+1} is the mean of n Poisson(λ_k); survival 1 − exp(−nλ_0 g_k) is exact. */
function poissonSurvival(random: Random, chains: number): Comparison[] {
  const n = 10;
  const rates = survivalRates(100);
  const alive = new Map([10, 100].map((k) => [k, 0]));
  for (let chain = 0; chain < chains; chain++) {
    const stream = random.split(chain);
    let rate = 1;
    for (let k = 1; k <= 100; k++) {
      rate = poisson(n * rate, stream) / n;
      if (rate === 0) break;
      if (alive.has(k)) alive.set(k, alive.get(k)! + 1);
    }
  }
  return [...alive].map(([k, count]) => {
    const expected = survivalProbability(n, rates[k - 1]!);
    const error = Math.sqrt((expected * (1 - expected)) / chains);
    return withinDistance(
      `Poisson survival, λ = 1, n = 10, k = ${k}`,
      count / chains,
      expected,
      Number((4 * error).toPrecision(2)),
      { printed: { value: '1 − exp(−nλ₀g_k), exact', source: 'Suresh et al., Poisson theorem' } },
    );
  });
}

/**
 * P_k is the frequency of a symbol in n draws that hit it with probability P_{k−1}. Still in use after k:
 * 1 − e^(−n·p·g_k) ≤ P(P_k ≠ 0) ≤ 1 − (1 − 3np² − 3kp)·e^(−n·p·g_k).
 */
function bernoulliSurvival(random: Random, chains: number): Comparison[] {
  const n = 10_000;
  const p = 0.001;
  const rates = survivalRates(50);
  const alive = new Map([10, 50].map((k) => [k, 0]));
  for (let chain = 0; chain < chains; chain++) {
    const stream = random.split(chain);
    let count = n * p;
    for (let k = 1; k <= 50 && count > 0; k++) {
      count = binomial(n, count / n, stream);
      if (count > 0 && alive.has(k)) alive.set(k, alive.get(k)! + 1);
    }
  }
  return [...alive].map(([k, count]) => {
    const share = count / chains;
    const low = survivalProbability(n * p, rates[k - 1]!);
    const high = 1 - (1 - 3 * n * p * p - 3 * k * p) * (1 - low);
    const error = 4 * Math.sqrt((low * (1 - low)) / chains);
    const rounded = (value: number) => Number(value.toFixed(4));
    return insideRange(
      `Bernoulli survival, p = .001, n = 10,000, k = ${k}`,
      share,
      [rounded(low - error), rounded(high + error)],
      null,
      {
        printed: {
          value: `between ${low.toFixed(4)} and ${high.toFixed(4)}`,
          source: 'Suresh et al., Bernoulli theorem',
        },
        note: 'the bounds and four standard errors more',
      },
    );
  });
}
