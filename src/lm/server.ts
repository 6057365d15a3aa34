import type { LmSettings } from '../core/language-model.js';
import { onlyModel } from './capabilities.js';
import { DEFAULT_TIMEOUT_MS, LmClient } from './client.js';

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

export const DEFAULT_CONCURRENCY = 8;
/** As many as vLLM gives unless it is told otherwise. */
export const DEFAULT_TOP = 20;

export const clientOf = (options: LmOptions): LmClient => {
  const { baseUrl, key = null, timeoutMs = DEFAULT_TIMEOUT_MS, concurrency = DEFAULT_CONCURRENCY } = options;
  return new LmClient({ baseUrl, key, timeoutMs, concurrency });
};

/** What is asked for; the server is asked for its only model where none is named. @throws FreckleError `invalid-setting` */
export async function settingsOf(client: LmClient, options: LmOptions): Promise<LmSettings> {
  const model = options.model ?? (await onlyModel(client));
  const observer = options.observer === model ? null : (options.observer ?? null);
  return { model, observer, top: options.top ?? DEFAULT_TOP };
}
