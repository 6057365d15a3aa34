import type { LmSettings, TokenLogs } from '../core/language-model.js';
import { askProbe, probeServer } from './capabilities.js';
import { type LmClient, NeverAnswered, RefusedText } from './client.js';
import { readTokenLogs } from './completions.js';

/** Log-probabilities of the tokens of one text. */
export interface TextLogs {
  /** From the reference model. */
  readonly reference: readonly TokenLogs[];
  /** From the scoring model. */
  readonly score: readonly TokenLogs[];
}

/** Why a text has none although the server answers others. */
export interface NoLogs {
  readonly missing: 'refused' | 'unanswered';
  readonly why: string;
}

export type AskForLogs = (text: string) => Promise<TextLogs | NoLogs>;

/**
 * Finds the server's request dialect and returns a function that requests log-probabilities. Fails if the server stops
 * answering altogether.
 * @throws FreckleError `invalid-setting` | `server-failed`
 */
export async function openTextLogs(client: LmClient, settings: LmSettings): Promise<AskForLogs> {
  const dialect = await probeServer(client, settings);
  const { model, observer, top } = settings;
  const logsOf = async (text: string, tries?: number): Promise<TextLogs> => {
    const score = await readTokenLogs(client, dialect, model, text, top, tries);
    const reference =
      observer === null ? score : await readTokenLogs(client, dialect, observer, text, top, tries);
    return { reference, score };
  };
  return async (text) => {
    const first = await settled(logsOf(text));
    if (!(first instanceof NeverAnswered)) return orReason(first);
    // A dead server fails here; one that is back by now scores the text after all.
    await askProbe(client, settings, dialect);
    const second = await settled(logsOf(text, 1));
    return second instanceof NeverAnswered ? { missing: 'unanswered', why: first.message } : orReason(second);
  };
}

/** The outcome of one request; other errors are rethrown. */
async function settled(asked: Promise<TextLogs>): Promise<TextLogs | NeverAnswered | RefusedText> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof NeverAnswered || error instanceof RefusedText) return error;
    throw error;
  }
}

const orReason = (found: TextLogs | RefusedText): TextLogs | NoLogs =>
  found instanceof RefusedText ? { missing: 'refused', why: found.message } : found;
