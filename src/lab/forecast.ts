import type { Random } from '../core/random.js';
import { binomial } from '../math/distributions.js';
import { meanAndError } from '../math/statistics.js';
import { survivalProbability, survivalRates } from './closed-forms.js';
import { diversityLaw } from './laws.js';
import { named } from './plan.js';
import { REGIMES } from './regimes/index.js';
import { resolveSettings } from './settings.js';

/** A plan of one's own, in counts of records. */
export interface ForecastPlan {
  readonly regime: string;
  /** Real records of the first training set. */
  readonly real: number;
  /** Synthetic records sampled by every generation. */
  readonly synthetic: number;
  /** Fresh real records every generation. */
  readonly fresh: number;
  readonly generations: number;
  /** Generations between purely real refreshes; 0 never. */
  readonly refreshEvery: number;
}

/** Frequencies of rare things in a vetted corpus: how many things occur how often. */
export interface Frequencies {
  /** What is counted, for people: `word`, `source`. */
  readonly kind: string;
  /** [occurrences, how many things occur so often], occurrences ascending. */
  readonly histogram: readonly (readonly [count: number, things: number])[];
}

export interface ForecastPoint {
  readonly generation: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface SurvivalCurve {
  readonly kind: string;
  /** Things that occur between these counts, e.g. 1 to 1, 2 to 4. */
  readonly from: number;
  readonly to: number;
  readonly things: number;
  /** Share still there after each generation, from generation 0. */
  readonly alive: readonly ForecastPoint[];
}

export interface Forecast {
  readonly plan: ForecastPlan;
  /** Share of the real diversity inside generation 1, 2, …; generation 0 is the real data. */
  readonly diversity: {
    readonly method: 'closed form' | 'simulation';
    readonly law: string;
    readonly formula: string;
    readonly assumptions: readonly string[];
    readonly points: readonly ForecastPoint[];
  };
  /** How long a thing seen `count` times stays, in generations at even odds; null when longer than the plan. */
  readonly tails: readonly {
    readonly count: number;
    readonly halfLife: number | null;
    readonly survives: ForecastPoint;
  }[];
  readonly tailMethod: {
    readonly method: 'closed form' | 'simulation';
    readonly law: string;
    readonly assumptions: readonly string[];
  };
  readonly curves: readonly SurvivalCurve[];
  /** Fresh real records per generation that hold a share of diversity for ever. */
  readonly anchors: readonly { readonly hold: number; readonly fresh: number }[];
  /** Fresh real records per generation that keep things of each real count in every training set. */
  readonly tailAnchors: readonly { readonly count: number; readonly hold: number; readonly fresh: number }[];
}

const RARE_COUNTS = [1, 2, 5, 10, 20, 50, 100];
const CHAINS = 4000;

const SAMPLED =
  'each generation is a model that reproduces frequencies exactly and samples without temperature, top-k or beam search';
const WORSE =
  'no error but that of sampling: neural models approximate and decode besides, and lose tails sooner, never later';

/** Forecasts a plan of one's own. Deterministic for a seed. @throws FreckleError invalid-setting */
export function forecast(
  plan: ForecastPlan,
  frequencies: readonly Frequencies[],
  random: Random,
  hold = 0.95,
): Forecast {
  named('regime', REGIMES, plan.regime);
  const tails = tailForecast(plan, RARE_COUNTS, random.split('tails'));
  return {
    plan,
    diversity: diversityForecast(plan, random.split('diversity')),
    tails: RARE_COUNTS.map((count, at) => ({
      count,
      halfLife: halfLife(tails.alive[at]!),
      survives: tails.alive[at]!.at(-1)!,
    })),
    tailMethod: tails.method,
    curves: frequencies.flatMap((one) => survivalCurves(plan, one, random.split('corpus', one.kind))),
    anchors: [0.5, 0.9, 0.95, 0.99].map((hold) => ({
      hold,
      fresh: Math.ceil(hold / (2 * (1 - hold)) - 1e-9),
    })),
    tailAnchors: RARE_COUNTS.map((count) => ({ count, hold, fresh: freshForTail(count / plan.real, hold) })),
  };
}

/** Fresh real records per generation that hold a share of the diversity, whatever the sample size: k ≥ h/(2(1 − h)). */
export const freshToHold = (hold: number): number => Math.ceil(hold / (2 * (1 - hold)) - 1e-9);

/**
 * Fresh real records per generation among which a thing of real frequency f occurs with probability h:
 * k = ln(1 − h)/ln(1 − f). Enough whatever the model forgets; what the model remembers comes on top.
 */
export const freshForTail = (frequency: number, hold: number): number =>
  frequency >= 1 ? 1 : Math.ceil(Math.log1p(-hold) / Math.log1p(-frequency));

function diversityForecast(plan: ForecastPlan, random: Random): Forecast['diversity'] {
  const { real, synthetic, generations, regime: regimeId } = plan;
  const regime = named('regime', REGIMES, regimeId);
  const size = regimeId === 'fresh-mix' ? synthetic + plan.fresh : synthetic;
  // A fixed-real forecast keeps all real records beside all samples: another share than the regime's own law has.
  const isClosed =
    regimeId !== 'fixed-real' && real === size && (plan.fresh === 0 || regimeId === 'fresh-mix');
  if (isClosed || (regimeId === 'replace' && plan.fresh === 0)) {
    const given: { [id: string]: number } =
      regimeId === 'fresh-mix'
        ? { count: plan.fresh }
        : regimeId === 'refresh-every'
          ? { every: Math.max(1, plan.refreshEvery) }
          : {};
    const law = diversityLaw({
      model: { id: 'gaussian' },
      regime,
      regimeSettings: resolveSettings(regimeId, regime.settings, given),
      decoding: {},
      size,
      generations,
    });
    if (law !== null) {
      // The first fit is on the real records; every later one on samples.
      const first = (1 - 1 / real) / (1 - 1 / synthetic);
      return {
        method: 'closed form',
        law: law.name,
        formula: law.formula,
        assumptions: [...law.assumptions, WORSE],
        points: Array.from({ length: generations }, (_, g) =>
          exact(g + 1, law.diversity(g) * (regimeId === 'replace' ? first : 1)),
        ),
      };
    }
  }
  const { points } = simulatedDrift(plan, random);
  return {
    method: 'simulation',
    law: 'conservation law: diversity is what drift has left',
    formula: `E[V]/V₀ = 1 − E[drift], drift of a mean over ${CHAINS.toLocaleString('en')} simulated chains`,
    assumptions: ['exact fits', 'no selection by value', WORSE],
    points,
  };
}

const exact = (generation: number, value: number): ForecastPoint => ({
  generation,
  value,
  low: value,
  high: value,
});

/**
 * Squared drift of the mean of every training set, from chains of means. A mean's expected square is linear in
 * the variances inside, so each generation's expected variance, 1 − E[drift] by the conservation law, stands in
 * for every chain's own without changing the expectation.
 */
function simulatedDrift(plan: ForecastPlan, random: Random): { points: ForecastPoint[] } {
  const { real, synthetic, fresh, generations } = plan;
  const streams = Array.from({ length: CHAINS }, (_, chain) => random.split(chain));
  const first = Float64Array.from(streams, (stream) => stream.normal() / Math.sqrt(real));
  /** Mean of everything kept so far, and of the current training set, per chain. */
  const pool = first.slice();
  const trained = first.slice();
  let poolCount = real;
  let variance = 1 - 1 / real;
  const points: ForecastPoint[] = [];
  for (let generation = 1; generation <= generations; generation++) {
    // Generation g was trained on `trained`; it is what the forecast speaks of.
    points.push(pointOf(generation, trained));
    const total = trainingCount(plan, generation, poolCount);
    const isSubsampled = plan.regime === 'accumulate-subsample';
    const budget = isSubsampled ? Math.min(total, synthetic) : total;
    const isRefresh =
      plan.regime === 'refresh-every' && plan.refreshEvery > 0 && generation % plan.refreshEvery === 0;
    for (let chain = 0; chain < CHAINS; chain++) {
      const stream = streams[chain]!;
      const sampled = trained[chain]! + Math.sqrt(variance / synthetic) * stream.normal();
      const met = fresh > 0 ? stream.normal() / Math.sqrt(fresh) : 0;
      const added = (sampled * synthetic + met * fresh) / (synthetic + fresh);
      pool[chain] =
        (pool[chain]! * poolCount + added * (synthetic + fresh)) / (poolCount + synthetic + fresh);
      trained[chain] = isRefresh
        ? stream.normal() / Math.sqrt(real)
        : plan.regime === 'fixed-real'
          ? (first[chain]! * real + added * (synthetic + fresh)) / (real + synthetic + fresh)
          : plan.regime.startsWith('accumulate')
            ? pool[chain]!
            : added;
    }
    poolCount += synthetic + fresh;
    if (isSubsampled && budget < total) {
      const within = 1 - meanSquare(trained);
      const spread = Math.sqrt((within / budget) * ((total - budget) / (total - 1)));
      for (let chain = 0; chain < CHAINS; chain++)
        trained[chain] = trained[chain]! + spread * streams[chain]!.normal();
    }
    variance = Math.max(0, 1 - meanSquare(trained));
  }
  return { points };
}

const meanSquare = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value * value, 0) / values.length;

