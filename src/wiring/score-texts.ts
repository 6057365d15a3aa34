import { appendFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { FreckleError } from '../core/errors.js';
import type { LmSettings } from '../core/language-model.js';
import type { Progress } from '../core/progress.js';
import { makeFolder } from '../disk/atomic.js';
import { takeLock } from '../disk/lock.js';
import type { LmClient } from '../lm/client.js';
import { inOrder } from '../lm/in-order.js';
import { clientOf, DEFAULT_CONCURRENCY, type LmOptions, settingsOf } from '../lm/server.js';
import { type AskForLogs, type NoLogs, openTextLogs, type TextLogs } from '../lm/text-logs.js';
import { computeCriteria } from '../origin/inferred/scores/criteria.js';
import { criteriaOf, scoreNames } from '../origin/inferred/scores/score-names.js';
import { scoredBefore } from './scored-before.js';
import type { OnProblem } from './texts.js';
import { type ScoredInputs, TextsToScore, type TextToScore } from './texts-to-score.js';

export interface ScoreTextsOptions extends ScoredInputs {
  readonly lm: LmOptions;
  /** Output file of JSON lines. Existing lines are kept and not computed again. */
  readonly out: string;
  readonly onProgress?: (progress: Progress) => void;
  readonly onProblem?: OnProblem;
}

export interface ScoreSummary {
  readonly names: readonly string[];
  /** Number of distinct texts that are long enough. */
  readonly texts: number;
  readonly scoredNow: number;
  readonly scoredBefore: number;
  readonly tooShort: number;
  readonly refused: number;
  /** Texts that the server never answered although it answered others; another run tries them again. */
  readonly unanswered: number;
  /** Mean probability mass outside the listed tokens, over the texts scored now; null without any. */
  readonly beyond: number | null;
}

/** Memory limit for the scored texts: about ten million. */
const TABLE_BYTES = 1e9;

/**
 * Scores every sufficiently long text with a language-model server and writes JSON lines in the order of the texts,
 * each as soon as its predecessors are done. A file of an interrupted run is continued and ends with the same lines. A
 * text that occurs twice is scored once.
 *
 * @throws FreckleError `server-failed` | `invalid-setting` | `other-run`
 */
export async function scoreTexts(options: ScoreTextsOptions): Promise<ScoreSummary> {
  const { lm, out } = options;
  const client = clientOf(lm);
  makeFolder(dirname(out));
  const lock = `${out}.lock`;
  takeLock(lock, out);
  try {
    const settings = await settingsOf(client, lm);
    const before = await scoredBefore(out, scoreNames(settings), TABLE_BYTES);
    const texts = new TextsToScore(options, before, TABLE_BYTES);
    return await new ScoreRun(client, settings, options, texts).finish();
  } finally {
    client.stop();
    rmSync(lock, { force: true });
  }
}

/** As `scoreTexts`, but returns the file it wrote, or none where no text has scores. */
export async function scoreFiles(options: ScoreTextsOptions): Promise<string[]> {
  const { scoredBefore, scoredNow } = await scoreTexts(options);
  return scoredBefore + scoredNow > 0 ? [options.out] : [];
}

class ScoreRun {
  private readonly names: readonly string[];
  private scoredNow = 0;
  private beyond = 0;
  private readonly without = {
    refused: { texts: 0, first: '' },
    unanswered: { texts: 0, first: '' },
  };

  constructor(
    private readonly client: LmClient,
    private readonly settings: LmSettings,
    private readonly options: ScoreTextsOptions,
    private readonly texts: TextsToScore,
  ) {
    this.names = scoreNames(settings);
  }

  async finish(): Promise<ScoreSummary> {
    const total = await this.count();
    if (total > 0) await this.scoreAll(total);
    this.tellMissing();
    const { refused, unanswered } = this.without;
    return {
      names: this.names,
      texts: this.texts.count,
      scoredNow: this.scoredNow,
      scoredBefore: this.texts.scoredBefore,
      tooShort: this.texts.tooShort,
      refused: refused.texts,
      unanswered: unanswered.texts,
      beyond: this.scoredNow === 0 ? null : this.beyond / this.scoredNow,
    };
  }

  /** Counts the texts to score, for the estimate of the remaining time. */
  private async count(): Promise<number> {
    const { onProgress, onProblem } = this.options;
    let total = 0;
    for await (const _ of this.texts.waiting(onProblem)) {
      total++;
      if (total % 1000 === 0) onProgress?.({ stage: 'score', done: 0, total: null, unit: 'records' });
    }
    return total;
  }

  private async scoreAll(total: number): Promise<void> {
    const { onProgress, out, lm } = this.options;
    const ask = await openTextLogs(this.client, this.settings);
    let done = 0;
    const report = (): void => onProgress?.({ stage: 'score', done, total, unit: 'records' });
    report();
    const lines = inOrder(this.texts.waiting(), lm.concurrency ?? DEFAULT_CONCURRENCY, (text) =>
      this.lineOf(text, ask),
    );
    for await (const line of lines) {
      // Whole lines in the order of the texts, so an interrupted file is a prefix of the complete one.
      if (line !== null) appendFileSync(out, line);
      done++;
      report();
    }
  }

  private tellMissing(): void {
    const { onProblem } = this.options;
    const { refused, unanswered } = this.without;
    if (refused.texts > 0)
      onProblem?.(`${refused.texts} texts have no scores: the server refused them (first: ${refused.first})`);
    if (unanswered.texts > 0)
      onProblem?.(
        `${unanswered.texts} texts have no scores: the server answered others but not these (first: ${unanswered.first}). Run the same command to try again`,
      );
  }

  /** The output line of a text, or null where it has no scores. */
  private async lineOf({ contentHash, passage }: TextToScore, ask: AskForLogs): Promise<string | null> {
    const found = await ask(passage);
    if ('missing' in found) return this.goWithout(contentHash, found);
    const computed = this.compute(found);
    this.scoredNow++;
    this.beyond += computed.beyond;
    return `${JSON.stringify({
      content_hash: contentHash,
      ...Object.fromEntries(this.names.map((name, at) => [name, computed.values[at]])),
      about: { tokens: computed.places, beyond: Number(computed.beyond.toFixed(4)) },
    })}\n`;
  }

  private goWithout(contentHash: string, { missing, why }: NoLogs): null {
    const group = this.without[missing];
    group.texts++;
    if (group.texts === 1) group.first = `the text ${contentHash.slice(0, 12)}…: ${why}`;
    return null;
  }

  private compute(logs: TextLogs): ReturnType<typeof computeCriteria> {
    try {
      return computeCriteria(logs, criteriaOf(this.settings));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const { model, observer } = this.settings;
      throw new FreckleError(
        'server-failed',
        `${observer} and ${model} tokenize the same text differently (${error.message}): both models must share one vocabulary`,
      );
    }
  }
}
