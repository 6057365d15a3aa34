import type { LmSettings } from '../core/language-model.js';
import { onlyModel } from './capabilities.js';
import { DEFAULT_TIMEOUT_MS, LmClient } from './client.js';

/** The server, its models, and limits of its use. */
export interface LmOptions {
  /** Base URL up to and including `/v1`. */
  readonly baseUrl: string;
  /** Sent as a bearer token; null without a key. */
  readonly key?: string | null;
  /** Default: the server's only model. */
  readonly model?: string;
  /** Second model of the same vocabulary, for Binoculars. */
  readonly observer?: string;
  /** Number of most likely tokens requested at each place. */
  readonly top?: number;
  /** Number of concurrent requests. */
  readonly concurrency?: number;
  /** Timeout of one response. */
  readonly timeoutMs?: number;
}

export const DEFAULT_CONCURRENCY = 8;
/** vLLM's default limit. */
export const DEFAULT_TOP = 20;

export const clientOf = (options: LmOptions): LmClient => {
  const { baseUrl, key = null, timeoutMs = DEFAULT_TIMEOUT_MS, concurrency = DEFAULT_CONCURRENCY } = options;
  return new LmClient({ baseUrl, key, timeoutMs, concurrency });
};

/** The settings of the scores; without a named model, the server's only one. @throws FreckleError `invalid-setting` */
export async function settingsOf(client: LmClient, options: LmOptions): Promise<LmSettings> {
  const model = options.model ?? (await onlyModel(client));
  const observer = options.observer === model ? null : (options.observer ?? null);
  return { model, observer, top: options.top ?? DEFAULT_TOP };
}