function trainingCount(plan: ForecastPlan, generation: number, poolCount: number): number {
  const { real, synthetic, fresh } = plan;
  switch (plan.regime) {
    case 'accumulate':
    case 'accumulate-subsample':
      return poolCount + synthetic + fresh;
    case 'fixed-real':
      return real + synthetic + fresh;
    case 'refresh-every':
      return plan.refreshEvery > 0 && generation % plan.refreshEvery === 0 ? real : synthetic + fresh;
    default:
      return synthetic + fresh;
  }
}

function pointOf(generation: number, means: Float64Array): ForecastPoint {
  const { mean, error } = meanAndError(means.map((value) => value * value));
  const share = (value: number): number => Math.min(1, Math.max(0, value));
  return {
    generation,
    value: share(1 - mean),
    low: share(1 - mean - 1.96 * error),
    high: share(1 - mean + 1.96 * error),
  };
}

/**
 * Survival of things seen `count` times among the real records. Under `replace` without fresh data the Poisson
 * law 1 − exp(−c·g_k) is used; elsewhere branching chains of occurrences are simulated.
 */
function tailForecast(
  plan: ForecastPlan,
  counts: readonly number[],
  random: Random,
): { alive: ForecastPoint[][]; method: Forecast['tailMethod'] } {
  const { generations, real, synthetic } = plan;
  if (plan.regime === 'replace' && plan.fresh === 0 && real === synthetic) {
    const rates = survivalRates(generations);
    return {
      alive: counts.map((count) =>
        Array.from(rates, (rate, k) => exact(k + 1, survivalProbability(count, rate))),
      ),
      method: {
        method: 'closed form',
        law: 'Suresh et al., arXiv 2412.17646: P(alive after k) = 1 − exp(−c·g_k), g_k between 1/k and 3/k',
        assumptions: [SAMPLED, 'counts are Poisson: the thing is rare in a large corpus', WORSE],
      },
    };
  }
  return {
    alive: counts.map((count) => simulatedSurvival(plan, count, random.split(count))),
    method: {
      method: 'simulation',
      law: `${CHAINS.toLocaleString('en')} simulated chains of one thing’s occurrences, binomial at every draw`,
      assumptions: [SAMPLED, 'a thing is alive while it occurs in what the next generation trains on', WORSE],
    },
  };
}

