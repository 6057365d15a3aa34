import type { AreaEstimate } from '../../../math/auc.js';
import type { Estimate } from '../../../math/intervals.js';

/** Grows with the shape of the card and of the files beside it. */
export const CARD_VERSION = 2;

/** What is known of a calibration: what it was fitted on, how well it reads, what it cannot see. */
export interface Card {
  readonly format: 'freckle-calibration@1';
  readonly name: string;
  /** Greatest share of human texts of its domain that it flags. */
  readonly promisedRate: number;
  readonly fittedOn: {
    readonly human: number;
    readonly synthetic: number;
    /** Prompts: groups of texts that open alike, or that share a value of the group column. */
    readonly groups: number;
    /** Texts left out because they had too few words. */
    readonly tooShort: number;
    /** Texts left out beyond the limit per side. */
    readonly beyondLimit: number;
  };
  /** Versions of what scores depend on, `reading@1`, `detector/syntax@1`… */
  readonly versions: readonly string[];
  /** Names of the scores computed elsewhere; empty where there are none. */
  readonly external: readonly string[];
  /** From the text alone; every text by models that have not seen it or another of its prompt. */
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
  /** False positives among the human texts, by a column that names who wrote them; empty where none was given. */
  readonly writers: readonly WriterRate[];
  readonly attacks: readonly AttackPower[];
}

/** How well synthetic texts are told from the human ones. */
export interface Quality {
  readonly area: AreaEstimate | null;
  /** Share of the synthetic texts flagged at the promised rate; null where the human texts are too few for it. */
  readonly truePositiveRateAtPromise: Estimate | null;
  /** At a tenth of the promised rate. */
  readonly truePositiveRateAtTenth: Estimate | null;
  /** Mean distance between stated probability and outcome at even odds, in ten bins of equal size; 0 to 1. */
  readonly expectedCalibrationError: number;
}

/** The texts of one generator beside all human ones. */
export interface GeneratorPower extends Quality {
  readonly generator: string;
  readonly texts: number;
}

/** All texts that are long enough, cut to one length. */
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
  /** All synthetic texts beside the human ones of these writers. */
  readonly area: AreaEstimate | null;
}

export interface AttackPower {
  readonly attack: string;
  readonly description: string;
  readonly texts: number;
  /** Share still flagged at the promised rate, beside what was flagged of the same texts before. */
  readonly before: number;
  readonly after: number;
}
