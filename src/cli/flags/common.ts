import { BUILTIN_POLICIES } from '../../gate/policy/index.js';
import { DEFAULT_MEMORY_BYTES } from '../../wiring/resources.js';
import { LOG_FORMATS } from '../log.js';
import { type Completion, choice, flag, toggle } from './flag.js';
import { asCount, asSize, asText } from './parsers.js';

export const FILES: Completion = { kind: 'files' };
export const FOLDERS: Completion = { kind: 'folders' };

/** Completion for a flag that takes several names. */
export const listOf = (values: () => readonly string[]): Completion => ({
  kind: 'values',
  values,
  isList: true,
});

/** Names of policies: built-in ones, or files. */
export const POLICY_NAMES: Completion = { kind: 'values', values: () => BUILTIN_POLICIES, orFiles: true };
export const POLICY_HELP = `${BUILTIN_POLICIES.join(', ')}, or a YAML file`;
export const POLICY_USAGE = '-p, --policy <name|file>';

/** Speed and memory of a run. They never change its result. */
export const RESOURCE_FLAGS = {
  workers: flag(
    '-w, --workers <n>',
    'worker threads (default: one per core, fewer if --memory has no room)',
    asCount(1, 256),
    { sets: 'workers', told: 'never' },
  ),
  memory: flag('--memory <size>', 'memory limit of the whole run', asSize, {
    default: `${DEFAULT_MEMORY_BYTES / 1e9}GB`,
    sets: 'memoryBytes',
    told: 'never',
  }),
} as const;

export const outFlag = <const Default extends string>(help: string, given: Default) =>
  flag('-o, --out <folder>', help, asText, {
    default: given,
    sets: 'out',
    told: 'always',
    completes: FOLDERS,
  });

export const jsonFlag = (help: string) => toggle('--json', help, { told: 'never' });
export const LOG_FORMAT = choice(
  '--log-format <format>',
  'progress, warnings and errors as text, or as one JSON object per line',
  LOG_FORMATS,
  { default: 'text', told: 'never' },
);
export const QUIET = toggle('-q, --quiet', 'print errors only', { told: 'never' });
