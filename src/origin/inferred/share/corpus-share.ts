import type { Random } from '../../../core/random.js';
import { wilsonInterval } from '../../../math/intervals.js';
import { binomialTail } from '../../../math/special.js';
import { BASES, type Basis, type Calibration, OUTSIDE_DOMAIN } from '../calibration/calibration.js';
import { LEVELS, levelOf } from '../calibration/levels.js';
import { accumulate, total } from './counts.js';
import { mixtureFit } from './fit-test.js';
import { estimateShare, type Observed, SHARE_LIMITS, type ShareEstimate } from './share.js';
import { TYPICALITY_BINS, typicalityBin, typicalityFit } from './typicality-test.js';

/** A corpus with a larger share of refused texts is outside the calibration's domain. */
export const TOLERATED_OUTSIDE = 0.1;
/** Significance level of the test that the promised rate holds on texts of known human authors. */
const BROKEN_PROMISE = 0.001;

/** The measurements of one text. */
export interface MeasuredText {
  /** Number of words according to the reading. */
  readonly words: number;
  /** Basis of its score. */
  readonly basis: Basis;
  /** Null for texts that are too short or outside the domain. */
  readonly score: number | null;
  /** Null for texts that are too short. */
  readonly typicality: number | null;
  /** Origin, where known without detectors. */
  readonly known: 'human' | 'synthetic' | null;
  /** Null where the score is. */
  readonly pValue: number | null;
}

/**
 * Collects a calibration's results for the texts of one corpus, source or month, and estimates their synthetic share.
 * Texts of known origin (signed, watermarked, declared, dated before the cut-off) enter with that origin.
 */
export class CorpusShare {
  /**
   * By basis and step, for those that occur. Texts judged with scores computed elsewhere are compared among themselves.
   * Sparse, because every source has an instance.
   */
  private readonly levels = new Map<number, Float64Array>();
  private readonly typicalities = new Float64Array(TYPICALITY_BINS);
  private outside = 0;
  private unscored = 0;
  private human = 0;
  private synthetic = 0;
  private humanScored = 0;
  private humanFlagged = 0;

  constructor(private readonly calibration: Pick<Calibration, 'steps' | 'stepOf' | 'headOf' | 'card'>) {}

  add({ words, basis, score, pValue, typicality, known }: MeasuredText): void {
    if (typicality !== null) this.typicalities[typicalityBin(typicality)]!++;
    if (known !== null) this.addKnown(known, pValue);
    else if (score !== null) this.addScored(words, basis, score);
    else if (typicality !== null) this.outside++;
    else this.unscored++;
  }

  private addKnown(origin: 'human' | 'synthetic', pValue: number | null): void {
    if (origin === 'synthetic') {
      this.synthetic++;
      return;
    }
    this.human++;
    if (pValue === null) return;
    this.humanScored++;
    if (pValue <= this.calibration.card.promisedRate) this.humanFlagged++;
  }

  private addScored(words: number, basis: Basis, score: number): void {
    const step = this.calibration.stepOf(words, basis);
    if (step < 0) this.unscored++;
    else this.levelsAt(BASES.indexOf(basis) * this.calibration.steps.length + step)[levelOf(score)]!++;
  }

  private levelsAt(at: number): Float64Array {
    let levels = this.levels.get(at);
    if (levels === undefined) {
      levels = new Float64Array(LEVELS);
      this.levels.set(at, levels);
    }
    return levels;
  }

  /** Adds the texts of another instance of the same calibration; with `isOutside`, all as outside the domain. */
  addParts(other: CorpusShare, isOutside = false): void {
    this.human += other.human;
    this.synthetic += other.synthetic;
    this.unscored += other.unscored;
    this.outside += other.outside;
    if (isOutside) {
      this.outside += other.scored;
      return;
    }
    for (const [at, levels] of other.levels) accumulate(this.levelsAt(at), levels);
    accumulate(this.typicalities, other.typicalities);
    this.humanScored += other.humanScored;
    this.humanFlagged += other.humanFlagged;
  }

