import { LADDER } from '../origin/inferred/calibration/ladder.js';
import { publishedFor } from '../origin/inferred/scores/published.js';
import { renderScores } from '../report/scores-terminal.js';
import { type ScoreTextsOptions, scoreTexts } from '../wiring/score-texts.js';
import { TEXT_COLUMN } from './flags/columns.js';
import { FILES, jsonFlag, QUIET } from './flags/common.js';
import { flag, rest } from './flags/flag.js';
import { LM_MODEL_FLAGS, NEEDED_LM_FLAGS, withKey } from './flags/lm.js';
import { asText } from './flags/parsers.js';
import { flagsSetting, settingsOf } from './flags/settings.js';
import { print, printJson } from './print.js';
import { tellProblem, withProgress } from './terminal.js';
import { defineVerb } from './verb.js';

const FLAGS = flagsSetting<ScoreTextsOptions>()({
  out: flag('-o, --out <file>', 'JSON lines of scores, gone on with if it is there', asText, {
    isRequired: true,
    sets: 'out',
    completes: FILES,
  }),
  textColumn: TEXT_COLUMN,
  ...NEEDED_LM_FLAGS,
  ...LM_MODEL_FLAGS,
  json: jsonFlag('print the summary as JSON'),
  quiet: QUIET,
});

export const scoreVerb = defineVerb({
  path: 'score',
  description: 'ask a language-model server what it makes of each text, for calibrate and vet --scores',
  args: { inputs: rest('<inputs...>', 'files, folders or globs', FILES) },
  flags: FLAGS,
  after: `
Examples:
  freckle score data/ --lm http://127.0.0.1:8000/v1 --out data.scores.jsonl
  freckle score h.jsonl s.jsonl --lm http://gpu7:8000/v1 --lm-observer falcon-7b --lm-model falcon-7b-instruct --out known.scores.jsonl
  freckle calibrate --human h.jsonl --synthetic s.jsonl --name news --scores known.scores.jsonl
  freckle vet data/ --calibration news.calibration --scores data.scores.jsonl --out run/

Asks /v1/completions for the log-probabilities of each text's own tokens, up to ${LADDER.at(-1)} words, and writes Fast-DetectGPT,
log-likelihood and entropy, with a second model Binoculars, named after the models. A text is known by its content: a
copy is asked for once, and a file that is there is gone on with. A key is read from the environment variable
FRECKLE_LM_KEY. The texts go to the server that you name. docs/origin.md says what the scores are and how exact.`,
  run: async ({ args: { inputs }, flags }) => {
    const settings = settingsOf<ScoreTextsOptions, typeof FLAGS>(FLAGS, flags);
    const summary = await withProgress(flags.quiet, (onProgress) =>
      scoreTexts({
        ...settings,
        inputs,
        lm: withKey(settings.lm)!,
        onProgress,
        onProblem: tellProblem,
      }),
    );
    if (flags.json) printJson(summary);
    else if (!flags.quiet) print(renderScores(summary, flags.out, publishedFor));
  },
});
