import { DEFAULT_TIMEOUT_MS, parseBaseUrl } from '../../lm/client.js';
import { DEFAULT_CONCURRENCY, DEFAULT_TOP, type LmOptions } from '../../lm/server.js';
import { flag } from './flag.js';
import { asCount, asText } from './parsers.js';

const SERVER = flag(
  '--lm <url>',
  'base URL, up to /v1, of an OpenAI-compatible server whose model scores the texts',
  parseBaseUrl,
  { sets: 'lm.baseUrl' },
);

/** Address of the server, and limits on requests. */
export const LM_FLAGS = {
  lm: SERVER,
  lmConcurrency: flag(
    '--lm-concurrency <n>',
    `requests in flight at once (default: ${DEFAULT_CONCURRENCY})`,
    asCount(1, 256),
    { sets: 'lm.concurrency', told: 'never' },
  ),
  lmTimeout: flag(
    '--lm-timeout <seconds>',
    `longest wait for one response (default: ${DEFAULT_TIMEOUT_MS / 1000})`,
    (text, name) => 1000 * asCount(1, 86_400)(text, name),
    { sets: 'lm.timeoutMs', told: 'never' },
  ),
} as const;

export const NEEDED_LM_FLAGS = { ...LM_FLAGS, lm: { ...SERVER, isRequired: true } } as const;

/** Which models to use, for commands that compute scores for the first time. */
export const LM_MODEL_FLAGS = {
  lmModel: flag(
    '--lm-model <name>',
    "model whose probabilities are read (default: the server's only model)",
    asText,
    { sets: 'lm.model' },
  ),
  lmObserver: flag('--lm-observer <name>', 'second model with the same vocabulary, for Binoculars', asText, {
    sets: 'lm.observer',
  }),
  lmTop: flag(
    '--lm-top <n>',
    `most likely tokens requested at each position (default: ${DEFAULT_TOP})`,
    asCount(1, 10_000),
    { sets: 'lm.top' },
  ),
} as const;

/** The settings with the key, which only the environment gives. Undefined without `--lm`. */
export const withKey = (lm: Partial<LmOptions> | undefined): LmOptions | undefined =>
  lm?.baseUrl === undefined
    ? undefined
    : { ...lm, baseUrl: lm.baseUrl, key: process.env['FRECKLE_LM_KEY'] || null };
