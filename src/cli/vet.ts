import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { ColumnNames } from '../core/format.js';
import type { VetOutcome } from '../gate/vet.js';
import { OUTPUT_FORMATS, type OutputFormat } from '../gate/write/record-writers.js';
import { renderSummary } from '../report/index.js';
import { DEFAULT_MEMORY_BYTES, type VetOptions, vet } from '../wiring/vet.js';
import { EXIT } from './exit.js';
import { namedList, parseCount, parseSize } from './flag-values.js';
import { addLmFlags, type LmFlags, lmOptions } from './lm-flags.js';
import { duration, formatBytes } from './progress.js';
import { isColourful, tellProblem, terminalWidth, withProgress } from './terminal.js';

const EXAMPLES = `
Examples:
  freckle vet data/ --out run/                      a folder: every file that can be read
  freckle vet 'web-*.jsonl.gz' --out run/           a glob, quoted so that Freckle expands it
  zcat dump.gz | freckle vet - --out run/           standard input
  freckle vet books.parquet --text-column body --policy strict --out run/
  freckle vet a.csv --to parquet --json > summary.json

The run folder holds admitted/, quarantined/, rejected/, report.html and everything behind it.
A run that was stopped goes on where it was when the same command is given again.

Exit codes: 0 done · 1 the policy's acceptance line is not met · 2 wrong use · 3 fault · 130 interrupted`;

export function addVetCommand(program: Command): void {
  const command = program
    .command('vet')
    .description(
      'measure every record, ask the corpus its questions, decide, write what was decided and a report',
    )
    .argument('<inputs...>', 'files, folders or globs; - for standard input')
    .option('-o, --out <folder>', 'run folder, made if absent, resumed if it holds this run', 'freckle-run')
    .option('-p, --policy <name|file>', 'default, strict, annotate-only, or a YAML file', 'default')
    .addOption(
      new Option('--to <format>', "write records in this format instead of the input's own").choices(
        OUTPUT_FORMATS,
      ),
    )
    .option('--format <id>', 'read all inputs as this format, whatever their names')
    .option('--text-column <name>', 'column of the text, where the common names do not fit')
    .option('--image-column <name>', "column of the images' bytes, where the common names do not fit")
    .option('--id-column <name>', 'column of the id')
    .option('--source-column <name>', 'column of the source; else the file or folder is the source')
    .option('--url-column <name>', 'column of the address')
    .option('--date-column <name>', 'column of the date of capture or publication')
    .option('--language-column <name>', 'column of the claimed language')
    .option('--origin-column <name>', 'column that says who made the record')
    .option('--label-column <name>', 'column of the label')
    .option('--facet <name>', 'further column to compare shares by; may be given again', collect)
    .option(
      '--signals <ids>',
      'signals or groups to measure besides, e.g. gopher-datatrove,fineweb',
      (value: string) => namedList('--signals', value),
    )
    .option('--trust-anchors <file>', 'PEM certificates that signers of images must lead to')
    .option('--calibration <folder>', 'judge every text by the detectors that freckle calibrate fitted')
    .option(
      '--scores <file>',
      'JSON lines of scores computed elsewhere that the calibration was fitted with, joined by content_hash or id; may be given again',
      collect,
    )
    .option(
      '--score-column <name>',
      'column of such a score, named as in the calibration; may be given again',
      collect,
    )
    .option('--watermarks <file>', 'look for these watermarks in every text: schemes and keys (YAML)')
    .option('--tokens-column <name>', 'column of the token ids, for --watermarks')
    .option('--tokenizer <file>', 'tokenizer.json that makes or checks the token ids, for --watermarks');
  addLmFlags(command)
    .option('-w, --workers <n>', 'worker threads (default: one per core, as many as --memory has room for)')
    .option('--memory <size>', 'bound on the memory of the whole run', `${DEFAULT_MEMORY_BYTES / 1e9}GB`)
    .option('--max-record <size>', 'longest record that is read (default: 64MiB)')
    .option('--split-size <size>', 'size of one unit of work (default: 32MiB, less for inputs below 384MiB)')
    .option('--json', 'print the summary as JSON')
    .option('-q, --quiet', 'print errors only')
    .addHelpText('after', EXAMPLES);
  command.action(async (inputs: string[], flags: VetFlags) => {
    const outcome = await withProgress(flags.quiet === true, (onProgress) =>
      vet({
        ...optionsOf(inputs, flags),
        onProgress,
        onProblem: ({ message }) => tellProblem(message),
      }),
    );
    printOutcome(outcome, flags);
    process.exitCode = outcome.isAccepted ? EXIT.done : EXIT.refused;
  });
}

