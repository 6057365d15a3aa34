import type { Calibration } from '../calibration/calibration.js';
import { CorpusShare, type MeasuredText } from './corpus-share.js';
import { type FlagRule, isFlagged, isSuspect } from './flag-rule.js';
import { SHARE_LIMITS } from './share.js';
import { TYPICALITY_BINS, typicalityBin, typicalityFit } from './typicality-test.js';

/** Sources with fewer texts are too small for the domain test and are judged together. */
export const FEWEST_TEXTS_OF_SOURCE = SHARE_LIMITS.texts;

/** Texts of one source or month. */
export interface Gathered {
  readonly key: string;
  records: number;
  readonly share: CorpusShare;
}

/** The texts with this key, created empty if absent. */
export function gatheredAs(key: string, among: Map<string, Gathered>, calibration: Calibration): Gathered {
  let gathered = among.get(key);
  if (gathered === undefined) {
    gathered = { key, records: 0, share: new CorpusShare(calibration) };
    among.set(key, gathered);
  }
  return gathered;
}

/** The texts of one source, by month. */
export class SourceParts {
  records = 0;
  judged = 0;
  flagged = 0;
  /** Typicalities of the texts that their scores alone would flag. */
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

  /** Adds a small source; nothing in an atypical one is flagged. */
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
   * A few texts of another domain do not make their source atypical, but they make its flagged texts atypical: human
   * texts that score as synthetic because of their domain are unlike the calibration's synthetic texts.
   */
  suspectRefusal(): string | null {
    if (this.suspects.every((texts) => texts === 0)) return null;
    const { excess, allowed } = typicalityFit(this.suspects);
    if (excess <= allowed) return null;
    return `the texts that score as synthetic are unlike the calibration’s examples (excess ${excess.toFixed(2)}, at most ${allowed.toFixed(2)} allowed)`;
  }

  tooFew(): string | null {
    const { read } = this.share;
    return read >= FEWEST_TEXTS_OF_SOURCE
      ? null
      : `too few texts for the domain test: ${read}, it needs ${FEWEST_TEXTS_OF_SOURCE}`;
  }

  private month(key: string): Gathered {
    return gatheredAs(key, this.months, this.calibration);
  }
}
