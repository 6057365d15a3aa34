import type { Engine } from '../../core/engine.js';
import type { Finding } from '../../core/finding.js';
import { INFERRED_SYNTHETIC } from './inferred-answer.js';
import { type JudgedSource, SMALL_SOURCES, type SourceSink } from './judged-sources.js';

/** Writes findings, and the sources that passed into the table `inferred_sources`, in batches. */
export class InferredWriter implements SourceSink {
  private sources: [string[], string[]] = [[], []];
  private findings: [string[], string[], string[], number[], string[]] = [[], [], [], [], []];

  constructor(private readonly engine: Engine) {}

  passed(source: string, finding: string): void {
    this.sources[0].push(source);
    this.sources[1].push(finding);
  }

  judged(source: JudgedSource): void {
    const { id, summary, detail } = findingOf(source);
    const values = [INFERRED_SYNTHETIC.id, id, summary, source.flagged, JSON.stringify(detail)];
    for (const [column, value] of values.entries()) (this.findings[column] as unknown[]).push(value);
  }

  /** Writes what is held. @throws EngineError */
  async flush(): Promise<void> {
    await this.engine.append('inferred_sources', this.sources);
    await this.engine.append('findings', this.findings);
    this.sources = [[], []];
    this.findings = [[], [], [], [], []];
  }
}

/** Whether its texts may be flagged, in a sentence. Its id is that of the finding. */
export function findingOf(source: JudgedSource): Omit<Finding, 'metric' | 'members'> {
  const { id, records, judged, flagged, refusal } = source;
  return {
    id,
    summary:
      refusal === null
        ? `${flagged} of ${judged} texts of its source${id === SMALL_SOURCES ? ', one of the small ones asked together,' : ''} score as synthetic at the promised rate.`
        : `Nothing in its source is flagged: ${refusal}.`,
    detail: { records, judged, flagged, refusal },
  };
}