export interface VetFlags extends LmFlags {
  readonly out: string;
  readonly policy: string;
  readonly to?: OutputFormat;
  readonly format?: string;
  readonly textColumn?: string;
  readonly imageColumn?: string;
  readonly idColumn?: string;
  readonly sourceColumn?: string;
  readonly urlColumn?: string;
  readonly dateColumn?: string;
  readonly languageColumn?: string;
  readonly originColumn?: string;
  readonly labelColumn?: string;
  readonly facet?: readonly string[];
  readonly signals?: readonly string[];
  readonly calibration?: string;
  readonly scores?: readonly string[];
  readonly scoreColumn?: readonly string[];
  readonly watermarks?: string;
  readonly tokensColumn?: string;
  readonly tokenizer?: string;
  readonly trustAnchors?: string;
  readonly workers?: string;
  readonly memory: string;
  readonly maxRecord?: string;
  readonly splitSize?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

function optionsOf(inputs: readonly string[], flags: VetFlags): VetOptions {
  const columns: ColumnNames = {
    text: flags.textColumn,
    image: flags.imageColumn,
    id: flags.idColumn,
    source: flags.sourceColumn,
    url: flags.urlColumn,
    date: flags.dateColumn,
    language: flags.languageColumn,
    origin: flags.originColumn,
    label: flags.labelColumn,
    tokens: flags.tokensColumn,
    ...(flags.facet === undefined ? {} : { facets: flags.facet }),
    ...(flags.scoreColumn === undefined ? {} : { scores: flags.scoreColumn }),
  };
  return {
    inputs,
    out: flags.out,
    policy: flags.policy,
    to: flags.to,
    format: flags.format,
    columns,
    signals: flags.signals,
    calibration: flags.calibration,
    scores: flags.scores,
    watermarks: flags.watermarks,
    tokenizer: flags.tokenizer,
    lm: lmOptions(flags),
    trustAnchors: flags.trustAnchors,
    workers: flags.workers === undefined ? undefined : parseCount('--workers', flags.workers, 1, 256),
    memoryBytes: parseSize('--memory', flags.memory),
    maxRecordBytes: flags.maxRecord === undefined ? undefined : parseSize('--max-record', flags.maxRecord),
    splitBytes: flags.splitSize === undefined ? undefined : parseSize('--split-size', flags.splitSize),
    command: commandLine(inputs, flags),
  };
}

const NAMED_COLUMNS = [
  'text',
  'image',
  'id',
  'source',
  'url',
  'date',
  'language',
  'origin',
  'label',
  'tokens',
] as const;

/** The command as a person would type it again, without what only changes how it looks or how fast it goes. */
function commandLine(inputs: readonly string[], flags: VetFlags): string {
  const parts = ['freckle', 'vet', ...inputs.map(shellQuoted), '--out', shellQuoted(flags.out)];
  const add = (flag: string, value: string | undefined): void => {
    if (value !== undefined) parts.push(flag, shellQuoted(value));
  };
  if (flags.policy !== 'default') add('--policy', flags.policy);
  add('--to', flags.to);
  add('--format', flags.format);
  for (const column of NAMED_COLUMNS) add(`--${column}-column`, flags[`${column}Column`]);
  for (const facet of flags.facet ?? []) add('--facet', facet);
  add('--signals', flags.signals?.join(','));
  add('--calibration', flags.calibration);
  for (const path of flags.scores ?? []) add('--scores', path);
  for (const column of flags.scoreColumn ?? []) add('--score-column', column);
  add('--watermarks', flags.watermarks);
  add('--tokenizer', flags.tokenizer);
  add('--lm', flags.lm);
  add('--trust-anchors', flags.trustAnchors);
  add('--max-record', flags.maxRecord);
  add('--split-size', flags.splitSize);
  return parts.join(' ');
}

const shellQuoted = (text: string): string =>
  /^[\w./@:=+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** The summary: on a terminal for people, with `--json` for machines. */
export function printOutcome(
  { run, report, timings }: VetOutcome,
  flags: { json?: boolean; quiet?: boolean },
): void {
  if (flags.json === true) {
    process.stdout.write(`${JSON.stringify({ ...report, folder: run, timings }, null, 2)}\n`);
    return;
  }
  if (flags.quiet === true) return;
  const settings = {
    color: isColourful(process.stdout),
    width: terminalWidth(process.stdout),
    reportPath: join(run, 'report.html'),
  };
  process.stdout.write(renderSummary(report, settings));
  // Of pictures, whose bytes are no text, the inputs.
  const [bytes, what] =
    timings.textBytes > 0
      ? [timings.textBytes, 'text']
      : [report.run.inputs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0), 'input'];
  const rate = bytes / Math.max(timings.totalSeconds, 1e-3);
  const resumed = timings.splits - timings.measuredSplits;
  process.stdout.write(
    `\n${formatBytes(bytes)} of ${what} in ${duration(timings.totalSeconds)} (${formatBytes(rate)}/s)` +
      `${resumed > 0 ? `; ${resumed} of ${timings.splits} splits were measured before` : ''}\n`,
  );
}
