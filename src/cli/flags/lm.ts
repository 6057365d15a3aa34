import { DEFAULT_TIMEOUT_MS, parseBaseUrl } from '../../lm/client.js';
import { DEFAULT_CONCURRENCY, DEFAULT_TOP, type LmOptions } from '../../lm/server.js';
import { flag } from './flag.js';
import { asCount, asText } from './parsers.js';

const SERVER = flag(
  '--lm <url>',
  'base URL of an OpenAI-compatible server, as far as /v1, whose model scores the texts',
  parseBaseUrl,
  { sets: 'lm.baseUrl' },
);

/** Where the server is and how it is asked. */
export const LM_FLAGS = {
  lm: SERVER,
  lmConcurrency: flag(
    '--lm-concurrency <n>',
    `questions under way at once (default: ${DEFAULT_CONCURRENCY})`,
    asCount(1, 256),
    { sets: 'lm.concurrency', told: 'never' },
  ),
  lmTimeout: flag(
    '--lm-timeout <seconds>',
    `longest wait for one answer (default: ${DEFAULT_TIMEOUT_MS / 1000})`,
    (text, name) => 1000 * asCount(1, 86_400)(text, name),
    { sets: 'lm.timeoutMs', told: 'never' },
  ),
} as const;

export const NEEDED_LM_FLAGS = { ...LM_FLAGS, lm: { ...SERVER, isRequired: true } } as const;

/** Which models: where scores are made for the first time. */
export const LM_MODEL_FLAGS = {
  lmModel: flag(
    '--lm-model <name>',
    'model whose probabilities are read (default: the only one of the server)',
    asText,
    { sets: 'lm.model' },
  ),
  lmObserver: flag('--lm-observer <name>', 'second model of the same vocabulary, for Binoculars', asText, {
    sets: 'lm.observer',
  }),
  lmTop: flag(
    '--lm-top <n>',
    `likeliest tokens asked for at each place (default: ${DEFAULT_TOP})`,
    asCount(1, 10_000),
    { sets: 'lm.top' },
  ),
} as const;

/** Undefined without `--lm`. The key comes from the environment alone. */
export const withKey = (lm: Partial<LmOptions> | undefined): LmOptions | undefined =>
  lm?.baseUrl === undefined
    ? undefined
    : { ...lm, baseUrl: lm.baseUrl, key: process.env['FRECKLE_LM_KEY'] || null };
