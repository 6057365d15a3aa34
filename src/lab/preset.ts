import type { Random } from '../core/random.js';

/** A number a paper printed, with the place it stands. */
export interface Printed {
  readonly value: string;
  readonly source: string;
}

/** `shown` is for readers and takes no part in the judgement. */
export type Verdict = 'reproduced' | 'failed' | 'not-run' | 'shown';

/** One compared number: the paper's or the closed form's beside ours, and the rule that judged it. */
export interface Comparison {
  readonly quantity: string;
  /** What a paper or its published data printed; null where it printed nothing. */
  readonly printed: Printed | null;
  /** What the closed form gives; null where there is none. */
  readonly expected: number | null;
  readonly ours: number | null;
  /** 95 % interval of ours; null where ours is exact or one run. */
  readonly interval: readonly [number, number] | null;
  /** The pass rule in words, e.g. `within 3 % of the closed form`. */
  readonly rule: string;
  readonly verdict: Verdict;
  /** Why there is no number, or what a reader should know about this one. */
  readonly note?: string;
}

/** A curve for the report page: one line of a preset's picture. */
export interface Curve {
  readonly name: string;
  readonly kind: 'ours' | 'closed-form' | 'printed';
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly low?: readonly number[];
  readonly high?: readonly number[];
}

export interface Figure {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly isLogX?: boolean;
  readonly isLogY?: boolean;
  readonly curves: readonly Curve[];
}

/** Pictures of the generations side by side, in [0, 1] where 1 is ink; the first row may be real ones. */
export interface PictureStrip {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly rows: readonly { readonly name: string; readonly pictures: readonly ArrayLike<number>[] }[];
}

/** One generation's values: shares in the strip's bars, adding up to 1, and the 1 %, 50 % and 99 % quantiles. */
export interface HistogramRow {
  readonly name: string;
  readonly shares: readonly number[];
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** How a quantity lies in each generation, one under another on one scale, real data behind each. */
export interface HistogramStrip {
  readonly title: string;
  readonly xLabel: string;
  /** Of what the bars hold shares. */
  readonly unit: string;
  /** Outer edges of the bars, which are equally wide in the logarithm. */
  readonly range: readonly [number, number];
  readonly real: HistogramRow;
  readonly rows: readonly HistogramRow[];
}

/** Texts of the generations one under another. */
export interface TextStrip {
  readonly title: string;
  readonly rows: readonly { readonly name: string; readonly text: string }[];
}

export interface PresetOutcome {
  readonly comparisons: readonly Comparison[];
  readonly figures: readonly Figure[];
  readonly histograms?: readonly HistogramStrip[];
  readonly pictures?: readonly PictureStrip[];
  readonly texts?: readonly TextStrip[];
}

/** Real data a preset may ask for; null where it was not found, and the preset then is `not-run`. */
export interface LabData {
  /** Running text of wikitext-2. */
  readonly wikitext: { readonly train: string; readonly valid: string; readonly test: string } | null;
  /** The 10,000 test digits of MNIST, count × 784 bytes. */
  readonly mnist: { readonly pixels: Uint8Array; readonly labels: Uint8Array } | null;
  /** Drawings of 28 × 28 bytes, 0 is paper. */
  readonly quickdraw: { readonly bird: Uint8Array; readonly flower: Uint8Array } | null;
}

export const NO_DATA: LabData = { wikitext: null, mnist: null, quickdraw: null };

export interface PresetContext {
  readonly random: Random;
  readonly data: LabData;
  /** A reduced run; `Preset.quickReduction` says what is reduced. */
  readonly isQuick: boolean;
  /** Called now and then with the share done in [0, 1]. */
  readonly progress: (share: number, note?: string) => void;
  /** Becomes aborted when the user stops the run; long presets look at it and throw. */
  readonly signal?: AbortSignal;
}

/** What kind of thing is trained: closed forms and small models, language models, networks. */
export const PRESET_KINDS = ['exact', 'language', 'neural'] as const;
export type PresetKind = (typeof PRESET_KINDS)[number];

/**
 * A published experiment: its protocol, the loops it runs, and the printed numbers and rules that judge them. Loops give
 * numbers and no verdict, so numbers that were kept can be judged again, and made-up ones too.
 */
export interface Preset<Numbers = unknown> {
  readonly id: string;
  readonly title: string;
  readonly paper: string;
  /** What is done, in sentences that a reader could repeat it from. */
  readonly protocol: string;
  /** Which of the field's definitions of collapse it measures (Schaeffer et al., arXiv 2503.03150). */
  readonly definition: 'test loss on real data' | 'deformation of the distribution' | 'scaling';
  /** `exact` presets fit in closed form or by EM, `language` ones count words, `neural` ones train by gradients. */
  readonly kind: PresetKind;
  /** What `--quick` leaves out; null when the quick run is the full one. */
  readonly quickReduction: string | null;
  readonly needs: readonly (keyof LabData)[];
  /** Seconds of one core, as once measured: the longest begin first, and progress is weighed by them. */
  readonly seconds: { readonly full: number; readonly quick: number };
  /** Names of the independent parts it is measured in, in order, so that a runner may spread them over workers. */
  readonly parts: (isQuick: boolean) => readonly string[];
  /** Runs one part. Its random is the whole experiment's; the numbers are plain data, posted between workers and kept. */
  readonly measure: (part: string, context: PresetContext) => Numbers | Promise<Numbers>;
  /** Compares the numbers of all parts, in their order, with what is printed and known. Pure; changes none of them. */
  readonly judge: (numbers: readonly Numbers[], isQuick: boolean) => PresetOutcome;
}
