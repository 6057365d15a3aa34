import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { FreckleError } from '../core/errors.js';
import {
  type MarksConfig,
  PUBLISHED_MARKS,
  publishedMarks,
  readMarks,
} from '../origin/marked/text/config.js';
import { judgeRecord } from '../origin/marked/text/judge.js';
import type { MarkJudgement, RecordJudgement } from '../origin/marked/text/judgement.js';
import { type WatermarkSummary, WatermarkTally } from '../origin/marked/text/summary.js';
import { readTokenizer, type TextTokenizer } from '../origin/marked/text/tokenizer.js';
import { type UnmarkedReference, unmarkedReference } from '../origin/marked/text/unmarked.js';
import { readTokenRecords, type TokenColumns, type TokenRecord } from '../wiring/watermark-input.js';
import { EXIT } from './exit.js';
import { parseCount } from './flag-values.js';

interface WatermarkFlags {
  readonly config?: string;
  readonly tokensColumn?: string;
  readonly textColumn: string;
  readonly idColumn: string;
  readonly tokenizer?: string;
  readonly vocabulary?: string;
  readonly control?: string;
  readonly unmarked?: string;
  readonly json?: boolean;
  readonly summary?: boolean;
}

/** A control of marked texts of which fewer than this share is found says that a setting is wrong. */
const LEAST_CONTROL_SHARE = 0.5;

export function addWatermarkCommand(program: Command): void {
  program
    .command('watermark')
    .description('look for text watermarks whose schemes and keys are known, in token ids or text')
    .argument('<inputs...>', 'JSON-lines files, plain or compressed')
    .option('-c, --config <file>', 'schemes and keys (YAML); without it the published ones are tried')
    .option(
      '--tokens-column <name>',
      'column of the token ids; without it the tokenizer makes them of the text',
    )
    .option('--text-column <name>', 'column of the text', 'text')
    .option('--id-column <name>', 'column of the id', 'id')
    .option('--tokenizer <file>', 'tokenizer.json of the model that wrote the texts')
    .option('--vocabulary <n>', 'size of the vocabulary, for the published schemes that need it')
    .option('--control <file>', 'texts known to be marked: tells a wrong setting from unmarked texts')
    .option(
      '--unmarked <file>',
      'texts known to be unmarked: makes the false-positive rate hold for a fixed key',
    )
    .option('--json', 'print one JSON object per record, then one of the summary')
    .option('--summary', 'print the summary only')
    .addHelpText(
      'after',
      `
Examples:
  freckle watermark answers.jsonl --tokens-column ids
  freckle watermark answers.jsonl --tokens-column ids --config marks.yaml --json
  freckle watermark web.jsonl --tokenizer tokenizer.json --control ours.jsonl

Published marks: ${PUBLISHED_MARKS.join(', ')}.
A mark that is not found is no proof: a wrong key, tokenizer or device looks like no mark at all.

Exit codes: 0 done · 1 the marks of --control are not found · 2 wrong use · 3 fault`,
    )
    .action(async (inputs: string[], flags: WatermarkFlags) => {
      const { config, tokenizer } = settingsOf(flags);
      if (flags.tokensColumn === undefined && tokenizer === null)
        throw new FreckleError(
          'invalid-setting',
          'name the column of the token ids (--tokens-column) or the tokenizer that makes them of the text (--tokenizer)',
        );
      const columns: TokenColumns = {
        tokens: flags.tokensColumn ?? null,
        text: flags.textColumn,
        id: flags.idColumn,
      };
      const settings: JudgeSettings = { config, columns, tokenizer, isJson: flags.json === true };
      const judge = async (
        files: readonly string[],
        show: (line: string) => void,
      ): Promise<WatermarkSummary> => judgeAll(files, settings, unmarked, show);
      const unmarked = flags.unmarked === undefined ? undefined : await referenceOf(flags.unmarked, settings);
      const control = flags.control === undefined ? null : await judge([flags.control], () => {});
      const print = (line: string): void => void process.stdout.write(line);
      if (flags.json !== true && flags.summary !== true) print(HEADER);
      const summary = await judge(inputs, flags.summary === true ? () => {} : print);
      const isControlled = control === null || (control.foundShare?.value ?? 0) >= LEAST_CONTROL_SHARE;
      if (flags.json === true) print(`${JSON.stringify({ kind: 'summary', ...summary, control })}\n`);
      else print(summaryText(summary, control, unmarked !== undefined, flags.summary === true));
      process.exitCode = isControlled ? EXIT.done : EXIT.refused;
    });
}

function settingsOf(flags: WatermarkFlags): { config: MarksConfig; tokenizer: TextTokenizer | null } {
  const written = flags.config === undefined ? null : readMarks(readNamed(flags.config), flags.config);
  const beside = written?.tokenizer ?? null;
  // A path in the file is meant from where the file lies.
  const path = flags.tokenizer ?? (beside === null ? null : resolve(dirname(flags.config!), beside));
  const tokenizer = path === null ? null : readTokenizer(readNamed(path), path);
  if (written !== null) return { config: written, tokenizer };
  const given =
    flags.vocabulary === undefined ? null : parseCount('--vocabulary', flags.vocabulary, 2, 100_000_000);
  const size = given ?? tokenizer?.size ?? null;
  return { config: publishedMarks(size === null ? null : [size]), tokenizer };
}

