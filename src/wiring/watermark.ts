import { dirname, resolve } from 'node:path';
import { FreckleError } from '../core/errors.js';
import { publishedWatermarks, readWatermarks, type WatermarkConfig } from '../origin/marked/text/config.js';
import { judgeRecord } from '../origin/marked/text/judge.js';
import type { RecordJudgement } from '../origin/marked/text/judgement.js';
import { type WatermarkSummary, WatermarkTally } from '../origin/marked/text/summary.js';
import { readTokenizer, type TextTokenizer } from '../origin/marked/text/tokenizer.js';
import { type UnmarkedReference, unmarkedReference } from '../origin/marked/text/unmarked.js';
import { readTokenRecords, type TokenColumns, type TokenRecord } from './watermark-input.js';
import { readWatermarkFile } from './watermark-setting.js';

export interface WatermarkOptions {
  /** JSON-lines files, plain or compressed. */
  readonly inputs: readonly string[];
  /** Watermarks file (YAML) with schemes and keys; by default the published watermarks. */
  readonly config?: string;
  /** Column of the token ids; without it the tokenizer encodes the text. */
  readonly tokensColumn?: string;
  readonly textColumn: string;
  readonly idColumn: string;
  /** tokenizer.json of the model that wrote the texts. */
  readonly tokenizer?: string;
  /** Vocabulary size, for the published schemes that need it. */
  readonly vocabulary?: number;
  /** Texts known to be watermarked. */
  readonly control?: string;
  /** Texts known to be unmarked. */
  readonly unmarked?: string;
  /** Called after the settings are read, before the first record of the inputs. */
  readonly onStart?: () => void;
  readonly onRecord: (record: TokenRecord, judgement: RecordJudgement) => void;
}

export interface WatermarkOutcome {
  readonly summary: WatermarkSummary;
  readonly control: WatermarkSummary | null;
  /** Enough of the control's watermarks were found, or no control was given. */
  readonly isControlled: boolean;
}

/** A smaller share found in the control means that a setting is wrong. */
const LEAST_CONTROL_SHARE = 0.5;

/**
 * Looks for watermarks with known keys in the records of files.
 * @throws FreckleError `invalid-setting` | `input-not-found` | `unknown-format`
 */
export async function findWatermarks(options: WatermarkOptions): Promise<WatermarkOutcome> {
  const { inputs, unmarked, control, onStart, onRecord } = options;
  const settings = settingsOf(options);
  const reference = unmarked === undefined ? undefined : await referenceOf(unmarked, settings);
  const judge = (files: readonly string[], told: WatermarkOptions['onRecord']) =>
    judgeAll(files, settings, reference, told);
  const controlled = control === undefined ? null : await judge([control], () => {});
  onStart?.();
  const summary = await judge(inputs, onRecord);
  const isControlled = controlled === null || (controlled.foundShare?.value ?? 0) >= LEAST_CONTROL_SHARE;
  return { summary, control: controlled, isControlled };
}

interface JudgeSettings {
  readonly config: WatermarkConfig;
  readonly columns: TokenColumns;
  readonly tokenizer: TextTokenizer | null;
}

function settingsOf(options: WatermarkOptions): JudgeSettings {
  const { config: path, tokensColumn, textColumn, idColumn, vocabulary } = options;
  const written = path === undefined ? null : readWatermarks(readWatermarkFile(path), path);
  const beside = written?.tokenizer ?? null;
  // A relative path in the file starts at the file's folder.
  const named = options.tokenizer ?? (beside === null ? null : resolve(dirname(path!), beside));
  const tokenizer = named === null ? null : readTokenizer(readWatermarkFile(named), named);
  const size = vocabulary ?? tokenizer?.size ?? null;
  if (tokensColumn === undefined && tokenizer === null)
    throw new FreckleError(
      'invalid-setting',
      'token ids are missing: give their column (--tokens-column) or the tokenizer that encodes the text (--tokenizer)',
    );
  return {
    config: written ?? publishedWatermarks(size === null ? null : [size]),
    columns: { tokens: tokensColumn ?? null, text: textColumn, id: idColumn },
    tokenizer,
  };
}

async function referenceOf(
  file: string,
  { config, columns, tokenizer }: JudgeSettings,
): Promise<UnmarkedReference> {
  const judgements: RecordJudgement[] = [];
  for await (const { source } of readTokenRecords([file], columns, tokenizer))
    judgements.push(judgeRecord(source, config));
  return unmarkedReference(judgements, config);
}

async function judgeAll(
  files: readonly string[],
  { config, columns, tokenizer }: JudgeSettings,
  unmarked: UnmarkedReference | undefined,
  onRecord: WatermarkOptions['onRecord'],
): Promise<WatermarkSummary> {
  const tally = new WatermarkTally(config);
  for await (const record of readTokenRecords(files, columns, tokenizer)) {
    const judged = judgeRecord(record.source, config, unmarked);
    const judgement = record.fault === null ? judged : { ...judged, why: record.fault };
    tally.add(record.source, judgement);
    onRecord(record, judgement);
  }
  return tally.finish();
}
