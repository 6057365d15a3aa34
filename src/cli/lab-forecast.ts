import { FreckleError } from '../core/errors.js';
import { FORECAST_REGIMES, forecast } from '../lab/forecast.js';
import type { ForecastPlan } from '../lab/forecast-plan.js';
import { randomFrom } from '../math/random.js';
import { renderForecast } from '../report/lab/forecast-terminal.js';
import { readFrequencies } from '../wiring/frequencies.js';

import { FILES, jsonFlag } from './flags/common.js';
import { choice, flag, type Values } from './flags/flag.js';
import { generationsFlag, seedFlag } from './flags/lab.js';
import { asCount, asNumber, asText } from './flags/parsers.js';
import { tellProblem } from './log.js';
import { outputSettings, print, printJson } from './print.js';
import { defineVerb } from './verb.js';

const countFrom = (least: number) => asCount(least, 1e12);

const FLAGS = {
  real: flag('--real <n>', 'real records in the first training set', countFrom(2), { isRequired: true }),
  synthetic: flag('--synthetic <n>', 'synthetic records sampled by every generation', countFrom(2), {
    isRequired: true,
  }),
  fresh: flag('--fresh <n>', 'fresh real records added in every generation', countFrom(0), { default: '0' }),
  regime: choice('--regime <id>', 'how the next training set is composed', FORECAST_REGIMES, {
    default: 'replace',
  }),
  generations: generationsFlag('generations to forecast', 10_000),
  refreshEvery: flag(
    '--refresh-every <k>',
    'generations between purely real training sets, for refresh-every',
    countFrom(1),
    { default: '5' },
  ),
  hold: flag(
    '--hold <share>',
    'share of the diversity to keep, and probability of keeping each rare item',
    asNumber(0.01, 0.9999),
    { default: '0.95' },
  ),
  corpus: flag(
    '--corpus <path>',
    'a run folder, texts, or a JSON file of frequencies: forecasts the survival of its rare words and sources',
    asText,
    { completes: FILES },
  ),
  seed: seedFlag('seed of the simulations'),
  json: jsonFlag('print as JSON'),
};

/** `freckle lab forecast`: diversity and rare items under the user's own counts and refresh plan. */
export const forecastVerb = defineVerb({
  path: 'lab forecast',
  description:
    'forecast when diversity and rare items are lost, from your counts of real and synthetic records',
  args: {},
  flags: FLAGS,
  after: `
Examples:
  freckle lab forecast --real 100000 --synthetic 400000 --regime accumulate-subsample --generations 20
  freckle lab forecast --real 1000 --synthetic 1000 --regime replace --generations 50
  freckle lab forecast --real 50000 --synthetic 50000 --fresh 500 --regime fresh-mix --hold 0.99
  freckle lab forecast --real 100000 --synthetic 100000 --regime replace --corpus freckle-run/ --json

--corpus reads the admitted records of a run folder, any folder or file of texts, or a JSON file
  {"version": 1, "kinds": [{"kind": "word", "histogram": [[1, 5200], [2, 1800], …]}]}
with pairs [occurrences, number of items that occur so often].

Exit codes: 0 done · 2 wrong use · 3 fault`,
  run: async ({ flags }) => {
    const plan = planOf(flags);
    const frequencies = flags.corpus === undefined ? [] : await readFrequencies(flags.corpus, tellProblem);
    const answer = forecast(plan, frequencies, randomFrom(flags.seed).split('forecast'), flags.hold);
    if (flags.json) printJson(answer);
    else print(renderForecast(answer, outputSettings()));
  },
});

/** @throws FreckleError `invalid-setting` */
function planOf({
  regime,
  real,
  synthetic,
  fresh,
  generations,
  ...flags
}: Values<typeof FLAGS>): ForecastPlan {
  if (regime === 'fresh-mix' && fresh === 0)
    throw new FreckleError(
      'invalid-setting',
      'the regime fresh-mix needs --fresh: the number of new real records in every generation',
    );
  const refreshEvery = regime === 'refresh-every' ? flags.refreshEvery : 0;
  return { regime, real, synthetic, fresh, generations, refreshEvery };
}
