import { FreckleError } from '../core/errors.js';
import { writeAtomically } from '../disk/atomic.js';
import { named } from '../lab/plan.js';
import { PRESET_KINDS, type Preset } from '../lab/preset.js';
import { PRESETS } from '../lab/presets/index.js';
import { type PresetResult, reproductionMarkdown } from '../lab/reproduction.js';
import { reproduce } from '../lab-runs/reproduce.js';
import { ReproductionFolder } from '../lab-runs/reproduction-folder.js';
import { renderReproduction } from '../report/lab/reproduction-page.js';
import { renderPreset, renderPresetList, renderVerdicts } from '../report/lab/reproduction-terminal.js';
import { EXIT } from './exit.js';
import { FILES, jsonFlag, listOf, outFlag, QUIET } from './flags/common.js';
import { flag, toggle, type Values } from './flags/flag.js';
import { dataFlag, LAB_WORKERS, seedFlag } from './flags/lab.js';
import { asNames, asText } from './flags/parsers.js';
import { labProgress } from './lab-progress.js';
import { outputSettings, print, printJson } from './print.js';
import { untilStopped } from './until-stopped.js';
import { defineVerb } from './verb.js';

/** The command line stands in the table of docs/reproduction.md, beside the seed. */
const FLAGS = {
  only: flag('--only <ids>', 'run these experiments, comma-separated', asNames, {
    completes: listOf(() => PRESETS.map(({ id }) => id)),
    toldAfter: '--kind',
  }),
  kind: flag(
    '--kind <kinds>',
    `run experiments of these kinds, comma-separated: ${PRESET_KINDS.join(', ')}`,
    asNames,
    { completes: listOf(() => PRESET_KINDS), toldAfter: '--quick' },
  ),
  list: toggle('--list', 'list the experiments and exit', { told: 'never' }),
  quick: toggle('--quick', 'reduce the long experiments; each says how'),
  seed: seedFlag('seed'),
  data: dataFlag('; experiments whose data is missing are not run'),
  out: {
    ...outFlag(
      'folder for reproduction.json, report.html and finished results, from which a stopped run resumes',
      'lab-reproduction',
    ),
    told: 'never',
  },
  markdown: flag('--markdown <file>', 'write the table of docs/reproduction.md', asText, {
    told: 'never',
    completes: FILES,
  }),
  workers: LAB_WORKERS,
  json: jsonFlag('print the results as JSON'),
  quiet: QUIET,
} as const;

type Flags = Values<typeof FLAGS>;

/** `freckle lab reproduce`: compares the papers' numbers with ours. */
export const reproduceVerb = defineVerb({
  path: 'lab reproduce',
  description:
    'run the published collapse experiments; print the papers’ numbers beside ours, with a verdict',
  args: {},
  flags: FLAGS,
  after: `
Examples:
  freckle lab reproduce                             all, including the neural ones: under forty minutes
  freckle lab reproduce --quick                     all, with the long ones reduced
  freckle lab reproduce --kind exact                closed forms, EM and kernels: under three minutes
  freckle lab reproduce --only absorption,anchors --json
  freckle lab reproduce --data data/ --markdown docs/reproduction.md

Exit codes: 0 every experiment that ran reproduced · 1 one failed · 2 wrong use · 3 fault · 130 interrupted`,
  run: async ({ flags, command }) => {
    const presets = chosen(flags);
    if (flags.list) return list(presets, flags.json);
    const startMs = performance.now();
    const results = await reproduced(presets, flags, command);
    if (flags.json) print(asJson({ seed: flags.seed, isQuick: flags.quick, results }, 2));
    else if (!flags.quiet)
      print(renderVerdicts(results, (performance.now() - startMs) / 1000, outputSettings()));
    if (results.some(({ verdict }) => verdict === 'failed')) process.exitCode = EXIT.refused;
  },
});

async function reproduced(
  presets: readonly Preset[],
  flags: Flags,
  command: string,
): Promise<readonly PresetResult[]> {
  const settings = outputSettings();
  const progress = labProgress('Reproducing', flags.quiet);
  const { seed, quick: isQuick, workers } = flags;
  const folder = ReproductionFolder.open(flags.out);
  try {
    const results = await untilStopped(progress.end, () =>
      reproduce({
        presets,
        seed,
        isQuick,
        dataFolder: flags.data,
        ...(workers === undefined ? {} : { workers }),
        folder,
        now: () => performance.now(),
        onProgress: ({ done, taken, finishedPresets }) =>
          progress.share(done, taken, `${finishedPresets} of ${presets.length} done`),
        onResult: (result) => {
          if (!flags.quiet && !flags.json) progress.say(renderPreset(result, isQuick, settings));
        },
      }),
    );
    write(flags, folder, results, command);
    return results;
  } finally {
    folder.release();
  }
}

/** @throws FreckleError invalid-setting */
function chosen({ only, kind }: Flags): readonly Preset[] {
  const presets = only === undefined ? PRESETS : only.map((id) => named('experiment', PRESETS, id));
  if (kind === undefined) return presets;
  const kinds = kind.map((id) => named('kind', KINDS, id).id);
  const both = presets.filter((preset) => kinds.includes(preset.kind));
  if (both.length === 0)
    throw new FreckleError(
      'invalid-setting',
      `no experiment matches both --only ${only} and --kind ${kind}; freckle lab reproduce --list shows all experiments`,
    );
  return both;
}

const KINDS = PRESET_KINDS.map((id) => ({ id }));

function list(presets: readonly Preset[], isJson: boolean): void {
  if (isJson) printJson(presets);
  else print(renderPresetList(presets, outputSettings()));
}

function write(
  { seed, quick: isQuick, markdown }: Flags,
  folder: ReproductionFolder,
  results: readonly PresetResult[],
  command: string,
): void {
  writeAtomically(folder.results, asJson({ seed, isQuick, results }, 1));
  writeAtomically(folder.report, renderReproduction(results, isQuick));
  if (markdown !== undefined)
    writeAtomically(markdown, reproductionMarkdown(results, { seed, isQuick, command }));
}

/** Typed arrays as lists. */
const asJson = (value: unknown, indent: number): string =>
  `${JSON.stringify(value, (_, inner: unknown) => (ArrayBuffer.isView(inner) ? Array.from(inner as unknown as ArrayLike<number>) : inner), indent)}\n`;
