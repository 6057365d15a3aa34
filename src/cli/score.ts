import type { Command } from 'commander';
import { publishedFor } from '../origin/inferred/scores/published.js';
import { type ScoreSummary, scoreTexts } from '../wiring/score-texts.js';
import { addLmFlags, addModelFlags, type LmFlags, lmOptions } from './lm-flags.js';
import { tellProblem, withProgress } from './terminal.js';

const EXAMPLES = `
Examples:
  freckle score data/ --lm http://127.0.0.1:8000/v1 --out data.scores.jsonl
  freckle score h.jsonl s.jsonl --lm http://gpu7:8000/v1 --lm-observer falcon-7b --lm-model falcon-7b-instruct --out known.scores.jsonl
  freckle calibrate --human h.jsonl --synthetic s.jsonl --name news --scores known.scores.jsonl
  freckle vet data/ --calibration news.calibration --scores data.scores.jsonl --out run/

Asks /v1/completions for the log-probabilities of each text's own tokens, up to 512 words, and writes Fast-DetectGPT,
log-likelihood and entropy, with a second model Binoculars, named after the models. A text is known by its content: a
copy is asked for once, and a file that is there is gone on with. A key is read from the environment variable
FRECKLE_LM_KEY. The texts go to the server that you name. docs/origin.md says what the scores are and how exact.`;

interface ScoreFlags extends LmFlags {
  readonly out: string;
  readonly textColumn?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addScoreCommand(program: Command): void {
  const command = program
    .command('score')
    .description('ask a language-model server what it makes of each text, for calibrate and vet --scores')
    .argument('<inputs...>', 'files, folders or globs')
    .requiredOption('-o, --out <file>', 'JSON lines of scores, gone on with if it is there')
    .option('--text-column <name>', 'column of the text, where the common names do not fit');
  addModelFlags(addLmFlags(command, true))
    .option('--json', 'print the summary as JSON')
    .option('-q, --quiet', 'print errors only')
    .addHelpText('after', EXAMPLES)
    .action(async (inputs: string[], flags: ScoreFlags) => {
      const summary = await withProgress(flags.quiet === true, (onProgress) =>
        scoreTexts({
          inputs,
          out: flags.out,
          columns: { text: flags.textColumn },
          lm: lmOptions(flags)!,
          onProgress,
          onProblem: tellProblem,
        }),
      );
      if (flags.json === true) process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
      else if (flags.quiet !== true) process.stdout.write(summaryText(summary, flags.out));
    });
}

function summaryText(summary: ScoreSummary, out: string): string {
  const { names, texts, scoredNow, scoredBefore, tooShort, refused, unanswered, beyond } = summary;
  const left = [
    tooShort > 0 ? `${tooShort} too short` : '',
    refused > 0 ? `${refused} refused by the server` : '',
    unanswered > 0 ? `${unanswered} not answered by it` : '',
  ].filter((part) => part !== '');
  return [
    `${texts} different texts: ${scoredNow} scored now, ${scoredBefore} before${left.length > 0 ? `; left out: ${left.join(', ')}` : ''}`,
    ...(beyond === null
      ? []
      : [
          `${Number((100 * beyond).toFixed(1))} % of the probability lies beyond the listed tokens and is estimated`,
        ]),
    ...names.map((name) => `  ${name}`),
    ...names.flatMap((name) => publishedFor(name).map((line) => `published for ${name}: ${line}`)),
    scoredNow + scoredBefore > 0 ? `Written to ${out}` : 'No text has scores, so that nothing was written',
    '',
  ].join('\n');
}
