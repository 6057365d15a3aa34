import { DEFAULT_FORMAT_SETTINGS, OUTPUT_FORMATS } from '../core/format.js';
import { FEWEST_SPLITS, LISTS } from '../wiring/lists.js';
import { type VetOptions, vet } from '../wiring/vet.js';
import { exitCodeOfRun } from './exit.js';
import { sizeText } from './flag-values.js';
import { COLUMN_FLAGS } from './flags/columns.js';
import {
  FILES,
  FOLDERS,
  LOG_FORMAT,
  listOf,
  outFlag,
  POLICY_HELP,
  POLICY_NAMES,
  POLICY_USAGE,
  QUIET,
  RESOURCE_FLAGS,
} from './flags/common.js';
import { choice, flag, repeated, rest } from './flags/flag.js';
import { jsonFormFlag } from './flags/json-form.js';
import { LM_FLAGS, withKey } from './flags/lm.js';
import { asCount, asNames, asShare, asSize, asText } from './flags/parsers.js';
import { READING_FLAGS } from './flags/reading.js';
import { flagsSetting, settingsOf } from './flags/settings.js';
import { tellProblem } from './log.js';
import { printOutcome } from './print-outcome.js';
import { SETTINGS_FILE, type SettingsTables, settingsOfCall } from './settings-file.js';
import { withProgress } from './terminal.js';
import { defineVerb } from './verb.js';

const { maxRecordBytes, splitBytes } = DEFAULT_FORMAT_SETTINGS;

const about = <const Sets extends string>(usage: string, help: string, sets: Sets) =>
  flag(usage, help, asText, { sets });

export const VET_FLAGS = flagsSetting<VetOptions>()({
  out: outFlag('run folder; created if absent, resumed if it holds this run', 'freckle-run'),
  policy: flag(POLICY_USAGE, POLICY_HELP, asText, {
    default: 'default',
    sets: 'policy',
    completes: POLICY_NAMES,
  }),
  to: choice('--to <format>', "write records in this format instead of the input's own", OUTPUT_FORMATS, {
    sets: 'to',
  }),
  format: flag('--format <id>', 'read all inputs as this format, whatever their names', asText, {
    sets: 'format',
    completes: { kind: 'values', values: () => LISTS.formats.map(({ id }) => id) },
  }),
  ...COLUMN_FLAGS,
  ...READING_FLAGS,
  signals: flag(
    '--signals <ids>',
    'further signals or groups to measure, e.g. gopher-datatrove,fineweb',
    asNames,
    {
      sets: 'signals',
      completes: listOf(() => [...new Set(LISTS.signals.flatMap(({ id, group }) => [group, id]))]),
    },
  ),
  againstCorpus: repeated(
    '--against-corpus <run>',
    'reject what the run in this folder holds too, such as a test set; repeatable',
    { sets: 'againstCorpora', completes: FOLDERS },
  ),
  trustAnchors: flag(
    '--trust-anchors <file>',
    'PEM certificates to trust as roots of content credentials',
    asText,
    { sets: 'trustAnchors', toldAfter: '--lm', completes: FILES },
  ),
  calibration: flag(
    '--calibration <folder>',
    'run the detectors fitted by freckle calibrate on every text',
    asText,
    { sets: 'calibration', completes: FOLDERS },
  ),
  scores: repeated(
    '--scores <file>',
    'JSON lines of scores computed elsewhere, which the calibration must know; joined by content_hash or id; repeatable',
    { sets: 'scores', completes: FILES },
  ),
  scoreColumn: repeated(
    '--score-column <name>',
    'column of such a score, named as in the calibration; repeatable',
    { sets: 'columns.scores' },
  ),
  watermarks: flag(
    '--watermarks <file>',
    'YAML file of watermark schemes and keys to look for in every text',
    asText,
    { sets: 'watermarks', completes: FILES },
  ),
  tokensColumn: flag('--tokens-column <name>', 'column of the token ids, for --watermarks', asText, {
    sets: 'columns.tokens',
    toldAfter: '--label-column',
  }),
  tokenizer: flag(
    '--tokenizer <file>',
    'tokenizer.json to make or check the token ids, for --watermarks',
    asText,
    { sets: 'tokenizer', completes: FILES },
  ),
  ...LM_FLAGS,
  ...RESOURCE_FLAGS,
  maxRecord: flag(
    '--max-record <size>',
    `largest record to read (default: ${sizeText(maxRecordBytes)})`,
    asSize,
    { sets: 'maxRecordBytes' },
  ),
  splitSize: flag(
    '--split-size <size>',
    `size of one unit of work (default: ${sizeText(splitBytes)}, smaller for inputs below ${sizeText(FEWEST_SPLITS * splitBytes)})`,
    asSize,
    { sets: 'splitBytes' },
  ),
  limit: flag(
    '--limit <n>',
    'vet the first n records only, in the order of the inputs',
    asCount(1, Number.MAX_SAFE_INTEGER),
    { sets: 'limit' },
  ),
  sample: flag('--sample <share>', 'vet this share of the records only, for a first look: 1%', asShare, {
    sets: 'sample',
  }),
  sampleSeed: flag(
    '--sample-seed <n>',
    'another seed samples other records (default: 0)',
    asCount(0, 2 ** 31),
    {
      sets: 'sampleSeed',
    },
  ),
  note: about('--note <text>', 'note on this run, shown in the report', 'about.note'),
  owner: about('--owner <name>', 'who answers for the run, shown in the report', 'about.owner'),
  contact: about('--contact <address>', 'where to appeal a decision, shown in the report', 'about.contact'),
  settings: flag(
    '--settings <file>',
    `YAML file of inputs and flags (default: ${SETTINGS_FILE} where no input is named)`,
    asText,
    { completes: FILES },
  ),
  json: jsonFormFlag('print the summary as JSON'),
  logFormat: LOG_FORMAT,
  quiet: QUIET,
});