function simulatedSurvival(plan: ForecastPlan, count: number, random: Random): ForecastPoint[] {
  const { generations, real, synthetic, fresh } = plan;
  const frequency = Math.min(1, count / real);
  const alive = new Float64Array(generations);
  for (let chain = 0; chain < CHAINS; chain++) {
    const stream = random.split(chain);
    let pool = count;
    let poolSize = real;
    let share = frequency;
    for (let g = 0; g < generations; g++) {
      const sampled = binomial(synthetic, share, stream);
      const met = binomial(fresh, frequency, stream);
      pool += sampled + met;
      poolSize += synthetic + fresh;
      switch (plan.regime) {
        case 'accumulate':
          share = pool / poolSize;
          break;
        case 'accumulate-subsample':
          share =
            binomial(Math.min(synthetic, poolSize), pool / poolSize, stream) / Math.min(synthetic, poolSize);
          break;
        case 'fixed-real':
          share = (count + sampled + met) / (real + synthetic + fresh);
          break;
        case 'refresh-every':
          share =
            plan.refreshEvery > 0 && (g + 1) % plan.refreshEvery === 0
              ? binomial(real, frequency, stream) / real
              : (sampled + met) / (synthetic + fresh);
          break;
        default:
          share = (sampled + met) / (synthetic + fresh);
      }
      // What the model samples is what can be lost; a kept pool that still holds the thing keeps it alive.
      if (share > 0) alive[g] = alive[g]! + 1;
      else if (fresh === 0 && plan.refreshEvery === 0 && plan.regime !== 'accumulate-subsample') break;
    }
  }
  return Array.from(alive, (total, g) => {
    const { low, high } = wilson(total, CHAINS);
    return { generation: g + 1, value: total / CHAINS, low, high };
  });
}

