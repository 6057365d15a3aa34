import { FreckleError } from '../core/errors.js';
import { cardText } from '../origin/inferred/calibration/card-text.js';
import { DEFAULT_PROMISED_RATE } from '../origin/inferred/calibration/fit.js';
import { DEFAULT_TEXTS_PER_SIDE, FEWEST_TEXTS } from '../origin/inferred/calibration/prepare-known.js';
import { type CalibrateOptions, calibrate } from '../wiring/calibrate.js';

import { ID_COLUMN, TEXT_COLUMN } from './flags/columns.js';
import { FILES, FOLDERS, jsonFlag } from './flags/common.js';
import { flag, repeated, toggle } from './flags/flag.js';
import { LM_FLAGS, LM_MODEL_FLAGS, withKey } from './flags/lm.js';
import { asCount, asText } from './flags/parsers.js';
import { flagsSetting, settingsOf } from './flags/settings.js';
import { tellProblem } from './log.js';
import { print, printJson } from './print.js';
import { withProgress } from './terminal.js';
import { defineVerb } from './verb.js';

const FLAGS = flagsSetting<CalibrateOptions>()({
  human: repeated('--human <files...>', 'human texts: files, folders or globs', {
    isRequired: true,
    sets: 'human',
    completes: FILES,
  }),
  synthetic: repeated('--synthetic <files...>', 'synthetic texts: files, folders or globs', {
    isRequired: true,
    sets: 'synthetic',
    completes: FILES,
  }),
  name: flag('--name <name>', 'name of the calibration', asText, { isRequired: true, sets: 'name' }),
  out: flag('-o, --out <folder>', 'output folder (default: <name>.calibration)', asText, {
    completes: FOLDERS,
  }),
  textColumn: TEXT_COLUMN,
  idColumn: ID_COLUMN,
  groupColumn: flag(
    '--group-column <name>',
    'column of the prompt, document or author; texts that share a value stay together',
    asText,
    { sets: 'groupColumn' },
  ),
  generatorColumn: flag(
    '--generator-column <name>',
    'column of the model; the card reports the detection rate of each',
    asText,
    { sets: 'generatorColumn' },
  ),
  writerColumn: flag(
    '--writer-column <name>',
    'column of the writers of human texts; the card compares their false positives',
    asText,
    { sets: 'writerColumn' },
  ),
  scoreColumn: repeated('--score-column <name>', 'column of a score computed elsewhere; repeatable', {
    default: [],
    sets: 'scoreColumns',
  }),
  scores: repeated(
    '--scores <file>',
    'JSON lines of scores computed elsewhere, joined by content_hash or id; repeatable',
    { default: [], sets: 'scores', completes: FILES },
  ),
  ...LM_FLAGS,
  ...LM_MODEL_FLAGS,
  falsePositiveRate: flag(
    '--false-positive-rate <share>',
    'promised false-positive rate on human texts of this domain',
    parseRate,
    { default: String(DEFAULT_PROMISED_RATE), sets: 'promisedRate' },
  ),
  texts: flag(
    '--texts <n>',
    `maximum number of texts per side (default: ${DEFAULT_TEXTS_PER_SIDE})`,
    asCount(FEWEST_TEXTS, 1e6),
    { sets: 'textsPerSide' },
  ),
  attacks: toggle('--no-attacks', 'do not measure attacks', { sets: 'withAttacks' }),
  json: jsonFlag('print the card as JSON'),
});

export const calibrateVerb = defineVerb({
  path: 'calibrate',
  description: 'fit detectors of synthetic text on examples, and measure their quality and limits',
  args: {},
  flags: FLAGS,
  after: `
Examples:
  freckle calibrate --human news/*.jsonl --synthetic made-by-models.jsonl.gz --name news
  freckle calibrate --human h.parquet --synthetic s.parquet --name essays \\
      --group-column prompt --generator-column model --writer-column first_language
  freckle calibrate --human h.jsonl --synthetic s.jsonl --name news --scores binoculars.jsonl
  freckle vet data/ --calibration news.calibration --out run/

Texts with the same first eight words, or the same value of the group column, are never split between training and
evaluation. A false-positive rate of ${100 * DEFAULT_PROMISED_RATE} % needs at least ${Math.ceil(1 / DEFAULT_PROMISED_RATE) - 1} human texts. docs/origin.md explains the figures.`,
  run: async ({ flags }) => {
    const settings = settingsOf<CalibrateOptions, typeof FLAGS>(FLAGS, flags);
    const out = flags.out ?? `${fileName(flags.name)}.calibration`;
    const { card } = await withProgress({ quiet: false, logFormat: 'text' }, (onProgress) =>
      calibrate({ ...settings, out, lm: withKey(settings.lm), onProgress, onProblem: tellProblem }),
    );
    if (flags.json) printJson(card);
    else print(`${cardText(card)}\nWritten to ${out}\n`);
  },
});

function parseRate(text: string, name: string): number {
  const rate = Number(text);
  if (!(rate > 0 && rate <= 0.5))
    throw new FreckleError(
      'invalid-setting',
      `${name}: expected a share above 0 and at most 0.5, got ${JSON.stringify(text)}`,
    );
  return rate;
}

const fileName = (name: string): string => name.replaceAll(/[^\w.-]+/g, '-').replace(/^[.-]+/, '') || 'my';
