import { type Command, Option } from 'commander';
import { FreckleError } from '../core/errors.js';
import { cardText } from '../origin/inferred/calibration/card-text.js';
import { calibrate } from '../wiring/calibrate.js';
import { parseCount } from './flag-values.js';
import { addLmFlags, addModelFlags, type LmFlags, lmOptions } from './lm-flags.js';
import { tellProblem, withProgress } from './terminal.js';

const EXAMPLES = `
Examples:
  freckle calibrate --human news/*.jsonl --synthetic made-by-models.jsonl.gz --name news
  freckle calibrate --human h.parquet --synthetic s.parquet --name essays \\
      --group-column prompt --generator-column model --writer-column first_language
  freckle calibrate --human h.jsonl --synthetic s.jsonl --name news --scores binoculars.jsonl
  freckle vet data/ --calibration news.calibration --out run/

Texts that open with the same eight words, or share a value of the group column, are never both learned from and
judged. A promise of 1 % takes 99 human texts. docs/origin.md says what the figures mean.`;

interface CalibrateFlags extends LmFlags {
  readonly human: readonly string[];
  readonly synthetic: readonly string[];
  readonly name: string;
  readonly out?: string;
  readonly textColumn?: string;
  readonly idColumn?: string;
  readonly groupColumn?: string;
  readonly generatorColumn?: string;
  readonly writerColumn?: string;
  readonly scoreColumn: readonly string[];
  readonly scores: readonly string[];
  readonly falsePositiveRate: string;
  readonly texts?: string;
  readonly attacks: boolean;
  readonly json?: boolean;
}

export function addCalibrateCommand(program: Command): void {
  const command = program
    .command('calibrate')
    .description(
      'fit detectors of synthetic text on examples, and say where they hold and what they cannot see',
    )
    .requiredOption('--human <files...>', 'texts that people wrote: files, folders or globs')
    .requiredOption('--synthetic <files...>', 'texts that models wrote')
    .requiredOption('--name <name>', 'what the calibration is called')
    .option('-o, --out <folder>', 'where it is written (default: <name>.calibration)')
    .option('--text-column <name>', 'column of the text, where the common names do not fit')
    .option('--id-column <name>', 'column of the id')
    .option('--group-column <name>', 'column of the prompt, document or author that must not be parted')
    .option('--generator-column <name>', 'column of the model, to say what is seen of each')
    .option('--writer-column <name>', 'column of who wrote the human texts, to compare false positives by')
    .option('--score-column <name>', 'column of a score computed elsewhere; may be given again', collect, [])
    .option(
      '--scores <file>',
      'JSON lines of scores computed elsewhere, joined by content_hash or id; may be given again',
      collect,
      [],
    );
  addModelFlags(addLmFlags(command))
    .addOption(
      new Option(
        '--false-positive-rate <share>',
        'greatest share of human texts of this domain that may be flagged',
      ).default('0.01'),
    )
    .option('--texts <n>', 'most texts of each side to learn from (default: 5000)')
    .option('--no-attacks', 'do not measure cheap attacks')
    .option('--json', 'print the card as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: CalibrateFlags) => {
      const out = flags.out ?? `${fileName(flags.name)}.calibration`;
      const { card } = await withProgress(false, (onProgress) =>
        calibrate({
          name: flags.name,
          human: flags.human,
          synthetic: flags.synthetic,
          out,
          columns: { text: flags.textColumn, id: flags.idColumn },
          groupColumn: flags.groupColumn,
          generatorColumn: flags.generatorColumn,
          writerColumn: flags.writerColumn,
          scoreColumns: flags.scoreColumn,
          scores: flags.scores,
          lm: lmOptions(flags),
          onProgress,
          promisedRate: parseRate(flags.falsePositiveRate),
          textsPerSide: flags.texts === undefined ? undefined : parseCount('--texts', flags.texts, 40, 1e6),
          withAttacks: flags.attacks,
          onProblem: tellProblem,
        }),
      );
      process.stdout.write(
        flags.json === true ? `${JSON.stringify(card, null, 2)}\n` : `${cardText(card)}\nWritten to ${out}\n`,
      );
    });
}

function parseRate(text: string): number {
  const rate = Number(text);
  if (!(rate > 0 && rate <= 0.5))
    throw new FreckleError(
      'invalid-setting',
      `--false-positive-rate needs a share above 0 and at most 0.5, got ${JSON.stringify(text)}`,
    );
  return rate;
}

const collect = (value: string, before: readonly string[]): string[] => [...before, value];
const fileName = (name: string): string => name.replaceAll(/[^\w.-]+/g, '-').replace(/^[.-]+/, '') || 'my';
