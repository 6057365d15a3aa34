import { nullScoresNeeded } from '../../../math/conformal.js';
import type { Reading } from '../../../text/reading.js';
import { type FittedDetector, FOLDS, type Passage, passageOf } from '../detectors/detector.js';
import type { Card } from './card.js';
import type { Domain } from './domain.js';
import type { Columns, Head } from './head.js';
import { LADDER } from './ladder.js';
import { normaliseForDetection } from './normalise.js';
import { ownScores } from './own-scores.js';

/** Texts less typical than this are refused; so is this share of texts that do belong. */
export const OUTSIDE_DOMAIN = 0.03;
/** An accusation asks more than a score does: texts less typical than this are never flagged. */
export const FLAGGED_TYPICALITY = 0.1;
/** A calibration that finds a smaller share of its own synthetic texts at the promised rate accuses nobody. */
export const USEFUL_POWER = 0.2;

/** What a text is judged from: the text alone, or also the scores computed elsewhere. */
export const BASES = ['text', 'text-and-scores'] as const;
export type Basis = (typeof BASES)[number];

export interface Scored {
  readonly basis: Basis;
  /** Probability of synthetic at even odds, 0 to 1: not the share of such texts that are. */
  readonly score: number;
  /** Conformal p-value against the calibration's human texts. */
  readonly pValue: number;
  /** Share of the calibration's texts that are at least as unusual; see `Domain`. */
  readonly typicality: number;
  /** Words that were read. */
  readonly words: number;
}

export type Assessment =
  | Scored
  | {
      readonly score: null;
      readonly refusal: 'outside-domain';
      readonly why: string;
      readonly typicality: number;
    }
  | { readonly score: null; readonly refusal: 'too-short'; readonly why: string; readonly typicality: null };

/** Detectors fitted on examples, with the domain where they hold. */
export class Calibration {
  constructor(
    readonly card: Card,
    readonly detectors: readonly FittedDetector[],
    /** Lengths at which texts are compared, ascending. */
    readonly steps: readonly number[],
    /** From the text alone. */
    readonly head: Head,
    /** From the text and the scores computed elsewhere; null where there were none. */
    readonly externalHead: Head | null,
    readonly domain: Domain,
  ) {}

  /** The combination of a basis; null where the calibration has none. */
  headOf(basis: Basis): Head | null {
    return basis === 'text' ? this.head : this.externalHead;
  }

  /** Those on which it judges. */
  get bases(): readonly Basis[] {
    return BASES.filter((basis) => this.headOf(basis) !== null);
  }

  /** The step at which a text of so many words is judged on a basis; −1 where it cannot be. */
  stepOf(words: number, basis: Basis): number {
    return this.headOf(basis)?.stepFor(this.steps, words) ?? -1;
  }

  /**
   * `external` holds the scores named on the card, in its order, where all are known; else, and where too few known
   * texts of such a length have scores, the text alone is judged, and ranked among known texts judged so.
   */
  assess(reading: Reading, external: readonly number[] | null = null): Assessment {
    const clean = normaliseForDetection(reading);
    const basis: Basis =
      external !== null && this.stepOf(clean.wordCount, 'text-and-scores') >= 0 ? 'text-and-scores' : 'text';
    const step = this.stepOf(clean.wordCount, basis);
    if (step < 0)
      return {
        score: null,
        refusal: 'too-short',
        typicality: null,
        why: `too short: ${clean.wordCount} words, the calibration needs ${this.steps[0] ?? 'more'}`,
      };
    const passage = passageOf(clean, this.steps[step]!);
    const typicality = this.domain.typicality(passage, step);
    if (typicality < OUTSIDE_DOMAIN)
      return {
        score: null,
        refusal: 'outside-domain',
        typicality,
        why: 'outside the calibration’s domain',
      };
    const fold = foldFor(passage);
    const columns: Columns = {
      own: ownScores(this.detectors, passage, fold),
      external: basis === 'text' ? NONE : Float64Array.from(external!),
    };
    return { ...this.headOf(basis)!.judge(columns, step, fold), basis, typicality, words: passage.words };
  }

  /** The combined score of as many words as detectors read: to rank texts, as a benchmark does. Null without words. */
  wholeScore(reading: Reading): number | null {
    const clean = normaliseForDetection(reading);
    if (clean.wordCount === 0) return null;
    const passage = passageOf(clean, LADDER.at(-1)!);
    const fold = foldFor(passage);
    return this.head.combine({ own: ownScores(this.detectors, passage, fold), external: NONE }, fold);
  }

  /** Why it may flag no text at all; null where it may on one basis at least. */
  wholeFlagRefusal(): string | null {
    return this.bases.some((basis) => this.flagRefusal(basis) === null) ? null : this.flagRefusal();
  }

  /**
   * Why it may flag no text that is judged so: it has too few human texts for the promised rate, or finds too few synthetic ones
   * to be worth an accusation. Null where it may, in sources that pass the test of the domain.
   */
  flagRefusal(basis: Basis = 'text'): string | null {
    const { promisedRate: rate } = this.card;
    const isJoined = basis === 'text-and-scores';
    const { human } = isJoined ? this.card.externalQuality! : this.card.fittedOn;
    if (human < nullScoresNeeded(rate))
      return `${human} human texts${isJoined ? ' with scores' : ''} cannot promise a false-positive rate of ${rate}: that takes ${nullScoresNeeded(rate)}`;
    const { truePositiveRateAtPromise: found } = isJoined ? this.card.externalQuality! : this.card.quality;
    if (found !== null && found.value < USEFUL_POWER)
      return `the calibration is too weak: at the promised rate it finds ${Math.round(100 * found.value)} % of its own synthetic texts`;
    return null;
  }
}

/** Whose models score a text: as good as random, and the same for the same text. */
function foldFor({ reading, words }: Passage): number {
  let hash = 0;
  for (let word = 0; word < words; word++) hash = (Math.imul(hash, 31) + reading.wordHash[word]!) | 0;
  return (Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> 8) % FOLDS;
}

const NONE = new Float64Array(0);
