import { MODELS } from '../../lab/models/index.js';
import { REGIMES } from '../../lab/regimes/index.js';
import { FOLDERS, listOf } from './common.js';
import { flag } from './flag.js';
import { asCount, asNames, asNumber, asText } from './parsers.js';

export const LAB_WORKERS = flag(
  '-w, --workers <n>',
  'worker threads (default: one per core)',
  asCount(1, 1024),
  { told: 'never' },
);

export const seedFlag = (help: string) =>
  flag('-s, --seed <n>', help, asCount(0, Number.MAX_SAFE_INTEGER), { default: '1', told: 'never' });

export const dataFlag = (more = '') =>
  flag('--data <folder>', `public data sets: wikitext-2/, images/${more}`, asText, {
    default: 'data',
    told: 'never',
    completes: FOLDERS,
  });

export const generationsFlag = (help: string, most: number) =>
  flag('-g, --generations <n>', help, asCount(1, most), { default: '10' });

export const MODEL_FLAG = flag(
  '-m, --model <ids>',
  'one or more of `freckle lab models`, comma-separated',
  asNames,
  { isRequired: true, completes: listOf(() => [...MODELS.map(({ id }) => id), 'command']) },
);
export const REGIME_FLAG = flag(
  '-r, --regime <ids>',
  'one or more of `freckle lab regimes`, comma-separated',
  asNames,
  { default: 'replace', completes: listOf(() => REGIMES.map(({ id }) => id)) },
);

/** How a model is sampled from, by the name of its setting. */
export const DECODING_FLAGS = {
  temperature: flag('--temperature <t>', 'error source: sample from p^(1/T)', asNumber(1e-3, 1e3)),
  topK: flag('--top-k <k>', 'error source: sample among the k likeliest', asCount(1, 1e9)),
  beams: flag('--beams <b>', 'error source: beam search of this width', asCount(1, 1000)),
} as const;
