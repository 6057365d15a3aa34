import type { Engine } from '../../core/engine.js';
import type { FindingMetric, Metric } from '../../core/metric.js';
import type { Counts } from '../../report/counts.js';
import type { RunContext } from '../context.js';
import type { FoundCorpus } from '../find/find-corpus.js';
import type { DecisionTally } from '../policy/index.js';
import type { ConclusionRequest } from '../request.js';
import type { ShownRecords } from './excerpts.js';
import type { UnreadableSummary } from './unreadable-notes.js';

/** What a report is asked of: the views `records` and `decisions`, the table `verdicts`, those of findings, and these. */
export interface Asked {
  readonly run: RunContext;
  readonly engine: Engine;
  readonly request: ConclusionRequest;
  readonly tally: DecisionTally;
  readonly counts: Counts;
  readonly found: FoundCorpus;
  readonly unreadable: UnreadableSummary;
  /** Questions to the corpus that no part of the report tells in its own way. */
  readonly untold: {
    readonly findings: readonly FindingMetric[];
    readonly values: readonly Metric[];
  };
}

/** The question behind a part of the report: its facts, in the shape that a section in `report/sections/` draws. */
export interface Gathering<Facts> {
  /**
   * Puts the records that it shows into a table of its own and gives a query of them (one column `record`), so that the
   * texts of all parts are read again at once; null where it shows none.
   */
  readonly choose?: (asked: Asked) => Promise<string | null>;
  readonly gather: (asked: Asked, shown: ShownRecords) => Facts | Promise<Facts>;
  /** Gets its thumbnails before the others, as long as the page has room for any. */
  readonly isPicturedFirst?: true;
  /** Questions to the corpus whose answers it tells in its own way; the others are told from their definitions. */
  readonly tells?: readonly { readonly id: string }[];
}

/** The facts that the gatherings of a list give, together. */
export type GatheredBy<Gatherings> = Gatherings extends readonly [Gathering<infer Facts>, ...infer Rest]
  ? Facts & GatheredBy<Rest>
  : unknown;