/** Wilson's 95 % interval of a share: not empty at 0 and 1. */
function wilson(successes: number, trials: number): { low: number; high: number } {
  const z = 1.959964;
  const p = successes / trials;
  const centre = p + (z * z) / (2 * trials);
  const reach = z * Math.sqrt((p * (1 - p)) / trials + (z * z) / (4 * trials * trials));
  const scale = 1 + (z * z) / trials;
  return { low: Math.max(0, (centre - reach) / scale), high: Math.min(1, (centre + reach) / scale) };
}

/** First generation at which less than half is alive. */
const halfLife = (alive: readonly ForecastPoint[]): number | null =>
  alive.find(({ value }) => value < 0.5)?.generation ?? null;

const BANDS = [
  [1, 1],
  [2, 4],
  [5, 19],
  [20, 99],
  [100, Infinity],
] as const;

/** The corpus's own rare things in bands of frequency. */
function survivalCurves(
  plan: ForecastPlan,
  { kind, histogram }: Frequencies,
  random: Random,
): SurvivalCurve[] {
  const memo = new Map<number, ForecastPoint[]>();
  const of = (count: number): ForecastPoint[] => {
    // Beyond a hundred occurrences neighbours are alike: two digits of the count are enough.
    const coarse = count < 100 ? count : Number(count.toPrecision(2));
    let alive = memo.get(coarse);
    if (alive === undefined) {
      alive = tailForecast(plan, [coarse], random.split(coarse)).alive[0]!;
      memo.set(coarse, alive);
    }
    return alive;
  };
  return BANDS.flatMap(([from, to]) => {
    const inside = histogram.filter(([count]) => count >= from && count <= to);
    const things = inside.reduce((sum, [, number]) => sum + number, 0);
    if (things === 0) return [];
    const alive = Array.from({ length: plan.generations }, (_, g): ForecastPoint => {
      const mix = (pick: (point: ForecastPoint) => number) =>
        inside.reduce((sum, [count, number]) => sum + (number / things) * pick(of(count)[g]!), 0);
      return {
        generation: g + 1,
        value: mix((p) => p.value),
        low: mix((p) => p.low),
        high: mix((p) => p.high),
      };
    });
    return [
      {
        kind,
        from,
        to: Number.isFinite(to) ? to : Math.max(...inside.map(([count]) => count)),
        things,
        alive,
      },
    ];
  });
}