function readNamed(path: string): string {
  if (!existsSync(path)) throw new FreckleError('input-not-found', `there is no file ${path}`);
  return readFileSync(path, 'utf8');
}

interface JudgeSettings {
  readonly config: MarksConfig;
  readonly columns: TokenColumns;
  readonly tokenizer: TextTokenizer | null;
  readonly isJson: boolean;
}

async function referenceOf(file: string, settings: JudgeSettings): Promise<UnmarkedReference> {
  const { config, columns, tokenizer } = settings;
  const judgements: RecordJudgement[] = [];
  for await (const { source } of readTokenRecords([file], columns, tokenizer))
    judgements.push(judgeRecord(source, config));
  return unmarkedReference(judgements, config);
}

async function judgeAll(
  files: readonly string[],
  { config, columns, tokenizer, isJson }: JudgeSettings,
  unmarked: UnmarkedReference | undefined,
  show: (line: string) => void,
): Promise<WatermarkSummary> {
  const tally = new WatermarkTally(config);
  for await (const record of readTokenRecords(files, columns, tokenizer)) {
    const judged = judgeRecord(record.source, config, unmarked);
    const judgement = record.fault === null ? judged : { ...judged, why: record.fault };
    tally.add(record.source, judgement);
    show(isJson ? `${JSON.stringify(recordJson(record, judgement))}\n` : recordLine(record, judgement));
  }
  return tally.finish();
}

const recordJson = ({ position, id, source }: TokenRecord, judgement: RecordJudgement): object => ({
  kind: 'record',
  position,
  id,
  tokens: source.tokens.length,
  tokenizerAgreement: source.agreement,
  ...judgement,
});

const HEADER = `${row('verdict', 'p', 'z', 'scored', 'score', 'record', 'mark')}\n`;

function row(...[verdict, p, z, scored, score, ...rest]: readonly string[]): string {
  return [
    verdict!.padEnd(11),
    p!.padStart(8),
    z!.padStart(6),
    scored!.padStart(6),
    score!.padStart(6),
    ...rest,
  ].join('  ');
}

function recordLine({ position, id }: TokenRecord, { verdict, why, marks }: RecordJudgement): string {
  const name = id ?? position;
  const best = marks.reduce<MarkJudgement | null>(
    (a, b) => (b.pValue !== null && (a === null || b.pValue < a.pValue!) ? b : a),
    null,
  );
  if (best?.best == null) return `${row(verdict, '–', '–', '–', '–', name, why ?? '')}\n`;
  const { z, scored, statistic, reading } = best.best;
  const mark = reading === '' ? best.mark : `${best.mark} (${reading})`;
  return `${row(verdict, shortP(best.pValue!), fixed(z.value, 2), String(scored), fixed(statistic.value, 3), name, mark)}\n`;
}

const fixed = (value: number | null, digits: number): string =>
  value === null ? '–' : value.toFixed(digits);
const shortP = (p: number): string => (p >= 0.001 ? p.toFixed(3) : p.toExponential(1));
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function summaryText(
  summary: WatermarkSummary,
  control: WatermarkSummary | null,
  isCalibrated: boolean,
  isAlone: boolean,
): string {
  const { verdicts, foundShare, falsePositiveRate } = summary;
  const lines = [
    `${summary.records} records: ${verdicts.watermarked} watermarked, ${verdicts['not-found']} without a mark that was found, ${verdicts.refused} refused`,
  ];
  if (foundShare !== null)
    lines.push(
      `found ${percent(foundShare.value)} (${percent(foundShare.low)} – ${percent(foundShare.high)}) of those judged; promised for unmarked ones: ${percent(falsePositiveRate)}, ${isCalibrated ? 'for this key on texts like --unmarked' : 'over the choice of the key (--unmarked holds for a fixed one)'}`,
    );
  for (const [refusal, count] of Object.entries(summary.refusals))
    lines.push(`refused, ${refusal}: ${count}`);
  for (const mark of summary.marks) {
    const readings = mark.readings
      .filter(({ records }) => records > 0)
      .map(({ reading, pooledZ }) => `${reading === '' ? '' : `${reading} `}pooled z ${pooledZ.toFixed(1)}`);
    lines.push(
      `  ${mark.mark}: ${mark.verdicts.watermarked} found, ${mark.expectedFalse.toFixed(1)} expected by chance${readings.length > 0 ? `; ${readings.join(', ')}` : ''}`,
    );
  }
  if (control !== null) lines.push(controlLine(control));
  for (const warning of summary.warnings) lines.push(`! ${warning}`);
  return `${isAlone ? '' : '\n'}${lines.join('\n')}\n`;
}

function controlLine({ verdicts, records, foundShare }: WatermarkSummary): string {
  const told = `control: ${verdicts.watermarked} of ${records} marked texts found`;
  return (foundShare?.value ?? 0) >= LEAST_CONTROL_SHARE
    ? `${told}: key, tokenizer and device fit`
    : `! ${told}: the key, the tokenizer, the vocabulary or the device is wrong, and the verdicts above mean nothing`;
}
