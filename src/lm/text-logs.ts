import type { LmSettings, TokenLogs } from '../core/language-model.js';
import { askProbe, probeServer } from './capabilities.js';
import { type LmClient, NeverAnswered, RefusedText } from './client.js';
import { readTokenLogs } from './completions.js';

/** What the models say of the tokens of one text. */
export interface TextLogs {
  /** Of the model whose tokens are imagined. */
  readonly reference: readonly TokenLogs[];
  /** Of the model whose probabilities are read. */
  readonly score: readonly TokenLogs[];
}

/** Why a text has none, though the server gives others theirs. */
export interface NoLogs {
  readonly missing: 'refused' | 'unanswered';
  readonly why: string;
}

export type AskForLogs = (text: string) => Promise<TextLogs | NoLogs>;

/**
 * Finds out how the server is to be asked, and gives what asks it. A server that answers nobody ends the asking.
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
    // A server that answers nobody fails here; one that is back by now gives the text its scores.
    await askProbe(client, settings, dialect);
    const second = await settled(logsOf(text, 1));
    return second instanceof NeverAnswered ? { missing: 'unanswered', why: first.message } : orReason(second);
  };
}

/** What became of one asking; faults of another kind are thrown on. */
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
