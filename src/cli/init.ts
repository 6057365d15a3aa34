import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { FreckleError } from '../core/errors.js';
import type { FilesNotRead } from '../core/format.js';
import { writeAtomically } from '../disk/atomic.js';
import { formatBytes, formatCount } from '../report/numbers.js';
import { type Survey, type SurveyedInput, survey } from '../wiring/survey.js';
import { FOLDERS, jsonFlag } from './flags/common.js';
import { argument, toggle } from './flags/flag.js';
import { print, printJson } from './print.js';
import { SETTINGS_FILE } from './settings-file.js';
import { defineVerb } from './verb.js';

export const initVerb = defineVerb({
  path: 'init',
  description: `look at the data in a folder and write ${SETTINGS_FILE} for it`,
  args: {
    folder: argument('[folder]', 'folder of the data', { default: '.', completes: FOLDERS }),
  },
  flags: {
    force: toggle('--force', `overwrite ${SETTINGS_FILE}`),
    json: jsonFlag('print what was seen as JSON, and write nothing'),
  },
  after: `
Examples:
  freckle init                 look at this folder, then: freckle vet
  freckle init data/           write data/${SETTINGS_FILE}, then: freckle vet --settings data/${SETTINGS_FILE}
  freckle init data/ --json    only look`,
  run: async ({ args: { folder }, flags }) => {
    if (!existsSync(folder) || !statSync(folder).isDirectory())
      throw new FreckleError('input-not-found', `expected a folder of data, found none at ${folder}`);
    const path = join(folder, SETTINGS_FILE);
    if (!flags.json && !flags.force && existsSync(path))
      throw new FreckleError(
        'invalid-setting',
        `${path} exists already. Edit it, or overwrite it with --force`,
      );
    const seen = await survey(folder);
    if (seen.inputs.length === 0)
      throw new FreckleError('no-readable-files', `${folder} contains no files in a known format`);
    if (flags.json) return printJson(seen);
    writeAtomically(path, settingsFor(seen));
    print(`Wrote ${path}: ${seen.inputs.length} ${seen.inputs.length === 1 ? 'input' : 'inputs'}.\n`);
    for (const input of seen.inputs) print(`  ${nameOf(input)}: ${described(input)}\n`);
    for (const { ending, count } of seen.notRead.filter(isForeign))
      print(
        `  not read: ${formatCount(count)} ${count === 1 ? 'file' : 'files'} ${ending || 'without an ending'}\n`,
      );
    print(`Look at it, then run: freckle vet${folder === '.' ? '' : ` --settings ${path}`}\n`);
  },
});

/** The settings file, with what was seen as comments. */
function settingsFor({ inputs }: Survey): string {
  return `# Settings of freckle vet. Its flags may stand here by their long names: see freckle vet --help.
inputs:
${inputs.map(entryOf).join('')}policy: default
out: freckle-run
# note: what is special about this run
# owner: who answers for it
# contact: where to appeal a decision
`;
}

function entryOf(input: SurveyedInput): string {
  const comment = `  # ${described(input)}\n`;
  const { path, guessedTextColumn: guess } = input;
  if (guess === null) return `${comment}  - ${scalar(path)}\n`;
  return `${comment}  - path: ${scalar(path)}\n    text-column: ${scalar(guess)} # a guess: the longest strings\n`;
}

/** On one line, whatever the name holds. */
const scalar = (text: string): string => stringify(text, { lineWidth: 0, blockQuote: false }).trimEnd();

/** The settings file itself is no data that was passed over. */
const isForeign = ({ count, examples }: FilesNotRead): boolean => count > 1 || examples[0] !== SETTINGS_FILE;

const nameOf = ({ path }: SurveyedInput): string => oneLine(path);

/** In one line, since it is written as a comment. */
function described({
  files,
  sizeBytes,
  format,
  items,
  unreadable,
  firstFault,
  readFrom,
}: SurveyedInput): string {
  const size = `${files === 1 ? '' : `${formatCount(files)} files, `}${formatBytes(sizeBytes)}, ${format}`;
  const from = readFrom.text.filter(([columns]) => columns !== '').map(([columns]) => columns);
  const read = from.length === 0 ? '' : `; text read from ${from.slice(0, 4).join(', ')}`;
  const passed = readFrom.unread.map(([column]) => column);
  const left = passed.length === 0 ? '' : `; strings not looked at: ${passed.slice(0, 6).join(', ')}`;
  const lost =
    unreadable === 0 ? '' : `; ${unreadable} of the first ${items} unreadable, the first: ${firstFault}`;
  return oneLine(size + read + left + lost);
}

/** Names and messages come from the data. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 400);
