import { type Command, Option } from 'commander';
import { FreckleError } from '../core/errors.js';
import { FORECAST_REGIMES, forecast } from '../lab/forecast.js';
import { randomFrom } from '../math/random.js';
import { renderForecast } from '../report/lab/forecast-terminal.js';
import { readFrequencies } from '../wiring/frequencies.js';
import { parseCount, parseNumber } from './flag-values.js';
import { isColourful, tellProblem, terminalWidth } from './terminal.js';

const EXAMPLES = `
Examples:
  freckle lab forecast --real 100000 --synthetic 400000 --regime accumulate-subsample --generations 20
  freckle lab forecast --real 1000 --synthetic 1000 --regime replace --generations 50
  freckle lab forecast --real 50000 --synthetic 50000 --fresh 500 --regime fresh-mix --hold 0.99
  freckle lab forecast --real 100000 --synthetic 100000 --regime replace --corpus freckle-run/ --json

--corpus takes a run folder (its admitted records are counted), any folder or file of texts, or a JSON file
  {"version": 1, "kinds": [{"kind": "word", "histogram": [[1, 5200], [2, 1800], …]}]}
whose pairs say how many things occur how often.

Exit codes: 0 done · 2 wrong use · 3 fault`;

interface ForecastFlags {
  readonly real: string;
  readonly synthetic: string;
  readonly fresh: string;
  readonly regime: string;
  readonly generations: string;
  readonly refreshEvery: string;
  readonly hold: string;
  readonly corpus?: string;
  readonly seed: string;
  readonly json?: boolean;
}

/** `freckle lab forecast`: with my counts and my refresh plan, when do my tails go? */
export function addForecastCommand(lab: Command): void {
  lab
    .command('forecast')
    .description(
      'with your counts of real and synthetic records and your refresh plan: when do the tails go?',
    )
    .requiredOption('--real <n>', 'real records of the first training set')
    .requiredOption('--synthetic <n>', 'synthetic records every generation samples')
    .option('--fresh <n>', 'fresh real records every generation', '0')
    .addOption(
      new Option('--regime <id>', 'how the next training set is composed')
        .choices(FORECAST_REGIMES)
        .default('replace'),
    )
    .option('-g, --generations <n>', 'how far to look', '10')
    .option('--refresh-every <k>', 'generations between purely real training sets, for refresh-every', '5')
    .option(
      '--hold <share>',
      'share of the diversity, and odds for each rare thing, that you want to keep',
      '0.95',
    )
    .option(
      '--corpus <path>',
      'a vetted run, texts, or a JSON file of frequencies: the survival of its own rare words and sources',
    )
    .option('-s, --seed <n>', 'seed of what is simulated', '1')
    .option('--json', 'print as JSON')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

async function run(flags: ForecastFlags): Promise<void> {
  const count = (flag: string, text: string, least: number) => parseCount(flag, text, least, 1e12);
  const plan = {
    regime: flags.regime,
    real: count('--real', flags.real, 2),
    synthetic: count('--synthetic', flags.synthetic, 2),
    fresh: count('--fresh', flags.fresh, 0),
    generations: parseCount('--generations', flags.generations, 1, 10_000),
    refreshEvery: flags.regime === 'refresh-every' ? count('--refresh-every', flags.refreshEvery, 1) : 0,
  };
  if (plan.regime === 'fresh-mix' && plan.fresh === 0)
    throw new FreckleError(
      'invalid-setting',
      'fresh-mix needs --fresh, the real records that come in every generation',
    );
  const hold = parseNumber('--hold', flags.hold, 0.01, 0.9999);
  const frequencies = flags.corpus === undefined ? [] : await readFrequencies(flags.corpus, tellProblem);
  const seed = parseCount('--seed', flags.seed, 0, Number.MAX_SAFE_INTEGER);
  const answer = forecast(plan, frequencies, randomFrom(seed).split('forecast'), hold);
  if (flags.json === true) process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  else
    process.stdout.write(
      renderForecast(answer, {
        color: isColourful(process.stdout),
        width: terminalWidth(process.stdout),
      }),
    );
}
