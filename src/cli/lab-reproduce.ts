import type { Command } from 'commander';
import { FreckleError } from '../core/errors.js';
import { writeAtomically } from '../disk/atomic.js';
import { named } from '../lab/plan.js';
import type { Preset } from '../lab/preset.js';
import { PRESETS } from '../lab/presets/index.js';
import { type PresetResult, reproductionMarkdown } from '../lab/reproduction.js';
import { reproduce } from '../lab-runs/reproduce.js';
import { ReproductionFolder } from '../lab-runs/reproduction-folder.js';
import { renderReproduction } from '../report/lab/reproduction-page.js';
import { renderPreset, renderVerdicts } from '../report/lab/reproduction-terminal.js';
import { wrap } from '../report/terminal-text.js';
import { EXIT } from './exit.js';
import { namedList, parseCount } from './flag-values.js';
import { labProgress } from './lab-progress.js';
import { isColourful, terminalWidth } from './terminal.js';
import { untilStopped } from './until-stopped.js';

const EXAMPLES = `
Examples:
  freckle lab reproduce                             all, neural ones included: under forty minutes
  freckle lab reproduce --quick                     all; those that take long reduced, as each says
  freckle lab reproduce --kind exact                closed forms, EM and kernels: under three minutes
  freckle lab reproduce --only absorption,anchors --json
  freckle lab reproduce --data data/ --markdown docs/reproduction.md

Exit codes: 0 every judged experiment reproduced · 1 one failed · 2 wrong use · 3 fault · 130 interrupted`;

const KINDS: readonly { readonly id: Preset['kind'] }[] = [
  { id: 'exact' },
  { id: 'language' },
  { id: 'neural' },
];

interface ReproduceFlags {
  readonly only?: string;
  readonly kind?: string;
  readonly quick?: boolean;
  readonly seed: string;
  readonly data: string;
  readonly out: string;
  readonly markdown?: string;
  readonly workers?: string;
  readonly list?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addReproduceCommand(lab: Command): void {
  lab
    .command('reproduce')
    .description(
      'run the published collapse experiments; print the papers’ numbers beside ours, with a verdict',
    )
    .option('--only <ids>', 'these experiments, comma-separated')
    .option('--kind <kinds>', 'experiments of these kinds, comma-separated: exact, language, neural')
    .option('--list', 'say which experiments there are, and run nothing')
    .option('--quick', 'reduce those that take long, as each says')
    .option('-s, --seed <n>', 'seed', '1')
    .option(
      '--data <folder>',
      'public data sets: wikitext-2/, images/; without them some experiments are not run',
      'data',
    )
    .option(
      '-o, --out <folder>',
      'keeps what is finished, so that a stopped run goes on; reproduction.json, report.html',
      'lab-reproduction',
    )
    .option('--markdown <file>', 'write the table of docs/reproduction.md')
    .option('-w, --workers <n>', 'worker threads (default: one per core)')
    .option('--json', 'print the results as JSON')
    .option('-q, --quiet', 'print errors only')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

async function run(flags: ReproduceFlags): Promise<void> {
  const presets = chosen(flags);
  if (flags.list === true) return list(presets, flags.json === true);
  const settings = { color: isColourful(process.stdout), width: terminalWidth(process.stdout) };
  const isSilent = flags.quiet === true || flags.json === true;
  const progress = labProgress('Reproducing', flags.quiet === true);
  const isQuick = flags.quick === true;
  const seed = parseCount('--seed', flags.seed, 0, Number.MAX_SAFE_INTEGER);
  const workers =
    flags.workers === undefined ? {} : { workers: parseCount('--workers', flags.workers, 1, 1024) };
  const startMs = performance.now();
  const folder = ReproductionFolder.open(flags.out);
  let results: readonly PresetResult[];
  try {
    results = await untilStopped(progress.end, () =>
      reproduce({
        presets,
        seed,
        isQuick,
        dataFolder: flags.data,
        ...workers,
        folder,
        now: () => performance.now(),
        onProgress: ({ done, taken, finishedPresets }) =>
          progress.share(done, taken, `${finishedPresets} of ${presets.length} done`),
        onResult: (result) => {
          if (!isSilent) progress.say(renderPreset(result, isQuick, settings));
        },
      }),
    );
    write(flags, folder, results, { seed, isQuick });
  } finally {
    folder.release();
  }
  if (flags.json === true) process.stdout.write(`${JSON.stringify({ seed, isQuick, results }, plain, 2)}\n`);
  else if (!isSilent)
    process.stdout.write(renderVerdicts(results, (performance.now() - startMs) / 1000, settings));
  if (results.some(({ verdict }) => verdict === 'failed')) process.exitCode = EXIT.refused;
}

/** @throws FreckleError invalid-setting */
function chosen({ only, kind }: ReproduceFlags): readonly Preset[] {
  const presets =
    only === undefined ? PRESETS : namedList('--only', only).map((id) => named('experiment', PRESETS, id));
  if (kind === undefined) return presets;
  const kinds = namedList('--kind', kind).map((id) => named('kind', KINDS, id).id);
  const both = presets.filter((preset) => kinds.includes(preset.kind));
  if (both.length === 0)
    throw new FreckleError(
      'invalid-setting',
      `no experiment is both --only ${only} and --kind ${kind}; freckle lab reproduce --list shows them`,
    );
  return both;
}

function list(presets: readonly Preset[], isJson: boolean): void {
  if (isJson) {
    process.stdout.write(`${JSON.stringify(presets, null, 2)}\n`);
    return;
  }
  const width = Math.max(...presets.map(({ id }) => id.length));
  const margin = width + 12;
  for (const { id, kind, title } of presets)
    process.stdout.write(
      `${id.padEnd(width)}  ${kind.padEnd(8)}  ${wrap(title, terminalWidth(process.stdout) - margin).join(`\n${' '.repeat(margin)}`)}\n`,
    );
}

function write(
  flags: ReproduceFlags,
  folder: ReproductionFolder,
  results: readonly PresetResult[],
  { seed, isQuick }: { readonly seed: number; readonly isQuick: boolean },
): void {
  writeAtomically(folder.results, `${JSON.stringify({ seed, isQuick, results }, plain, 1)}\n`);
  writeAtomically(folder.report, renderReproduction(results, isQuick));
  if (flags.markdown !== undefined) {
    const command = `freckle lab reproduce${isQuick ? ' --quick' : ''}${flags.kind === undefined ? '' : ` --kind ${flags.kind}`}${flags.only === undefined ? '' : ` --only ${flags.only}`}`;
    writeAtomically(flags.markdown, reproductionMarkdown(results, { seed, isQuick, command }));
  }
}

const plain = (_key: string, value: unknown): unknown =>
  ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>) : value;
