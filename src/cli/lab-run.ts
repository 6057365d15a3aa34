import { DATA_SOURCES } from '../lab/data-sources/index.js';
import type { SweepText } from '../lab/sweep.js';
import { runSweep } from '../lab-runs/sweep.js';
import { renderRunEnd } from '../report/lab/terminal.js';
import { parseSettings } from './flag-values.js';
import { jsonFlag, outFlag, QUIET } from './flags/common.js';
import { flag, repeated, toggle, type Values } from './flags/flag.js';
import {
  DECODING_FLAGS,
  dataFlag,
  generationsFlag,
  LAB_WORKERS,
  MODEL_FLAG,
  REGIME_FLAG,
} from './flags/lab.js';
import { asCount, asCounts, asText } from './flags/parsers.js';
import { OWN_PROGRAM_FLAGS, ownProgramsOf } from './lab-own-programs.js';
import { labProgress } from './lab-progress.js';
import { outputSettings, print, printJson } from './print.js';
import { untilStopped } from './until-stopped.js';
import { defineVerb } from './verb.js';

const FLAGS = {
  model: MODEL_FLAG,
  regime: REGIME_FLAG,
  dataSource: flag(
    '--data-source <id>',
    'where real data comes from (default: the model’s usual one)',
    asText,
    {
      completes: { kind: 'values', values: () => DATA_SOURCES.map(({ id }) => id) },
    },
  ),
  generations: generationsFlag('generations after generation 0', 1e6),
  size: flag('-n, --size <n>', 'records per generation; several make a sweep', asCounts(1, 1e8), {
    default: '500',
  }),
  chains: flag('-c, --chains <n>', 'independent repetitions of each combination', asCount(1, 1e6), {
    default: '1',
  }),
  seed: flag(
    '-s, --seed <n>',
    'seed; several, comma-separated, make a sweep',
    asCounts(0, Number.MAX_SAFE_INTEGER),
    { default: '1' },
  ),
  set: repeated(
    '--set <name=value>',
    'a setting of a model, regime or data source; several values make a sweep; where a name is shared, prefix model., regime. or data-source.',
    { default: [] },
  ),
  ...DECODING_FLAGS,
  ...OWN_PROGRAM_FLAGS,
  samplingError: toggle('--no-sampling-error', 'train on infinitely many samples; needs a closed form'),
  samples: toggle('--no-samples', 'discard the samples'),
  out: outFlag('run folder', 'lab-run'),
  data: dataFlag(),
  workers: LAB_WORKERS,
  json: jsonFlag('print the summary as JSON'),
  quiet: QUIET,
};

/** `freckle lab run`: model × regime × settings × seeds × chains. */
export const runVerb = defineVerb({
  path: 'lab run',
  description: 'run model × regime × settings × seeds × chains through the generations',
  args: {},
  flags: FLAGS,
  after: `
Examples:
  freckle lab run --model gmm --regime replace,accumulate --generations 200 --chains 50
  freckle lab run --model gaussian --regime fresh-mix --set share=0.01,0.05,0.2 --size 100 --chains 400
  freckle lab run --model ngram-lm --data-source wikitext --data data/ --regime replace,accumulate --size 2000
  freckle lab run --model categorical --regime replace --temperature 0.9 --generations 20
  freckle lab run --model command --texts blocks.jsonl --size 2000 --regime replace,accumulate \\
    --train 'python train.py --train {train} --model {model} --seed {seed}' \\
    --sample 'python sample.py --model {model} --train {train} --count {count} --out {samples} --seed {seed}'
  freckle lab run --model gaussian --no-sampling-error --set steps=20 --generations 10

A run folder holds run.json, chains/ with every generation's parameters, samples and measurements,
summary.json and report.html. To resume a stopped run, repeat the command.

Exit codes: 0 done · 2 wrong use · 3 fault · 130 interrupted`,
  run: async ({ flags }) => {
    const { out, data, workers, samples } = flags;
    const sweep = sweepOf(flags);
    const own = await ownProgramsOf(flags);
    const progress = labProgress('Running', flags.quiet);
    const outcome = await untilStopped(progress.end, () =>
      runSweep({
        sweep,
        out,
        dataFolder: data,
        ...(workers === undefined ? {} : { workers }),
        keepsSamples: samples,
        ...(own === null ? {} : { own }),
        now: () => performance.now(),
        onProgress: progress.sweep,
      }),
    );
    if (flags.json) printJson({ sweep, cells: outcome.cells });
    else if (!flags.quiet) print(renderRunEnd(outcome, outputSettings()));
  },
});

function sweepOf(flags: Values<typeof FLAGS>): SweepText {
  const { dataSource, temperature, topK, beams } = flags;
  return {
    models: flags.model,
    regimes: flags.regime,
    ...(dataSource === undefined ? {} : { dataSource }),
    generations: flags.generations,
    sizes: flags.size,
    seeds: flags.seed,
    chains: flags.chains,
    settings: parseSettings(flags.set),
    decoding: {
      ...(temperature === undefined ? {} : { temperature }),
      ...(topK === undefined ? {} : { topK }),
      ...(beams === undefined ? {} : { beams }),
    },
    hasSamplingError: flags.samplingError,
  };
}
