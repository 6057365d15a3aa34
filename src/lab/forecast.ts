import { FreckleError } from '../core/errors.js';
import type { Random } from '../core/random.js';
import { expectedDiversity } from './expected-drift.js';
import { diversityAnchor, freshForTail, freshToHold, tailAnchor } from './forecast-anchors.js';
import type { ForecastPlan, ForecastPoint } from './forecast-plan.js';
import { diversityLaw } from './laws.js';
import { named } from './plan.js';
import { REGIMES } from './regimes/index.js';
import { resolveSettings } from './settings.js';
import {
  exact,
  keepsAllReal,
  SURVIVAL_CHAINS,
  type Survival,
  type SurvivalMethod,
  survival,
} from './survival.js';
import { type Frequencies, type SurvivalCurve, survivalCurves } from './survival-curves.js';

export interface Forecast {
  readonly plan: ForecastPlan;
  /** Share of the real diversity in generation 1, 2, …; generation 0 is trained on real records only. */
  readonly diversity: {
    readonly method: 'closed form' | 'exact recursion';
    readonly law: string;
    readonly formula: string;
    readonly assumptions: readonly string[];
    readonly points: readonly ForecastPoint[];
  };
  /** How long an item seen `count` times among the real records stays in the training sets. */
  readonly tails: readonly {
    readonly count: number;
    readonly method: SurvivalMethod;
    /** First generation with a probability below ½; null where the plan has none. */
    readonly halfLife: number | null;
    readonly survives: ForecastPoint;
    readonly alive: readonly ForecastPoint[];
  }[];
  readonly tailMethod: {
    readonly law: string;
    readonly assumptions: readonly string[];
  };
  readonly curves: readonly SurvivalCurve[];
  /**
   * Fresh real records per generation that hold the wanted share: 0 where the plan already does, null where no number
   * suffices.
   */
  readonly anchors: {
    readonly hold: number;
    /** For the diversity of the plan's last generation. */
    readonly diversity: number | null;
    /** For the diversity of an endless replace loop. */
    readonly forEver: number;
    /** For items of each real count to be in the last generation's training set. */
    readonly tails: readonly {
      readonly count: number;
      readonly fresh: number | null;
      /** Number that suffices even if the model forgets the item. */
      readonly alone: number;
    }[];
  };
}

/** Regimes whose counts determine diversity and tails. */
export const FORECAST_REGIMES = [
  'replace',
  'accumulate',
  'accumulate-subsample',
  'fresh-mix',
  'fixed-real',
  'refresh-every',
] as const;

/** Regimes whose training sets hold all fresh records of their generation and no other real records. */
export const RECORDS_ALONE_HOLD: readonly string[] = ['replace', 'fresh-mix'];

const RARE_COUNTS = [1, 2, 5, 10, 20, 50, 100];
const ANCHORED_COUNTS = [1, 10, 100];

const SAMPLED =
  'each generation reproduces frequencies exactly and samples without temperature, top-k or beam search';
const WORSE =
  'sampling is the only error; neural models add approximation and decoding errors and lose tails sooner, never later';

/** Forecasts a user's plan. Deterministic for a seed. @throws FreckleError invalid-setting */
export function forecast(
  plan: ForecastPlan,
  frequencies: readonly Frequencies[],
  random: Random,
  hold = 0.95,
): Forecast {
  named(
    'regime that can be forecast',
    FORECAST_REGIMES.map((id) => ({ id })),
    plan.regime,
  );
  if (!(hold > 0 && hold < 1))
    throw new FreckleError('invalid-setting', `hold must be above 0 and below 1, got ${hold}`);
  // An item in every other record is not rare.
  const counts = RARE_COUNTS.filter((count) => count === 1 || count <= plan.real / 2);
  const tails = counts.map((count) => {
    const { method, points } = survival(plan, count, random.split('tails', count));
    const halfLife = points.find(({ value }) => value < 0.5)?.generation ?? null;
    return { count, method, halfLife, survives: points.at(-1)!, alive: points };
  });
  const curves = frequencies.flatMap((one) => survivalCurves(plan, one, random.split('corpus', one.kind)));
  return {
    plan,
    diversity: diversityForecast(plan),
    tails,
    tailMethod: tailLaw(plan, [...tails, ...curves]),
    curves,
    anchors: {
      hold,
      diversity: diversityAnchor(plan, hold),
      forEver: freshToHold(hold, plan.synthetic),
      tails: ANCHORED_COUNTS.filter((count) => counts.includes(count)).map((count) => ({
        count,
        fresh: tailAnchor(plan, count, hold, random.split('anchor', count)),
        alone: freshForTail(count / plan.real, hold),
      })),
    },
  };
}

