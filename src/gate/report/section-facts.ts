import type { Engine } from '../../core/engine.js';
import type { FindingMetric, Metric } from '../../core/metric.js';
import type { Counts } from '../../report/counts.js';
import type { RunContext } from '../context.js';
import type { FoundCorpus } from '../find/find-corpus.js';
import type { MeasureResult } from '../measure/measure-split.js';
import type { DecisionTally } from '../policy/index.js';
import type { ConclusionRequest } from '../request.js';
import type { WriteResult } from '../write/write-split.js';
import type { ShownRecords } from './excerpts.js';
import type { Nulls } from './nulls.js';
import type { UnreadableSummary } from './unreadable-notes.js';

/** What the facts of a report come from: the run's tables (`records`, `decisions`, `verdicts`, those of findings), and these. */
export interface ReportContext {
  readonly run: RunContext;
  readonly engine: Engine;
  readonly request: ConclusionRequest;
  readonly tally: DecisionTally;
  readonly counts: Counts;
  readonly measured: readonly MeasureResult[];
  readonly written: readonly WriteResult[];
  readonly found: FoundCorpus;
  readonly unreadable: UnreadableSummary;
  readonly nulls: Nulls;
  /** Corpus questions that no section covers: they are shown from their definitions. */
  readonly uncovered: {
    readonly findings: readonly FindingMetric[];
    readonly values: readonly Metric[];
  };
}

/** Collects the facts of one section of the report, in the shape that the section in `report/sections/` draws. */
export interface SectionFacts<Facts> {
  /**
   * Puts the records that it shows into a table of its own and returns a query for them (one column `record`): the
   * texts of all sections are read again together. Null where it shows no records.
   */
  readonly choose?: (context: ReportContext) => Promise<string | null>;
  readonly collect: (context: ReportContext, shown: ShownRecords) => Facts | Promise<Facts>;
  /** Its thumbnails take the page's room for pictures first. */
  readonly isPicturedFirst?: true;
  /** Corpus questions whose answers it shows in its own way. */
  readonly covers?: readonly { readonly id: string }[];
}

/** The facts of all sections of a list. */
export type CollectedBy<Sections> = Sections extends readonly [SectionFacts<infer Facts>, ...infer Rest]
  ? Facts & CollectedBy<Rest>
  : unknown;
