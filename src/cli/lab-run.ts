import type { Command } from 'commander';
import { FreckleError } from '../core/errors.js';
import type { SweepText } from '../lab/sweep.js';
import { type OwnPrograms, ownPrograms } from '../lab-runs/own-programs.js';
import { runSweep } from '../lab-runs/sweep.js';
import { renderRunEnd } from '../report/lab/terminal.js';
import { readTextList } from '../wiring/texts.js';
import { commaList, namedList, parseCount, parseNumber, parseSettings } from './flag-values.js';
import { labProgress } from './lab-progress.js';
import { isColourful, tellProblem, terminalWidth } from './terminal.js';
import { untilStopped } from './until-stopped.js';

const EXAMPLES = `
Examples:
  freckle lab run --model gmm --regime replace,accumulate --generations 200 --chains 50
  freckle lab run --model gaussian --regime fresh-mix --set share=0.01,0.05,0.2 --size 100 --chains 400
  freckle lab run --model ngram-lm --world wikitext --data data/ --regime replace,accumulate --size 2000
  freckle lab run --model categorical --regime replace --temperature 0.9 --generations 20
  freckle lab run --model command --texts blocks.jsonl --size 2000 --regime replace,accumulate \\
    --train 'python train.py --train {train} --model {model} --seed {seed}' \\
    --sample 'python sample.py --model {model} --train {train} --count {count} --out {samples} --seed {seed}'
  freckle lab run --model gaussian --no-sampling-error --set steps=20 --generations 10

A run folder holds run.json, chains/ with every generation's parameters, samples and measurements,
summary.json and report.html. The same command goes on where it was stopped.

Exit codes: 0 done · 2 wrong use · 3 fault · 130 interrupted`;

interface RunFlags {
  readonly model: string;
  readonly regime: string;
  readonly world?: string;
  readonly generations: string;
  readonly size: string;
  readonly chains: string;
  readonly seed: string;
  readonly set: readonly string[];
  readonly temperature?: string;
  readonly topK?: string;
  readonly beams?: string;
  readonly train?: string;
  readonly sample?: string;
  readonly score?: string;
  readonly texts?: string;
  readonly samplingError: boolean;
  readonly samples: boolean;
  readonly out: string;
  readonly data: string;
  readonly workers?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addRunCommand(lab: Command): void {
  lab
    .command('run')
    .description('run model × regime × settings × seeds × chains through the generations')
    .requiredOption('-m, --model <ids>', 'one or more of `freckle lab models`, comma-separated')
    .option('-r, --regime <ids>', 'one or more of `freckle lab regimes`, comma-separated', 'replace')
    .option('--world <id>', 'where real data comes from (default: the model’s own)')
    .option('-g, --generations <n>', 'generations after generation 0', '10')
    .option('-n, --size <n>', 'records per generation; several make a sweep', '500')
    .option('-c, --chains <n>', 'independent repetitions of each combination', '1')
    .option('-s, --seed <n>', 'seed; several, comma-separated, make a sweep', '1')
    .option(
      '--set <name=value>',
      'a setting of a model, regime or world; several values make a sweep; prefix model., regime. or world. where a name is shared',
      collect,
      [],
    )
    .option('--temperature <t>', 'error source: sample from p^(1/T)')
    .option('--top-k <k>', 'error source: sample among the k likeliest')
    .option('--beams <b>', 'error source: beam search of this width')
    .option(
      '--train <command>',
      'with --model command: trains on {train}, leaves its model in the folder {model}; {seed}',
    )
    .option(
      '--sample <command>',
      'with --model command: reads {model}, writes {count} texts to {samples}; {train}, {seed}',
    )
    .option(
      '--score <command>',
      'with --model command: one log-likelihood per line of {texts} to {scores}; reads {model}',
    )
    .option('--texts <path>', 'with --model command: the real texts, anything Freckle reads')
    .option('--no-sampling-error', 'train on infinitely many samples, where there is a closed form')
    .option('--no-samples', 'do not keep the samples')
    .option('-o, --out <folder>', 'run folder', 'lab-run')
    .option('--data <folder>', 'public data sets: wikitext-2/, images/', 'data')
    .option('-w, --workers <n>', 'worker threads (default: one per core)')
    .option('--json', 'print the summary as JSON')
    .option('-q, --quiet', 'print errors only')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

async function run(flags: RunFlags): Promise<void> {
  const sweep = sweepOf(flags);
  const own = await ownProgramsOf(flags);
  const progress = labProgress('Running', flags.quiet === true);
  const outcome = await untilStopped(progress.end, () =>
    runSweep({
      sweep,
      out: flags.out,
      dataFolder: flags.data,
      ...(flags.workers === undefined ? {} : { workers: parseCount('--workers', flags.workers, 1, 1024) }),
      keepsSamples: flags.samples,
      ...(own === null ? {} : { own }),
      now: () => performance.now(),
      onProgress: progress.sweep,
    }),
  );
  if (flags.json === true)
    process.stdout.write(`${JSON.stringify({ sweep, cells: outcome.cells }, null, 2)}\n`);
  else if (flags.quiet !== true)
    process.stdout.write(
      renderRunEnd(outcome, { color: isColourful(process.stdout), width: terminalWidth(process.stdout) }),
    );
}

/** The user's programs as a model, and their texts as its world. @throws FreckleError invalid-setting */
async function ownProgramsOf(flags: RunFlags): Promise<OwnPrograms | null> {
  const { train, sample, score, texts } = flags;
  const isCommand = commaList(flags.model).includes('command');
  if (!isCommand && train === undefined && sample === undefined && score === undefined && texts === undefined)
    return null;
  if (process.platform === 'win32')
    throw new FreckleError(
      'invalid-setting',
      '--model command needs a POSIX shell; on Windows run Freckle and your programs in WSL',
    );
  if (
    !isCommand ||
    flags.model !== 'command' ||
    train === undefined ||
    sample === undefined ||
    texts === undefined
  )
    throw new FreckleError(
      'invalid-setting',
      '--model command needs --train, --sample and --texts, and takes no other model beside it',
    );
  const programs = { train, sample, ...(score === undefined ? {} : { score }) };
  return ownPrograms(programs, texts, await readTextList(texts, tellProblem));
}

function sweepOf(flags: RunFlags): SweepText {
  const decoding = {
    ...(flags.temperature === undefined
      ? {}
      : { temperature: parseNumber('--temperature', flags.temperature, 1e-3, 1e3) }),
    ...(flags.topK === undefined ? {} : { topK: parseCount('--top-k', flags.topK, 1, 1e9) }),
    ...(flags.beams === undefined ? {} : { beams: parseCount('--beams', flags.beams, 1, 1000) }),
  };
  return {
    models: namedList('--model', flags.model),
    regimes: namedList('--regime', flags.regime),
    ...(flags.world === undefined ? {} : { world: flags.world }),
    generations: parseCount('--generations', flags.generations, 1, 1e6),
    sizes: countList('--size', flags.size, 1, 1e8),
    seeds: countList('--seed', flags.seed, 0, Number.MAX_SAFE_INTEGER),
    chains: parseCount('--chains', flags.chains, 1, 1e6),
    settings: parseSettings(flags.set),
    decoding,
    hasSamplingError: flags.samplingError,
  };
}

const countList = (flag: string, text: string, low: number, high: number): number[] => [
  ...new Set(namedList(flag, text).map((one) => parseCount(flag, one, low, high))),
];