function diversityForecast(plan: ForecastPlan): Forecast['diversity'] {
  const { generations, regime: regimeId, fresh } = plan;
  const values = expectedDiversity(plan, generations);
  const points = Array.from({ length: generations }, (_, g) => exact(g + 1, values[g + 1]!));
  const known = exactLaw(plan);
  if (known !== null)
    return { method: 'closed form', ...known, assumptions: [...known.assumptions, WORSE], points };
  if (regimeId === 'replace' && fresh === 0)
    return {
      method: 'closed form',
      law: 'replace law',
      formula: 'E[V]/V₀ = (1 − 1/real)·(1 − 1/synthetic)^g',
      assumptions: ['every fit is exact and uses the right family', WORSE],
      points,
    };
  return {
    method: 'exact recursion',
    law: 'conservation law: diversity plus drift stays constant, computed for these sizes',
    formula: 'E[V]/V₀ = 1 − E[drift]',
    assumptions: [
      'every fit is exact and uses the right family',
      'records are not selected by their values',
      WORSE,
    ],
    points,
  };
}

/** The named law of a plan, if its sizes are those of the law. */
function exactLaw({ real, synthetic, fresh, regime: regimeId, generations, refreshEvery }: ForecastPlan) {
  const size = regimeId === 'fresh-mix' ? synthetic + fresh : synthetic;
  if (real !== size || (fresh > 0 && regimeId !== 'fresh-mix') || regimeId === 'fixed-real') return null;
  if (regimeId === 'refresh-every' && refreshEvery === 0) return null;
  const regime = named('regime', REGIMES, regimeId);
  const given: { [id: string]: number } =
    regimeId === 'fresh-mix' ? { count: fresh } : regimeId === 'refresh-every' ? { every: refreshEvery } : {};
  const law = diversityLaw({
    model: { id: 'gaussian' },
    regime,
    regimeSettings: resolveSettings(regimeId, regime.settings, given),
    decoding: {},
    size,
    generations,
  });
  return law === null ? null : { law: law.name, formula: law.formula, assumptions: law.assumptions };
}

function tailLaw(plan: ForecastPlan, found: readonly Pick<Survival, 'method'>[]): Forecast['tailMethod'] {
  if (keepsAllReal(plan))
    return {
      law: `exact: under ${plan.regime} every training set holds all the first real records, so none of their items is ever lost`,
      assumptions: [SAMPLED, WORSE],
    };
  const poisson = found.some(({ method }) => method === 'closed form');
  const isSuresh = plan.regime === 'replace' && plan.fresh === 0 && plan.real === plan.synthetic;
  return {
    law: [
      ...(poisson
        ? [
            isSuresh
              ? 'closed form: Suresh et al., arXiv 2412.17646: P(present at generation k) = 1 − exp(−c·g_k), g_k between 1/k and 3/k'
              : 'closed form: the Poisson branching law of Suresh et al., arXiv 2412.17646, for these sizes, fresh records and refreshes',
          ]
        : []),
      ...(found.some(({ method }) => method === 'simulation')
        ? [
            `simulation${poisson ? ' of frequent items' : ''}: ${SURVIVAL_CHAINS.toLocaleString('en')} chains of one item’s occurrences, binomial at every draw`,
          ]
        : []),
    ].join('; '),
    assumptions: [
      SAMPLED,
      ...(poisson ? ['counts are Poisson: the item is rare in a large corpus'] : []),
      WORSE,
    ],
  };
}
