import { MODELS } from '../../lab/models/index.js';
import { REGIMES } from '../../lab/regimes/index.js';
import { namedList, parseCount, parseNumber } from '../flag-values.js';
import { FOLDERS } from './common.js';
import { asText, type Completion, flag } from './flag.js';

export const LAB_WORKERS = flag(
  '-w, --workers <n>',
  'worker threads (default: one per core)',
  (text, name) => parseCount(name, text, 1, 1024),
  { told: 'never' },
);

export const parseSeed = (text: string, name: string): number =>
  parseCount(name, text, 0, Number.MAX_SAFE_INTEGER);

export const seedFlag = (help: string) =>
  flag('-s, --seed <n>', help, parseSeed, { default: '1', told: 'never' });

export const dataFlag = (more = '') =>
  flag('--data <folder>', `public data sets: wikitext-2/, images/${more}`, asText, {
    default: 'data',
    told: 'never',
    completes: FOLDERS,
  });

export const generationsFlag = (help: string, most: number) =>
  flag('-g, --generations <n>', help, (text, name) => parseCount(name, text, 1, most), { default: '10' });

export const asNames = (text: string, name: string): string[] => namedList(name, text);
/** Whole numbers within bounds, each once. */
export const asCounts =
  (low: number, high: number) =>
  (text: string, name: string): number[] => [
    ...new Set(namedList(name, text).map((one) => parseCount(name, one, low, high))),
  ];

/** What a shell offers where several may be named. */
export const listOf = (ids: () => readonly string[]): Completion => ({
  kind: 'values',
  values: ids,
  isList: true,
});

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
  temperature: flag('--temperature <t>', 'error source: sample from p^(1/T)', (text, name) =>
    parseNumber(name, text, 1e-3, 1e3),
  ),
  topK: flag('--top-k <k>', 'error source: sample among the k likeliest', (text, name) =>
    parseCount(name, text, 1, 1e9),
  ),
  beams: flag('--beams <b>', 'error source: beam search of this width', (text, name) =>
    parseCount(name, text, 1, 1000),
  ),
} as const;
