import type { Random } from '../../core/random.js';
import { wilsonInterval } from '../../math/intervals.js';
import { BASES, type Basis, type Calibration, OUTSIDE_DOMAIN } from '../calibration/calibration.js';
import { mixtureFit } from './fit-test.js';
import { LEVELS, levelOf } from './levels.js';
import { estimateShare, type Observed, type ShareEstimate } from './share.js';

/** Share of refused texts beyond which a corpus is not the calibration's domain. */
export const TOLERATED_OUTSIDE = 0.1;

/**
 * Gathers what a calibration said of the texts of one corpus, source or month, and estimates their synthetic share.
 * Texts whose origin is known (signed, watermarked, declared, captured before models wrote) enter as what they are.
 */
export class CorpusShare {
  /** Shape (bases × steps, LEVELS): texts judged with scores computed elsewhere are compared among such. */
  private readonly levels: Float64Array[];
  private outside = 0;
  private unscored = 0;
  private human = 0;
  private synthetic = 0;

  constructor(private readonly calibration: Pick<Calibration, 'steps' | 'stepOf' | 'headOf'>) {
    this.levels = BASES.flatMap(() => calibration.steps.map(() => new Float64Array(LEVELS)));
  }

  /** Texts of one length and score; `words` as counted by the reading. */
  addScored(words: number, score: number, basis: Basis = 'text', count = 1): void {
    const { steps } = this.calibration;
    const step = this.calibration.stepOf(words, basis);
    if (step < 0) {
      this.unscored += count;
      return;
    }
    const levels = this.levels[BASES.indexOf(basis) * steps.length + step]!;
    levels[levelOf(score)] = levels[levelOf(score)]! + count;
  }

  /** Texts that the domain test refused. */
  addOutside(count = 1): void {
    this.outside += count;
  }

  /** Texts that no detector reads: too short. They are left out of the share. */
  addUnscored(count = 1): void {
    this.unscored += count;
  }

  addKnown(origin: 'human' | 'synthetic', count = 1): void {
    if (origin === 'human') this.human += count;
    else this.synthetic += count;
  }

  /** Adds the texts of another gathering by the same calibration; all as outside its domain where they are. */
  addParts(other: CorpusShare, isOutside = false): void {
    for (const [step, levels] of other.levels.entries())
      if (isOutside) this.outside += total(levels);
      else for (let level = 0; level < LEVELS; level++) this.levels[step]![level]! += levels[level]!;
    this.outside += other.outside;
    this.unscored += other.unscored;
    this.human += other.human;
    this.synthetic += other.synthetic;
  }

  /** The share among all texts that were scored or known, or why it is refused. */
  estimate(random: Random): ShareEstimate {
    const scored = this.levels.reduce((sum, levels) => sum + total(levels), 0);
    const known = this.human + this.synthetic;
    if (scored + this.outside === 0) {
      if (known === 0)
        return { value: null, why: this.unscored > 0 ? 'every text is too short' : 'no texts' };
      const value = this.synthetic / known;
      return { value, low: value, high: value, level: 0.95, raw: value };
    }
    const refusal = this.domainRefusal(scored);
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

  /** Why these texts are not of the calibration's domain; null where they may be. */
  domainRefusal(scored = this.levels.reduce((sum, levels) => sum + total(levels), 0)): string | null {
    const read = scored + this.outside;
    if (read === 0) return null;
    const [low] = wilsonInterval(this.outside, read);
    if (low > TOLERATED_OUTSIDE)
      return `outside the calibration’s domain: ${percent(this.outside / read)} of the texts are unlike its examples, where ${percent(OUTSIDE_DOMAIN)} is expected`;
    if (scored === 0) return null;
    const { distance, allowed } = mixtureFit(this.observed());
    if (distance > allowed)
      return `outside the calibration’s domain: the scores fit no mixture of its human and synthetic texts (distance ${distance.toFixed(2)}, at most ${allowed.toFixed(2)} by chance)`;
    return null;
  }

  private observed(): Observed[] {
    const { length } = this.calibration.steps;
    return this.levels.flatMap((levels, at) => {
      const head = this.calibration.headOf(BASES[Math.floor(at / length)]!);
      return total(levels) === 0 || head === null ? [] : [{ levels, reference: head.steps[at % length]! }];
    });
  }
}

const total = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0);
const percent = (share: number): string => `${Math.round(1000 * share) / 10} %`;
