import { LADDER } from '../origin/inferred/calibration/ladder.js';
import { publishedFor } from '../origin/inferred/scores/published.js';
import { renderScores } from '../report/scores-terminal.js';
import { type ScoreTextsOptions, scoreTexts } from '../wiring/score-texts.js';
import { TEXT_COLUMN } from './flags/columns.js';
import { FILES, jsonFlag, LOG_FORMAT, QUIET } from './flags/common.js';
import { flag, rest } from './flags/flag.js';
import { LM_MODEL_FLAGS, NEEDED_LM_FLAGS, withKey } from './flags/lm.js';
import { asText } from './flags/parsers.js';
import { flagsSetting, settingsOf } from './flags/settings.js';
import { tellProblem } from './log.js';
import { print, printJson } from './print.js';
import { withProgress } from './terminal.js';
import { defineVerb } from './verb.js';

const FLAGS = flagsSetting<ScoreTextsOptions>()({
  out: flag('-o, --out <file>', 'output file of JSON lines; an existing one is continued', asText, {
    isRequired: true,
    sets: 'out',
    completes: FILES,
  }),
  textColumn: TEXT_COLUMN,
  ...NEEDED_LM_FLAGS,
  ...LM_MODEL_FLAGS,
  json: jsonFlag('print the summary as JSON'),
  logFormat: LOG_FORMAT,
  quiet: QUIET,
});

export const scoreVerb = defineVerb({
  path: 'score',
  description: 'score texts with a language-model server, for calibrate and vet --scores',
  args: { inputs: rest('<inputs...>', 'files, folders or globs', FILES) },
  flags: FLAGS,
  after: `
Examples:
  freckle score data/ --lm http://127.0.0.1:8000/v1 --out data.scores.jsonl
  freckle score h.jsonl s.jsonl --lm http://gpu7:8000/v1 --lm-observer falcon-7b --lm-model falcon-7b-instruct --out known.scores.jsonl
  freckle calibrate --human h.jsonl --synthetic s.jsonl --name news --scores known.scores.jsonl
  freckle vet data/ --calibration news.calibration --scores data.scores.jsonl --out run/

Requests the log-probabilities of each text's own tokens from /v1/completions, up to ${LADDER.at(-1)} words. Writes Fast-DetectGPT,
log-likelihood and entropy, and with a second model Binoculars; names contain the models. Texts are identified by their
content: copies are scored once, and an existing output file is continued. The API key comes from the environment
variable FRECKLE_LM_KEY. The texts are sent to the server that you name. docs/origin.md describes the scores and their
accuracy.`,
  run: async ({ args: { inputs }, flags }) => {
    const settings = settingsOf<ScoreTextsOptions, typeof FLAGS>(FLAGS, flags);
    const summary = await withProgress(flags, (onProgress) =>
      scoreTexts({
        ...settings,
        inputs,
        lm: withKey(settings.lm)!,
        onProgress,
        onProblem: (message) => tellProblem(message, flags.logFormat),
      }),
    );
    if (flags.json) printJson(summary);
    else if (!flags.quiet) print(renderScores(summary, flags.out, publishedFor));
  },
});
