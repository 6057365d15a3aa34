import { PUBLISHED_WATERMARKS } from '../origin/marked/text/config.js';
import type { RecordJudgement } from '../origin/marked/text/judgement.js';
import { renderMarkedRecord, renderWatermarks, WATERMARKS_HEADER } from '../report/watermark-terminal.js';
import { findWatermarks, type WatermarkOptions } from '../wiring/watermark.js';
import type { TokenRecord } from '../wiring/watermark-input.js';
import { EXIT } from './exit.js';
import { FILES, jsonFlag } from './flags/common.js';
import { flag, rest, toggle } from './flags/flag.js';
import { asCount, asText } from './flags/parsers.js';
import { flagsSetting, settingsOf } from './flags/settings.js';
import { print } from './print.js';
import { defineVerb } from './verb.js';

const FLAGS = flagsSetting<WatermarkOptions>()({
  config: flag(
    '-c, --config <file>',
    'watermarks file (YAML) with schemes and keys; default: the published watermarks',
    asText,
    { sets: 'config', completes: FILES },
  ),
  tokensColumn: flag(
    '--tokens-column <name>',
    'column of the token ids; without it the tokenizer encodes the text',
    asText,
    { sets: 'tokensColumn' },
  ),
  textColumn: flag('--text-column <name>', 'column of the text', asText, {
    default: 'text',
    sets: 'textColumn',
  }),
  idColumn: flag('--id-column <name>', 'column of the id', asText, { default: 'id', sets: 'idColumn' }),
  tokenizer: flag('--tokenizer <file>', 'tokenizer.json of the model that wrote the texts', asText, {
    sets: 'tokenizer',
    completes: FILES,
  }),
  vocabulary: flag(
    '--vocabulary <n>',
    'vocabulary size, for the published schemes that need it',
    asCount(2, 100_000_000),
    { sets: 'vocabulary' },
  ),
  control: flag(
    '--control <file>',
    'texts known to be watermarked: checks key, tokenizer and device',
    asText,
    { sets: 'control', completes: FILES },
  ),
  unmarked: flag(
    '--unmarked <file>',
    'texts known to be unmarked: the false-positive rate then holds for this key',
    asText,
    { sets: 'unmarked', completes: FILES },
  ),
  json: jsonFlag('print one JSON object per record, then the summary'),
  summary: toggle('--summary', 'print only the summary'),
});

export const watermarkVerb = defineVerb({
  path: 'watermark',
  description: 'look for text watermarks with known schemes and keys, in token ids or text',
  args: { inputs: rest('<inputs...>', 'JSON-lines files, plain or compressed', FILES) },
  flags: FLAGS,
  after: `
Examples:
  freckle watermark answers.jsonl --tokens-column ids
  freckle watermark answers.jsonl --tokens-column ids --config watermarks.yaml --json
  freckle watermark web.jsonl --tokenizer tokenizer.json --control ours.jsonl

Published watermarks: ${PUBLISHED_WATERMARKS.join(', ')}.
“Not found” does not prove that a text is unmarked: a wrong key, tokenizer or device gives the same result.

Exit codes: 0 done · 1 watermarks of --control not found · 2 wrong use · 3 fault`,
  run: async ({ args: { inputs }, flags }) => {
    const outcome = await findWatermarks({
      ...settingsOf<WatermarkOptions, typeof FLAGS>(FLAGS, flags),
      inputs,
      onStart: () => void (flags.json || flags.summary || print(WATERMARKS_HEADER)),
      onRecord: (record, judgement) => {
        if (!flags.summary) print(flags.json ? jsonLine(record, judgement) : tableLine(record, judgement));
      },
    });
    const { summary, control, isControlled } = outcome;
    if (flags.json) print(`${JSON.stringify({ kind: 'summary', ...summary, control })}\n`);
    else
      print(
        `${flags.summary ? '' : '\n'}${renderWatermarks({
          summary,
          control: control === null ? null : { summary: control, isFound: isControlled },
          isCalibrated: flags.unmarked !== undefined,
        })}`,
      );
    process.exitCode = isControlled ? EXIT.done : EXIT.refused;
  },
});

const tableLine = ({ id, position }: TokenRecord, judgement: RecordJudgement): string =>
  renderMarkedRecord({ name: id ?? position, ...judgement });

const jsonLine = ({ position, id, source }: TokenRecord, judgement: RecordJudgement): string =>
  `${JSON.stringify({
    kind: 'record',
    position,
    id,
    tokens: source.tokens.length,
    tokenizerAgreement: source.agreement,
    ...judgement,
  })}\n`;
