import type { Random } from '../../../core/random.js';
import { randomFrom } from '../../../math/random.js';
import type { Calibration } from '../calibration/calibration.js';
import { CorpusShare, type MeasuredText } from './corpus-share.js';
import { type FlagRule, flagRuleOf, isFlagged, isSuspect } from './flag-rule.js';
import { SHARE_LIMITS, type ShareEstimate } from './share.js';
import { TYPICALITY_BINS, typicalityBin, typicalityFit } from './typicality-test.js';

/** Sources with fewer texts are too small to show their domain: they are asked together. */
export const FEWEST_TEXTS_OF_SOURCE = SHARE_LIMITS.texts;
/** Findings of sources, and of the small ones together. */
export const sourceFinding = (source: string): string => `source:${source}`;
export const SMALL_SOURCES = 'small sources';

/** Sources and months beyond these, the smaller ones, get no share of their own. */
const GROUPS_SHOWN = 60;
const REFUSED_SHOWN = 20;

export interface GroupShare {
  readonly key: string;
  readonly records: number;
  readonly share: ShareEstimate;
}

/** What became of one source, or of the small ones together. */
export interface JudgedSource {
  /** Of the finding. */
  readonly id: string;
  /** Of the source, for people. */
  readonly name: string;
  readonly records: number;
  /** Texts that may be flagged or not: scored, and of no known origin. */
  readonly judged: number;
  /** Texts flagged; 0 where the source is refused. */
  readonly flagged: number;
  /** Why nothing in it is flagged; null where texts may be. */
  readonly refusal: string | null;
}

/** What a calibration says of a corpus and its parts. */
export interface JudgedCorpus {
  readonly share: ShareEstimate;
  /** The largest sources and months. */
  readonly bySource: readonly GroupShare[];
  readonly byMonth: readonly GroupShare[];
  /** Texts of no known origin that were scored in sources of the domain, and how many of them are flagged. */
  readonly judged: number;
  readonly flagged: number;
  /** Sources in which nothing is flagged, the largest first; those that are too small count as one. */
  readonly refused: {
    readonly sources: number;
    readonly records: number;
    readonly largest: readonly JudgedSource[];
  };
  /** Sources too small to show their domain, which were asked together, and whether they were refused. */
  readonly small: { readonly sources: number; readonly isRefused: boolean };
}

export interface SourceSink {
  /** A source whose texts may be flagged, with the finding they then belong to; small ones before their finding is judged. */
  readonly passed: (source: string, finding: string) => void;
  readonly judged: (source: JudgedSource) => void;
}

/** A text where it stands. */
export interface PlacedText extends MeasuredText {
  readonly source: string;
  /** `YYYY-MM`, or null. */
  readonly month: string | null;
}

interface Gathered {
  readonly key: string;
  records: number;
  readonly share: CorpusShare;
}

/** Gathers texts source by source, asks each source whether it is of the calibration's domain, and adds up the shares. */
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

  /** Texts of one source follow one another. */
  add(text: PlacedText): void {
    if (this.current?.source !== text.source) {
      this.finishSource();
      this.current = new SourceParts(text.source, this.calibration, this.rule);
    }
    this.current.add(text.month ?? 'undated', text);
  }

  /** After the last text: judges what is left, and gives the shares of the corpus and of its largest parts. */
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
    // What is flagged among the small ones must not come from the odd ones out.
    const isOdd = current.share.typicalityRefusal() !== null;
    this.small.addParts(current, isOdd);
    if (!isOdd) this.sink.passed(current.source, SMALL_SOURCES);
  }

  /** Adds a source to the corpus and its months; whether its texts may be flagged. */
  private judge(parts: SourceParts, id: string, tooFew: string | null = null): boolean {
    const outside = parts.share.domainRefusal();
    this.whole.addParts(parts.share, outside !== null);
    for (const [month, { records, share }] of parts.months) {
      let all = this.byMonth.get(month);
      if (all === undefined) {
        all = { key: month, records: 0, share: new CorpusShare(this.calibration) };
        this.byMonth.set(month, all);
      }
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

/** The texts of one source, by month. */
class SourceParts {
  records = 0;
  judged = 0;
  flagged = 0;
  /** Typicalities of the texts whose scores alone would flag them. */
  private readonly suspects = new Float64Array(TYPICALITY_BINS);
  readonly share: CorpusShare;
  readonly months = new Map<string, Gathered>();

  constructor(
    readonly source: string,
    private readonly calibration: Calibration,
    private readonly rule: FlagRule,
  ) {
    this.share = new CorpusShare(calibration);
  }

  add(month: string, text: MeasuredText): void {
    this.records++;
    this.share.add(text);
    const gathered = this.month(month);
    gathered.records++;
    gathered.share.add(text);
    const { score, known } = text;
    if (score === null || known !== null) return;
    this.judged++;
    if (!isSuspect(text, this.rule)) return;
    this.suspects[typicalityBin(text.typicality ?? 0)]!++;
    if (isFlagged(text, this.rule)) this.flagged++;
  }

  /** Adds a small source; nothing of it is flagged where it is odd. */
  addParts(other: SourceParts, isOdd: boolean): void {
    this.records += other.records;
    this.judged += other.judged;
    if (!isOdd) {
      this.flagged += other.flagged;
      for (const [bin, texts] of other.suspects.entries()) this.suspects[bin]! += texts;
    }
    this.share.addParts(other.share);
    for (const [month, { records, share }] of other.months) {
      const gathered = this.month(month);
      gathered.records += records;
      gathered.share.addParts(share);
    }
  }

  /**
   * A few texts of another domain do not make their source odd, but they make odd whatever is flagged in it: people's
   * texts that score as synthetic because they are of another kind are unlike the calibration's synthetic texts.
   */
  suspectRefusal(): string | null {
    if (this.suspects.every((texts) => texts === 0)) return null;
    const { excess, allowed } = typicalityFit(this.suspects);
    if (excess <= allowed) return null;
    return `the texts that score as synthetic are unlike those that the calibration knows (excess ${excess.toFixed(2)}, at most ${allowed.toFixed(2)} is allowed)`;
  }

  tooFew(): string | null {
    const { read } = this.share;
    return read >= FEWEST_TEXTS_OF_SOURCE
      ? null
      : `too few texts to show their domain: ${read}, it takes ${FEWEST_TEXTS_OF_SOURCE}`;
  }

  private month(key: string): Gathered {
    let gathered = this.months.get(key);
    if (gathered === undefined) {
      gathered = { key, records: 0, share: new CorpusShare(this.calibration) };
      this.months.set(key, gathered);
    }
    return gathered;
  }
}
