import { nullScoresNeeded } from '../../../math/conformal.js';
import type { Reading } from '../../../text/reading.js';
import { type FittedDetector, FOLDS, type Passage, passageOf } from '../detectors/detector.js';
import type { Card } from './card.js';
import type { Domain } from './domain.js';
import type { Columns, Head } from './head.js';
import { LADDER } from './ladder.js';
import { normaliseForDetection } from './normalise.js';
import { ownScores } from './own-scores.js';

/** Texts less typical than this are refused. The same share of texts inside the domain is refused too. */
export const OUTSIDE_DOMAIN = 0.03;
/** Flagging needs more than a score: texts less typical than this are never flagged. */
export const FLAGGED_TYPICALITY = 0.1;
/** A calibration that finds a smaller share of its own synthetic texts at the promised rate flags nothing. */
export const USEFUL_POWER = 0.2;

/** Inputs of a judgement: the text alone, or also the scores computed elsewhere. */
export const BASES = ['text', 'text-and-scores'] as const;
export type Basis = (typeof BASES)[number];

export interface Scored {
  readonly basis: Basis;
  /** Probability of synthetic at even prior odds, 0 to 1. Not the share of such texts that are synthetic. */
  readonly score: number;
  /** Conformal p-value against the calibration's human texts. */
  readonly pValue: number;
  /** Share of the calibration's texts that are at least as unusual; see `Domain`. */
  readonly typicality: number;
  /** Number of words read. */
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

/** Detectors fitted on examples, and the domain in which they are valid. */
export class Calibration {
  constructor(
    readonly card: Card,
    readonly detectors: readonly FittedDetector[],
    /** Lengths at which texts are compared, ascending. */
    readonly steps: readonly number[],
    /** Combines scores from the text alone. */
    readonly head: Head,
    /** Combines scores from the text and those computed elsewhere; null without the latter. */
    readonly externalHead: Head | null,
    readonly domain: Domain,
  ) {}

  /** The combination of a basis; null where the calibration has none. */
  headOf(basis: Basis): Head | null {
    return basis === 'text' ? this.head : this.externalHead;
  }

  /** The bases for which it has a combination. */
  get bases(): readonly Basis[] {
    return BASES.filter((basis) => this.headOf(basis) !== null);
  }

  /** Step at which a text of the given number of words is judged on a basis; −1 for texts that are too short. */
  stepOf(words: number, basis: Basis): number {
    return this.headOf(basis)?.stepFor(this.steps, words) ?? -1;
  }

  /**
   * `external` holds the scores named on the card, in its order; null where one is missing. Without them, or with too
   * few known texts of this length that have them, the text alone is judged and ranked among known texts judged the
   * same way.
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
        why: `too short: ${clean.wordCount} words, the calibration needs at least ${this.steps[0] ?? 'more'}`,
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

  /** Combined score of the longest passage that detectors read, for ranking texts in benchmarks. Null without words. */
  wholeScore(reading: Reading): number | null {
    const clean = normaliseForDetection(reading);
    if (clean.wordCount === 0) return null;
    const passage = passageOf(clean, LADDER.at(-1)!);
    const fold = foldFor(passage);
    return this.head.combine({ own: ownScores(this.detectors, passage, fold), external: NONE }, fold);
  }

  /** Reason why it flags nothing at all; null where at least one basis allows flagging. */
  wholeFlagRefusal(): string | null {
    return this.bases.some((basis) => this.flagRefusal(basis) === null) ? null : this.flagRefusal();
  }

  /**
   * Reason why it flags nothing on this basis: too few human texts for the promised rate, or too low a detection rate.
   * Null where flagging is allowed, in sources that pass the domain tests.
   */
  flagRefusal(basis: Basis = 'text'): string | null {
    const { promisedRate: rate } = this.card;
    const isJoined = basis === 'text-and-scores';
    const { human } = isJoined ? this.card.externalQuality! : this.card.fittedOn;
    if (human < nullScoresNeeded(rate))
      return `a false-positive rate of ${rate} needs ${nullScoresNeeded(rate)} human texts${isJoined ? ' with scores' : ''}, the calibration has ${human}`;
    const { truePositiveRateAtPromise: found } = isJoined ? this.card.externalQuality! : this.card.quality;
    if (found !== null && found.value < USEFUL_POWER)
      return `the calibration is too weak: it finds ${Math.round(100 * found.value)} % of its own synthetic texts at the promised rate`;
    return null;
  }
}

/** The fold whose models score a text: pseudorandom, and always the same for the same text. */
function foldFor({ reading, words }: Passage): number {
  let hash = 0;
  for (let word = 0; word < words; word++) hash = (Math.imul(hash, 31) + reading.wordHash[word]!) | 0;
  return (Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> 8) % FOLDS;
}

const NONE = new Float64Array(0);
