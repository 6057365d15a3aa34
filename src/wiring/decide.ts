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
  /** Worker threads; one per core where left out, as far as the memory allows. */
  readonly workers?: number;
  /** Bound on the memory of the whole run; 1.5 GB where left out. */
  readonly memoryBytes?: number;
  /** Told what it is at, many times a second. */
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Decides a finished run again under another policy, from its measurements. Signals, metrics and formats of one's own
 * that it was made with are given again.
 *
 * @throws FreckleError for whatever the caller can mend
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
