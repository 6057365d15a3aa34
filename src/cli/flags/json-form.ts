import { FreckleError } from '../../core/errors.js';
import type { Flag } from './flag.js';

/** What `--json` prints of a run. */
export type JsonForm = 'brief' | 'full' | null;

/** `--json`, or `--json full`; another word after it is an argument (`withJsonForm`). */
export const jsonFormFlag = (brief: string): Flag<JsonForm, never> => ({
  usage: '--json [full]',
  help: `${brief}; with full, all facts of the report`,
  told: 'never',
  completes: { kind: 'values', values: () => ['full'] },
  read: (raw) => {
    if (raw === undefined || raw === false) return null;
    if (raw === true || raw === 'brief') return 'brief';
    if (raw === 'full') return 'full';
    throw new FreckleError('invalid-setting', `expected --json or --json full, got ${JSON.stringify(raw)}`);
  },
});

/** Commands with such a flag. */
export const WITH_JSON_FORM: readonly string[] = ['vet', 'decide', 'demo'];

/** The words of a command line, so that `--json data/` does not take the input for its form. */
export function withJsonForm(words: readonly string[]): string[] {
  if (!WITH_JSON_FORM.includes(words[0] ?? '')) return [...words];
  return words.map((word, at) => (word === '--json' && words[at + 1] !== 'full' ? '--json=brief' : word));
}
