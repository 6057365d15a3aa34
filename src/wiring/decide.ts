import type { Progress } from '../core/progress.js';
import { type RedecideOutcome, redecide } from '../gate/redecide.js';
import { edgesOf } from './edges.js';
import { type Extensions, extendedLists } from './extensions.js';
import { readPolicy } from './policy.js';
import { resourcesOf } from './resources.js';
import { VERSION } from './version.js';
import { vocabularyOf } from './vocabulary.js';

export interface DecideOptions extends Extensions {
  /** Folder of the run. */
  readonly run: string;
  /** `default`, `strict`, `annotate-only`, or the path of a YAML file. */
  readonly policy: string;
  /** Worker threads; by default one per core, fewer if the memory has no room. */
  readonly workers?: number;
  /** Memory limit of the whole run; 1.5 GB by default. */
  readonly memoryBytes?: number;
  /** Receives the progress, many times a second. */
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Applies another policy to a finished run, from its stored measurements. If the run used your own signals, metrics or
 * formats, give them again.
 *
 * @throws FreckleError for errors that the caller can fix
 */
export async function decide(options: DecideOptions): Promise<RedecideOutcome> {
  const lists = await extendedLists(options);
  const { policy, yaml } = readPolicy(options.policy, vocabularyOf(lists));
  const request = {
    run: options.run,
    policy,
    policyYaml: yaml,
    version: VERSION,
    ...resourcesOf(options),
    onProgress: options.onProgress ?? (() => {}),
  };
  return redecide(request, edgesOf(lists, 'decide'));
}
