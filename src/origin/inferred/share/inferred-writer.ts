import type { Engine } from '../../../core/engine.js';
import type { Finding } from '../../../core/finding.js';
import type { Calibration } from '../calibration/calibration.js';
import { type FlagRule, flagRuleOf, isFlagged } from './flag-rule.js';
import { INFERRED_SYNTHETIC } from './inferred-answer.js';
import type { JudgedSource } from './judged-corpus.js';
import { SMALL_SOURCES, type SourceSink } from './judged-sources.js';
import type { RecordedText } from './measured-text.js';

/** Writes findings, passed sources (table `inferred_sources`) and texts (table `inferred_texts`), in batches. */
export class InferredWriter implements SourceSink {
  private sources: [string[], string[]] = [[], []];
  private findings: [string[], string[], string[], number[], string[]] = [[], [], [], [], []];

  private texts: [number[], string[], (number | null)[], number[], number[], number[]] = [
    [],
    [],
    [],
    [],
    [],
    [],
  ];
  private readonly rule: FlagRule;

  constructor(
    private readonly engine: Engine,
    calibration: Calibration,
  ) {
    this.rule = flagRuleOf(calibration);
  }

  /** Keeps a text that may be flagged or that counts for the flag rates. */
  text(text: RecordedText): void {
    const { record, source, pValue, known, isByPeople } = text;
    const flagged = isFlagged(text, this.rule);
    const isShown = isByPeople && pValue !== null;
    if (!isShown && !flagged) return;
    const values = [record, source, pValue, Number(flagged), Number(known !== null), Number(isShown)];
    for (const [column, value] of values.entries()) (this.texts[column] as unknown[]).push(value);
  }

  passed(source: string, finding: string): void {
    this.sources[0].push(source);
    this.sources[1].push(finding);
  }

  judged(source: JudgedSource): void {
    const { id, summary, detail } = findingOf(source);
    const values = [INFERRED_SYNTHETIC.id, id, summary, source.flagged, JSON.stringify(detail)];
    for (const [column, value] of values.entries()) (this.findings[column] as unknown[]).push(value);
  }

  /** Writes the buffered rows. @throws EngineError */
  async flush(): Promise<void> {
    await this.engine.append('inferred_sources', this.sources);
    await this.engine.append('findings', this.findings);
    await this.engine.append('inferred_texts', this.texts);
    this.sources = [[], []];
    this.findings = [[], [], [], [], []];
    this.texts = [[], [], [], [], [], []];
  }
}

/** The finding of a source: the number of flagged texts, or the reason why none is flagged. */
export function findingOf(source: JudgedSource): Omit<Finding, 'metric' | 'members'> {
  const { id, records, judged, flagged, refusal } = source;
  return {
    id,
    summary:
      refusal === null
        ? `${flagged} of ${judged} texts ${id === SMALL_SOURCES ? 'of the small sources, judged together,' : 'of this source'} score as synthetic at the promised rate.`
        : `Nothing in ${id === SMALL_SOURCES ? 'the small sources' : 'this source'} is flagged: ${refusal}.`,
    detail: { records, judged, flagged, refusal },
  };
}
