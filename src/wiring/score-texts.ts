import { hash } from 'node:crypto';
import { appendFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { FreckleError } from '../core/errors.js';
import type { ColumnNames } from '../core/format.js';
import type { LmSettings } from '../core/language-model.js';
import type { Progress } from '../core/progress.js';
import { makeFolder } from '../disk/atomic.js';
import { takeLock } from '../disk/lock.js';
import { askProbe, onlyModel, probeServer } from '../lm/capabilities.js';
import { DEFAULT_TIMEOUT_MS, LmClient, NeverAnswered, RefusedText } from '../lm/client.js';
import { type Dialect, readTokenLogs } from '../lm/completions.js';
import { LADDER } from '../origin/inferred/calibration/ladder.js';
import { normaliseForDetection } from '../origin/inferred/calibration/normalise.js';
import { passageOf } from '../origin/inferred/detectors/detector.js';
import { computeCriteria } from '../origin/inferred/scores/criteria.js';
import { criteriaOf, DEFAULT_TOP, scoreNames } from '../origin/inferred/scores/score-names.js';
import {
  keyOfContent,
  rowOf,
  type ScoreTable,
  ScoreTableBuilder,
} from '../origin/inferred/scores/score-table.js';
import { createReader } from '../text/reading.js';
import { scoredBefore } from './scored-before.js';
import { textsOf } from './texts.js';

/** Which server is asked, and how. */
export interface LmOptions {
  /** As far as `/v1`. */
  readonly baseUrl: string;
  /** Sent as a bearer token; null where the server wants none. */
  readonly key?: string | null;
  /** The server's only model where left out. */
  readonly model?: string;
  /** Second model of the same vocabulary, for Binoculars. */
  readonly observer?: string;
  /** Likeliest tokens asked for at each place. */
  readonly top?: number;
  /** Questions under way at once. */
  readonly concurrency?: number;
  /** Longest wait for one answer. */
  readonly timeoutMs?: number;
}

export interface ScoreTextsOptions {
  /** Files, folders or globs. */
  readonly inputs: readonly string[];
  /** Format of all inputs, whatever their names. */
  readonly format?: string;
  readonly columns?: Pick<ColumnNames, 'text' | 'id'>;
  readonly lm: LmOptions;
  /** JSON lines; those that are there are kept and not computed again. */
  readonly out: string;
  readonly onProgress?: (progress: Progress) => void;
  readonly onProblem?: (message: string) => void;
}

export interface ScoreSummary {
  readonly names: readonly string[];
  /** Different texts that are long enough. */
  readonly texts: number;
  readonly scoredNow: number;
  readonly scoredBefore: number;
  readonly tooShort: number;
  readonly refused: number;
  /** Those that the server never answered, though it answers others; another run asks for them again. */
  readonly unanswered: number;
  /** Mean share of the probability beyond the listed tokens, over the texts scored now; null where there were none. */
  readonly beyond: number | null;
}

export const DEFAULT_CONCURRENCY = 8;
/** Memory for what has been scored: some ten million texts. */
const TABLE_BYTES = 1e9;

/**
 * Asks a server for the scores of every text that is long enough and writes them as JSON lines, in the order of the
 * texts, each as soon as those before it are done. A file that a stopped run left is gone on with, and ends with the
 * same lines. A text that occurs twice is scored once.
 *
 * @throws FreckleError `server-failed` | `invalid-setting` | `other-run`
 */
export async function scoreTexts(options: ScoreTextsOptions): Promise<ScoreSummary> {
  const { lm, out } = options;
  const { baseUrl, key = null, timeoutMs = DEFAULT_TIMEOUT_MS, concurrency = DEFAULT_CONCURRENCY } = lm;
  const client = new LmClient({ baseUrl, key, timeoutMs, concurrency });
  makeFolder(dirname(out));
  const lock = `${out}.lock`;
  takeLock(lock, out);
  try {
    const model = lm.model ?? (await onlyModel(client));
    const observer = lm.observer === model ? null : (lm.observer ?? null);
    const settings = { model, observer, top: lm.top ?? DEFAULT_TOP };
    const run = new ScoreRun(
      client,
      settings,
      options,
      await scoredBefore(out, scoreNames(settings), TABLE_BYTES),
    );
    return await run.finish();
  } finally {
    client.stop();
    rmSync(lock, { force: true });
  }
}

/** As `scoreTexts`: the file it wrote, or none where no text has scores. */
export async function scoreFiles(options: ScoreTextsOptions): Promise<string[]> {
  const { scoredBefore, scoredNow } = await scoreTexts(options);
  return scoredBefore + scoredNow > 0 ? [options.out] : [];
}

interface Waiting {
  readonly contentHash: string;
  /** What detectors read of the text. */
  readonly passage: string;
}

class ScoreRun {
  private readonly names: readonly string[];
  private scoredNow = 0;
  private scoredBefore = 0;
  private tooShort = 0;
  private readonly withoutScores = {
    refused: { texts: 0, first: '' },
    unanswered: { texts: 0, first: '' },
  };
  private beyond = 0;
  /** What has been met, so that copies are scored once. */
  private met = new ScoreTableBuilder(TABLE_BYTES);

  constructor(
    private readonly client: LmClient,
    private readonly settings: LmSettings,
    private readonly options: ScoreTextsOptions,
    /** What an earlier run wrote. */
    private readonly before: ScoreTable | null,
  ) {
    this.names = scoreNames(settings);
  }

  async finish(): Promise<ScoreSummary> {
    const { onProgress = () => {}, onProblem, out, lm } = this.options;
    const { concurrency = DEFAULT_CONCURRENCY } = lm;
    const { refused, unanswered } = this.withoutScores;
    const total = await this.count(onProgress, onProblem);
    if (total > 0) {
      const dialect = await probeServer(this.client, this.settings);
      const score = (one: Waiting) => this.score(one, dialect);
      let done = 0;
      const report = (): void => onProgress({ stage: 'score', done, total, unit: 'records' });
      report();
      for await (const line of inOrder(this.waiting(), concurrency, score)) {
        // Whole lines in the order of the texts: what is there after a stop is the beginning of what will be.
        if (line !== null) appendFileSync(out, line);
        done++;
        report();
      }
    }
    if (refused.texts > 0)
      onProblem?.(
        `the server refused ${refused.texts} texts, which have no scores (first: ${refused.first})`,
      );
    if (unanswered.texts > 0)
      onProblem?.(
        `${unanswered.texts} texts have no scores, because the server answers others and not them (first: ${unanswered.first}); the same command asks for them again`,
      );
    return {
      names: this.names,
      texts: this.met.rowCount,
      scoredNow: this.scoredNow,
      scoredBefore: this.scoredBefore,
      tooShort: this.tooShort,
      refused: refused.texts,
      unanswered: unanswered.texts,
      beyond: this.scoredNow === 0 ? null : this.beyond / this.scoredNow,
    };
  }

  /** How many texts are to be scored, so that the time left can be told. */
  private async count(
    onProgress: (progress: Progress) => void,
    onProblem?: (message: string) => void,
  ): Promise<number> {
    let total = 0;
    for await (const _ of this.waiting(onProblem)) {
      total++;
      if (total % 1000 === 0) onProgress({ stage: 'score', done: 0, total: null, unit: 'records' });
    }
    return total;
  }

  private async *waiting(onProblem?: (message: string) => void): AsyncGenerator<Waiting, void, void> {
    const { before } = this;
    const reader = createReader();
    const { inputs, format, columns } = this.options;
    this.met = new ScoreTableBuilder(TABLE_BYTES);
    [this.tooShort, this.scoredBefore] = [0, 0];
    for await (const { text } of textsOf({ paths: inputs, format, columns, label: 'input', onProblem })) {
      const contentHash = hash('sha256', text);
      const key = keyOfContent(contentHash);
      if (rowOf(this.met, key) >= 0) continue;
      const clean = normaliseForDetection(reader.read(text));
      if (clean.wordCount < LADDER[0]) {
        this.tooShort++;
        continue;
      }
      this.met.row(key);
      if (before !== null && rowOf(before, key) >= 0) this.scoredBefore++;
      else yield { contentHash, passage: clean.text.slice(0, passageOf(clean, LADDER.at(-1)!).end) };
    }
  }

  /** The line of a text, or null where it can have none. */
  private async score(text: Waiting, dialect: Dialect): Promise<string | null> {
    try {
      return await this.lineOf(text, dialect);
    } catch (error) {
      if (error instanceof NeverAnswered) return this.onceMore(text, dialect, error);
      if (error instanceof RefusedText) return this.without('refused', text, error);
      throw error;
    }
  }

  /** A server that answers nobody stops the run here; one that is back by now gives the text its scores. */
  private async onceMore(text: Waiting, dialect: Dialect, before: NeverAnswered): Promise<string | null> {
    await askProbe(this.client, this.settings, dialect);
    try {
      return await this.lineOf(text, dialect, 1);
    } catch (error) {
      if (error instanceof NeverAnswered) return this.without('unanswered', text, before);
      if (error instanceof RefusedText) return this.without('refused', text, error);
      throw error;
    }
  }

  private without(why: 'refused' | 'unanswered', { contentHash }: Waiting, { message }: Error): null {
    const group = this.withoutScores[why];
    group.texts++;
    if (group.texts === 1) group.first = `the text ${contentHash.slice(0, 12)}…: ${message}`;
    return null;
  }

  private async lineOf({ contentHash, passage }: Waiting, dialect: Dialect, tries?: number): Promise<string> {
    const { model, observer, top } = this.settings;
    const logsOf = (name: string) => readTokenLogs(this.client, dialect, name, passage, top, tries);
    const score = await logsOf(model);
    const reference = observer === null ? score : await logsOf(observer);
    try {
      const computed = computeCriteria({ reference, score }, criteriaOf(this.settings));
      this.scoredNow++;
      this.beyond += computed.beyond;
      return `${JSON.stringify({
        content_hash: contentHash,
        ...Object.fromEntries(this.names.map((name, at) => [name, computed.values[at]])),
        about: { tokens: computed.places, beyond: Number(computed.beyond.toFixed(4)) },
      })}\n`;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new FreckleError(
        'server-failed',
        `${observer} and ${model} read the same text as different tokens (${error.message}): two models need one vocabulary`,
      );
    }
  }
}

/** Works on up to `width` items at once and gives the results in the order of the items. */
async function* inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  width: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, void> {
  const underWay: Promise<Result>[] = [];
  for await (const item of items) {
    const result = work(item);
    // Its failure is met when its turn comes; until then it must not count as unheeded.
    result.catch(() => {});
    underWay.push(result);
    if (underWay.length >= width) yield await underWay.shift()!;
  }
  for (const result of underWay) yield await result;
}
