import type { Command } from 'commander';
import { DEFAULT_TIMEOUT_MS, parseBaseUrl } from '../lm/client.js';
import { DEFAULT_CONCURRENCY, type LmOptions } from '../lm/server.js';
import { parseCount } from './flag-values.js';

export interface LmFlags {
  readonly lm?: string;
  readonly lmModel?: string;
  readonly lmObserver?: string;
  readonly lmTop?: string;
  readonly lmConcurrency?: string;
  readonly lmTimeout?: string;
}

const WHAT = 'base URL of an OpenAI-compatible server, as far as /v1, whose model scores the texts';

/** Which models: where scores are made for the first time. */
export const addModelFlags = (command: Command): Command =>
  command
    .option('--lm-model <name>', 'model whose probabilities are read (default: the only one of the server)')
    .option('--lm-observer <name>', 'second model of the same vocabulary, for Binoculars')
    .option('--lm-top <n>', 'likeliest tokens asked for at each place (default: 20)');

/** Where the server is and how it is asked. */
export const addLmFlags = (command: Command, isNeeded = false): Command =>
  (isNeeded ? command.requiredOption('--lm <url>', WHAT) : command.option('--lm <url>', WHAT))
    .option('--lm-concurrency <n>', `questions under way at once (default: ${DEFAULT_CONCURRENCY})`)
    .option('--lm-timeout <seconds>', `longest wait for one answer (default: ${DEFAULT_TIMEOUT_MS / 1000})`);

/** Undefined without `--lm`. The key comes from the environment alone. @throws FreckleError `invalid-setting` */
export function lmOptions(flags: LmFlags): LmOptions | undefined {
  if (flags.lm === undefined) return undefined;
  const { lmModel, lmObserver, lmTop, lmConcurrency, lmTimeout } = flags;
  return {
    baseUrl: parseBaseUrl(flags.lm),
    key: process.env['FRECKLE_LM_KEY'] || null,
    model: lmModel,
    observer: lmObserver,
    top: lmTop === undefined ? undefined : parseCount('--lm-top', lmTop, 1, 10_000),
    concurrency:
      lmConcurrency === undefined ? undefined : parseCount('--lm-concurrency', lmConcurrency, 1, 256),
    timeoutMs: lmTimeout === undefined ? undefined : 1000 * parseCount('--lm-timeout', lmTimeout, 1, 86_400),
  };
}
