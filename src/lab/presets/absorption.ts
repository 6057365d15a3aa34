import type { Random } from '../../core/random.js';
import { binomial, poisson } from '../../math/distributions.js';
import { chiSquaredTail } from '../../math/special.js';
import { survivalProbability, survivalRates } from '../closed-forms.js';
import { firstDraws, resampleDraws } from '../data-sources/symbols.js';
import type { Comparison } from '../preset.js';
import { holds, insideRange, withinDistance } from './compare.js';
import { definePreset } from './define.js';

const PROBABILITIES = [0.5, 0.3, 0.15, 0.05];
/** Chance of a symbol of mean 1 in each of ten Poisson draws, and generations at which it is looked for. */
const POISSON = { n: 10, generations: [10, 100] };
/** Draws of 10,000 that hit a symbol of probability .001. */
const BERNOULLI = { n: 10_000, p: 0.001, generations: [10, 50] };

/** Number of chains run, and number of chains with each outcome. */
interface Counts {
  readonly chains: number;
  /** By the category left at the end. */
  readonly ends: readonly number[];
  readonly survivors: {
    readonly chains: number;
    /** Chains that still have the symbol, by generation. */
    readonly poisson: readonly number[];
    readonly bernoulli: readonly number[];
  };
}

export const absorption = definePreset<Counts>({
  id: 'absorption',
  title: 'Where a loop ends: absorption probabilities',
  paper: 'Shumailov et al., Nature 631, 2024, theorem on discrete distributions with exact approximation',
  protocol:
    'Four categories with p = (.5, .3, .15, .05), n = 50. The loop runs until a single category is left; by the theorem this is category i with probability p_i. The survival laws of Suresh et al. are tested too: exact at every generation for Poisson counts, and two bounds for a symbol of probability .001 in 10,000 draws.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: 'a quarter of the chains',
  needs: [],
  seconds: { full: 2.7, quick: 0.7 },
  measure: ({ random, isQuick }) => {
    const chains = isQuick ? 5000 : 20_000;
    const ends = PROBABILITIES.map(() => 0);
    for (let chain = 0; chain < chains; chain++) ends[endOf(random.split('absorb', chain))]!++;
    const survivors = isQuick ? 2000 : 5000;
    return {
      chains,
      ends,
      survivors: {
        chains: survivors,
        poisson: poissonSurvivors(random.split('poisson'), survivors),
        bernoulli: bernoulliSurvivors(random.split('bernoulli'), survivors),
      },
    };
  },
  judge: ({ chains, ends, survivors }) => ({
    comparisons: [
      ...PROBABILITIES.map((probability, at) =>
        withinDistance(
          `share of chains absorbed in category ${at + 1}`,
          ends[at]! / chains,
          probability,
          fourErrors(probability, chains),
        ),
      ),
      allFour(ends, chains),
      ...poissonSurvival(survivors.poisson, survivors.chains),
      ...bernoulliSurvival(survivors.bernoulli, survivors.chains),
    ],
    figures: [],
  }),
});

/** Four standard errors of a share, to two digits. */
const fourErrors = (probability: number, chains: number): number =>
  Number((4 * Math.sqrt((probability * (1 - probability)) / chains)).toPrecision(2));

function allFour(ends: readonly number[], chains: number): Comparison {
  let statistic = 0;
  PROBABILITIES.forEach((p, at) => {
    statistic += (ends[at]! - chains * p) ** 2 / (chains * p);
  });
  const p = chiSquaredTail(statistic, 3);
  return holds('chi-squared p-value over all four categories', p, 'p > .001', p > 0.001);
}

/** 1 − exp(−nλ_0 g_k) is exact for Poisson counts. */
const poissonSurvival = (alive: readonly number[], chains: number): Comparison[] =>
  POISSON.generations.map((k, at) => {
    const expected = survivalProbability(POISSON.n, survivalRates(k)[k - 1]!);
    return withinDistance(
      `Poisson survival, λ = 1, n = 10, k = ${k}`,
      alive[at]! / chains,
      expected,
      fourErrors(expected, chains),
      { printed: { value: '1 − exp(−nλ₀g_k), exact', source: 'Suresh et al., Poisson theorem' } },
    );
  });

/** Still in use after k: 1 − e^(−n·p·g_k) ≤ P(P_k ≠ 0) ≤ 1 − (1 − 3np² − 3kp)·e^(−n·p·g_k). */
const bernoulliSurvival = (alive: readonly number[], chains: number): Comparison[] =>
  BERNOULLI.generations.map((k, at) => {
    const { n, p } = BERNOULLI;
    const low = survivalProbability(n * p, survivalRates(k)[k - 1]!);
    const high = 1 - (1 - 3 * n * p * p - 3 * k * p) * (1 - low);
    const error = 4 * Math.sqrt((low * (1 - low)) / chains);
    const rounded = (value: number) => Number(value.toFixed(4));
    return insideRange(
      `Bernoulli survival, p = .001, n = 10,000, k = ${k}`,
      alive[at]! / chains,
      [rounded(low - error), rounded(high + error)],
      null,
      {
        printed: {
          value: `between ${low.toFixed(4)} and ${high.toFixed(4)}`,
          source: 'Suresh et al., Bernoulli theorem',
        },
        note: 'the bounds widened by four standard errors',
      },
    );
  });

/** The category that absorbs a loop of fifty draws. */
function endOf(random: Random): number {
  let draws = firstDraws(PROBABILITIES, 50, random);
  while (!draws.every((draw) => draw === draws[0])) draws = resampleDraws(draws, 50, random);
  return draws[0]!;
}

/** λ_{k+1} is the mean of n Poisson(λ_k), from λ_0 = 1 on. */
function poissonSurvivors(random: Random, chains: number): number[] {
  const { n, generations } = POISSON;
  return survivorsOf(generations, chains, random, 1, (rate, stream) => poisson(n * rate, stream) / n);
}

/** P_k is the frequency of a symbol in n draws that hit it with probability P_{k−1}. */
function bernoulliSurvivors(random: Random, chains: number): number[] {
  const { n, p, generations } = BERNOULLI;
  return survivorsOf(generations, chains, random, n * p, (count, stream) => binomial(n, count / n, stream));
}

/** Number of chains whose quantity is above 0 at each of the generations; a quantity at 0 stays 0. */
function survivorsOf(
  generations: readonly number[],
  chains: number,
  random: Random,
  start: number,
  next: (value: number, stream: Random) => number,
): number[] {
  const alive = generations.map(() => 0);
  for (let chain = 0; chain < chains; chain++) {
    const stream = random.split(chain);
    let value = start;
    for (let k = 1; k <= generations.at(-1)! && value > 0; k++) {
      value = next(value, stream);
      const at = generations.indexOf(k);
      if (at >= 0 && value > 0) alive[at]!++;
    }
  }
  return alive;
}
