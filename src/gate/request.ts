import type { Engine } from '../core/engine.js';
import type { Policy } from '../core/policy.js';
import type { PlantedFacts } from '../report/data.js';
import type { OutputFormat } from './write/record-writers.js';

/** What the second half of a run needs to know beside the measurements. */
export interface ConclusionRequest {
  readonly policy: Policy;
  readonly policyYaml: string;
  /** Output format; null for the inputs' own. */
  readonly to: OutputFormat | null;
  /** The command line, for the report. */
  readonly command: string;
  readonly version: string;
  /** Where the truth is known: asks the tables `records` and `decisions` what became of planted records. */
  readonly planted?: (engine: Engine) => Promise<PlantedFacts[]>;
}
