import type { Random } from '../../../core/random.js';
import { randomFrom } from '../../../math/random.js';
import type { Calibration } from '../calibration/calibration.js';
import { CorpusShare, type MeasuredText } from './corpus-share.js';
import { type FlagRule, flagRuleOf } from './flag-rule.js';
import type { GroupShare, JudgedCorpus, JudgedSource } from './judged-corpus.js';
import { FEWEST_TEXTS_OF_SOURCE, type Gathered, gatheredAs, SourceParts } from './source-parts.js';

/** Ids of the findings of sources; small sources share one. */
export const sourceFinding = (source: string): string => `source:${source}`;
export const SMALL_SOURCES = 'small sources';

/** Only the largest sources and months get a share of their own. */
const GROUPS_SHOWN = 60;
const REFUSED_SHOWN = 20;

export interface SourceSink {
  /** A source whose texts may be flagged, with their finding. Small sources pass before their finding is judged. */
  readonly passed: (source: string, finding: string) => void;
  readonly judged: (source: JudgedSource) => void;
}

/** A text with its source and month. */
export interface PlacedText extends MeasuredText {
  readonly source: string;
  /** `YYYY-MM`, or null. */
  readonly month: string | null;
}

/** Collects texts source by source, tests each source's domain, and adds up the shares. */
export class JudgedSources {
  private readonly random: Random;
  private readonly rule: FlagRule;
  private readonly whole: CorpusShare;
  private readonly byMonth = new Map<string, Gathered>();
  private largest: Gathered[] = [];
  private current: SourceParts | null = null;
  private readonly small: SourceParts;
  private smallSources = 0;
  private isSmallRefused = false;
  private judged = 0;
  private flagged = 0;
  private refusedSources = 0;
  private refusedRecords = 0;
  private refused: JudgedSource[] = [];

  constructor(
    private readonly calibration: Calibration,
    private readonly sink: SourceSink,
  ) {
    this.random = randomFrom('share').split(calibration.card.name);
    this.whole = new CorpusShare(calibration);
    this.rule = flagRuleOf(calibration);
    this.small = new SourceParts('', calibration, this.rule);
  }

  /** Expects the texts of one source in succession. */
  add(text: PlacedText): void {
    if (this.current?.source !== text.source) {
      this.finishSource();
      this.current = new SourceParts(text.source, this.calibration, this.rule);
    }
    this.current.add(text.month ?? 'undated', text);
  }

  /**
   * Called after the last text: judges the remaining sources and estimates the shares of the corpus and its largest
   * parts.
   */
  finish(): JudgedCorpus {
    this.finishSource();
    this.current = null;
    if (this.smallSources > 0)
      this.isSmallRefused = !this.judge(this.small, SMALL_SOURCES, this.small.tooFew());
    const { random } = this;
    const listed = (kind: string, groups: readonly Gathered[]): GroupShare[] =>
      groups.map(({ key, records, share }) => ({
        key,
        records,
        share: share.estimate(random.split(kind, key)),
      }));
    const months = largest([...this.byMonth.values()], ({ key }) => key, GROUPS_SHOWN);
    const sources = largest(this.largest, ({ key }) => key, GROUPS_SHOWN);
    return {
      share: this.whole.estimate(random.split('all')),
      bySource: listed('source', sources),
      byMonth: listed('month', months).sort((a, b) => (a.key < b.key ? -1 : 1)),
      judged: this.judged,
      flagged: this.flagged,
      refused: {
        sources: this.refusedSources,
        records: this.refusedRecords,
        largest: largest(this.refused, ({ id }) => id, REFUSED_SHOWN),
      },
      small: { sources: this.smallSources, isRefused: this.isSmallRefused },
    };
  }

  private finishSource(): void {
    const { current } = this;
    if (current === null) return;
    this.largest.push({ key: current.source, records: current.records, share: current.share });
    if (this.largest.length >= 4 * GROUPS_SHOWN)
      this.largest = largest(this.largest, ({ key }) => key, GROUPS_SHOWN);
    if (current.share.read >= FEWEST_TEXTS_OF_SOURCE) {
      const id = sourceFinding(current.source);
      if (this.judge(current, id)) this.sink.passed(current.source, id);
      return;
    }
    this.smallSources++;
    // Atypical small sources must not contribute flagged texts.
    const isOdd = current.share.typicalityRefusal() !== null;
    this.small.addParts(current, isOdd);
    if (!isOdd) this.sink.passed(current.source, SMALL_SOURCES);
  }

  /** Adds a source to the corpus and its months. Returns whether its texts may be flagged. */
  private judge(parts: SourceParts, id: string, tooFew: string | null = null): boolean {
    const outside = parts.share.domainRefusal();
    this.whole.addParts(parts.share, outside !== null);
    for (const [month, { records, share }] of parts.months) {
      const all = gatheredAs(month, this.byMonth, this.calibration);
      all.records += records;
      all.share.addParts(share, outside !== null);
    }
    const refusal = this.calibration.wholeFlagRefusal() ?? tooFew ?? outside ?? parts.suspectRefusal();
    const { records, judged } = parts;
    const flagged = refusal === null ? parts.flagged : 0;
    const name = id === SMALL_SOURCES ? SMALL_SOURCES : parts.source;
    const source: JudgedSource = { id, name, records, judged, flagged, refusal };
    if (refusal === null) {
      this.judged += judged;
      this.flagged += flagged;
    } else this.refuse(source);
    this.sink.judged(source);
    return refusal === null;
  }

  private refuse(source: JudgedSource): void {
    this.refusedSources++;
    this.refusedRecords += source.records;
    this.refused.push(source);
    if (this.refused.length >= 4 * REFUSED_SHOWN)
      this.refused = largest(this.refused, ({ id }) => id, REFUSED_SHOWN);
  }
}

const largest = <T extends { readonly records: number }>(
  groups: readonly T[],
  nameOf: (group: T) => string,
  count: number,
): T[] =>
  [...groups].sort((a, b) => b.records - a.records || (nameOf(a) < nameOf(b) ? -1 : 1)).slice(0, count);
