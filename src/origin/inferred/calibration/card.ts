import type { AreaEstimate } from '../../../math/auc.js';
import type { Estimate } from '../../../math/intervals.js';

/** Grows whenever the shape of the card or of its files changes. */
export const CARD_VERSION = 2;

/** Describes a calibration: its training texts, its measured quality and its weaknesses. */
export interface Card {
  readonly format: 'freckle-calibration@1';
  readonly name: string;
  /** Promised false-positive rate on human texts of its domain. */
  readonly promisedRate: number;
  readonly fittedOn: {
    readonly human: number;
    readonly synthetic: number;
    /** Groups of texts (prompts): texts with the same opening, or the same value of the group column. */
    readonly groups: number;
    /** Texts skipped because they had too few words. */
    readonly tooShort: number;
    /** Texts skipped beyond the limit per side. */
    readonly beyondLimit: number;
  };
  /** Versions that scores depend on: `reading@1`, `detector/syntax@1`… */
  readonly versions: readonly string[];
  /** Names of the scores computed elsewhere; may be empty. */
  readonly external: readonly string[];
  /** From the text alone. Every text is scored by models that saw neither it nor its prompt. */
  readonly quality: Quality;
  /** With the scores computed elsewhere, on the texts that have all of them. */
  readonly externalQuality: (Quality & { readonly human: number; readonly synthetic: number }) | null;
  readonly detectors: readonly {
    readonly id: string;
    readonly title: string;
    readonly area: AreaEstimate | null;
  }[];
  readonly generators: readonly GeneratorPower[];
  readonly lengths: readonly LengthPower[];
  /** False positives among the human texts by writer; empty without a writer column. */
  readonly writers: readonly WriterRate[];
  readonly attacks: readonly AttackPower[];
}

/** How well synthetic and human texts are separated. */
export interface Quality {
  readonly area: AreaEstimate | null;
  /** Share of the synthetic texts flagged at the promised rate; null with too few human texts. */
  readonly truePositiveRateAtPromise: Estimate | null;
  /** At a tenth of the promised rate. */
  readonly truePositiveRateAtTenth: Estimate | null;
  /** Mean distance between stated probability and outcome at even odds, in ten bins of equal size; 0 to 1. */
  readonly expectedCalibrationError: number;
}

/** Texts of one generator against all human texts. */
export interface GeneratorPower extends Quality {
  readonly generator: string;
  readonly texts: number;
}

/** All sufficiently long texts, cut to one length. */
export interface LengthPower extends Quality {
  readonly words: number;
  readonly human: number;
  readonly synthetic: number;
}

/** False positives among the texts of one group of writers. */
export interface WriterRate {
  readonly writer: string;
  readonly texts: number;
  readonly flagged: number;
  /** 95 % interval of the false-positive rate. */
  readonly low: number;
  readonly high: number;
  /** AUROC of all synthetic texts against the human texts of these writers. */
  readonly area: AreaEstimate | null;
}

export interface AttackPower {
  readonly attack: string;
  readonly description: string;
  readonly texts: number;
  /** Shares of the same texts flagged at the promised rate, before and after the attack. */
  readonly before: number;
  readonly after: number;
}