  /** Number of texts long enough for the domain test. */
  get read(): number {
    return total(this.typicalities);
  }

  private get scored(): number {
    let sum = 0;
    for (const levels of this.levels.values()) sum += total(levels);
    return sum;
  }

  /** The share among all scored or known texts, or the reason for a refusal. */
  estimate(random: Random): ShareEstimate {
    const { scored } = this;
    const known = this.human + this.synthetic;
    if (scored + this.outside === 0) {
      if (known === 0)
        return { value: null, why: this.unscored > 0 ? 'every text is too short' : 'no texts' };
      const value = this.synthetic / known;
      return { value, low: value, high: value, level: 0.95, raw: value };
    }
    const refusal = this.domainRefusal() ?? this.powerRefusal();
    if (refusal !== null) return { value: null, why: refusal };
    const estimate = estimateShare(this.observed(), random);
    if (estimate.value === null || known === 0) return estimate;
    const blend = (share: number): number => (this.synthetic + share * scored) / (known + scored);
    return {
      ...estimate,
      value: blend(estimate.value),
      low: blend(estimate.low),
      high: blend(estimate.high),
    };
  }

  /** Reason why these texts are outside the calibration's domain, or null. */
  domainRefusal(): string | null {
    return (
      this.outsideRefusal() ?? this.typicalityRefusal() ?? this.mixtureRefusal() ?? this.promiseRefusal()
    );
  }

  private outsideRefusal(): string | null {
    const texts = this.scored + this.outside;
    if (texts === 0) return null;
    const [low] = wilsonInterval(this.outside, texts);
    if (low <= TOLERATED_OUTSIDE) return null;
    return `outside the calibration’s domain: ${percent(this.outside / texts)} of the texts are unlike its examples, expected ${percent(OUTSIDE_DOMAIN)}`;
  }

  /** Reason why the texts as a whole are too unusual, even if each one passes, or null. */
  typicalityRefusal(): string | null {
    if (this.read === 0) return null;
    const { excess, allowed } = typicalityFit(this.typicalities);
    if (excess <= allowed) return null;
    return `outside the calibration’s domain: the texts are more unusual than its examples (excess ${excess.toFixed(2)}, at most ${allowed.toFixed(2)} allowed)`;
  }

  private mixtureRefusal(): string | null {
    if (this.scored === 0) return null;
    const { distance, allowed } = mixtureFit(this.observed());
    if (distance <= allowed) return null;
    return `outside the calibration’s domain: no mixture of its human and synthetic texts fits the scores (distance ${distance.toFixed(2)}, at most ${allowed.toFixed(2)} allowed)`;
  }

  private promiseRefusal(): string | null {
    const { humanScored, humanFlagged } = this;
    if (binomialTail(humanFlagged, humanScored, this.calibration.card.promisedRate) >= BROKEN_PROMISE)
      return null;
    return `the promised false-positive rate does not hold here: ${humanFlagged} of ${humanScored} texts known to be human score as synthetic`;
  }

  private powerRefusal(): string | null {
    const { card, steps } = this.calibration;
    for (const basis of BASES) {
      const area = (basis === 'text' ? card.quality : card.externalQuality)?.area;
      if (area == null || area.value >= SHARE_LIMITS.area) continue;
      const isUsed = [...this.levels.keys()].some((at) => BASES[Math.floor(at / steps.length)] === basis);
      if (isUsed)
        return `the calibration is too weak: its AUROC on its own texts is ${area.value.toFixed(2)}, a share needs ${SHARE_LIMITS.area}`;
    }
    return null;
  }

  private observed(): Observed[] {
    const { length } = this.calibration.steps;
    return [...this.levels]
      .sort(([a], [b]) => a - b)
      .map(([at, levels]) => ({
        levels,
        reference: this.calibration.headOf(BASES[Math.floor(at / length)]!)!.steps[at % length]!,
      }));
  }
}

const percent = (share: number): string => `${Math.round(1000 * share) / 10} %`;