/** What may be said of one input alone. Facets and scores are columns of the whole corpus. */
const { facet: _, ...COLUMNS_OF_INPUT } = COLUMN_FLAGS;
const TABLES: SettingsTables = {
  flags: Object.fromEntries(Object.entries(VET_FLAGS).filter(([name]) => name !== 'settings')),
  ofInput: { format: VET_FLAGS.format, ...COLUMNS_OF_INPUT, ...READING_FLAGS },
};

export const vetVerb = defineVerb({
  path: 'vet',
  description:
    'measure every record and the whole corpus, decide by a policy, write the sorted records and a report',
  args: { inputs: rest('[inputs...]', 'files, folders or globs; - for standard input', FILES) },
  flags: VET_FLAGS,
  after: `
Examples:
  freckle vet data/ --out run/                      a folder: every file in a known format
  freckle vet 'web-*.jsonl.gz' --out run/           a glob, quoted so that Freckle expands it
  zcat dump.gz | freckle vet - --out run/           standard input
  freckle vet books.parquet --text-column body --policy strict --out run/
  freckle vet a.csv --to parquet --json > summary.json
  freckle vet a.csv --json full > facts.json        all facts of report.json
  freckle vet crawl/ --sample 1% --out look/        a first look at a large corpus
  freckle vet crawl/ --against-corpus test-run/     without what a vetted test set holds
  freckle vet                                       what freckle.yaml in this folder says
  freckle vet --settings nightly.yaml --note 'after the new crawl'

The run folder holds admitted/, quarantined/, rejected/, report.html and the data behind it.
To resume a stopped run, give the same command again.

Exit codes: 0 done · 1 an acceptance line of the policy failed · 2 wrong use · 3 fault ·
4 done, but columns of an input could not be copied as stored · 130 interrupted`,
  lookElsewhere: (words, { settings }) =>
    settingsOfCall(words[0] as string[], settings as string | undefined, TABLES),
  run: async ({ args: { inputs }, flags, command, found }) => {
    const settings = settingsOf<VetOptions, typeof VET_FLAGS>(VET_FLAGS, flags);
    const outcome = await withProgress(flags, (onProgress) =>
      vet({
        ...settings,
        inputs: found?.inputs ?? inputs,
        lm: withKey(settings.lm),
        command: found?.isUnnamed ? `${command} --settings ${SETTINGS_FILE}` : command,
        onProgress,
        onProblem: ({ message }) => tellProblem(message, flags.logFormat),
      }),
    );
    printOutcome(outcome, flags);
    process.exitCode = exitCodeOfRun(outcome.isAccepted, outcome.report);
  },
});
