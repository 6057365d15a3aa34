import type { Random } from '../core/random.js';

/** A number printed in a paper, with its place. */
export interface Printed {
  readonly value: string;
  readonly source: string;
}

/** `shown` numbers have no pass rule and do not count. */
export type Verdict = 'reproduced' | 'failed' | 'not-run' | 'shown';

/** One compared number: the paper's and the closed form's beside ours, with the pass rule and its verdict. */
export interface Comparison {
  readonly quantity: string;
  /** Value from a paper or its published data; null where there is none. */
  readonly printed: Printed | null;
  /** Value of the closed form; null where there is none. */
  readonly expected: number | null;
  readonly ours: number | null;
  /** 95 % interval of our number; null where it is exact or from one run. */
  readonly interval: readonly [number, number] | null;
  /** The pass rule in words, e.g. `within 3 % of the closed form`. */
  readonly rule: string;
  readonly verdict: Verdict;
  /** Reason for a missing number, or a remark on it. */
  readonly note?: string;
}

/** One line of a preset's chart on the page. */
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

/** Pictures of the generations side by side, in [0, 1] where 1 is ink; the first row may hold real pictures. */
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

/** Distribution of a quantity in each generation, stacked on one scale with real data behind each. */
export interface HistogramStrip {
  readonly title: string;
  readonly xLabel: string;
  /** Unit whose shares the bars show. */
  readonly unit: string;
  /** Outer edges of the bars; all bars are equally wide on a logarithmic scale. */
  readonly range: readonly [number, number];
  readonly real: HistogramRow;
  readonly rows: readonly HistogramRow[];
}

/** Texts of the generations, one below another. */
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

/** Public data that presets may need; null where it was not found, and such presets are `not-run`. */
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
  /** Whether the run is reduced; `Preset.quickReduction` says how. */
  readonly isQuick: boolean;
  /** Reports the share done, in [0, 1]. */
  readonly progress: (share: number, note?: string) => void;
  /** Aborted when the user stops the run; long presets check it and throw. */
  readonly signal?: AbortSignal;
}

/** Kinds of trained model: closed forms and small models, language models, neural networks. */
export const PRESET_KINDS = ['exact', 'language', 'neural'] as const;
export type PresetKind = (typeof PRESET_KINDS)[number];

/**
 * A published experiment: its protocol, its loops, the printed numbers and the pass rules. `measure` gives numbers and
 * `judge` the verdicts, so kept or invented numbers can be judged too.
 */
export interface Preset<Numbers = unknown> {
  readonly id: string;
  readonly title: string;
  readonly paper: string;
  /** Description from which a reader could repeat the experiment. */
  readonly protocol: string;
  /** Which of the field's definitions of collapse it measures (Schaeffer et al., arXiv 2503.03150). */
  readonly definition: 'test loss on real data' | 'deformation of the distribution' | 'scaling';
  /** `exact` presets fit in closed form or by EM, `language` ones count words, `neural` ones train by gradients. */
  readonly kind: PresetKind;
  /** What `--quick` reduces; null where the quick run is the full one. */
  readonly quickReduction: string | null;
  readonly needs: readonly (keyof LabData)[];
  /** Measured seconds on one core: the longest presets start first, and progress is weighted by them. */
  readonly seconds: { readonly full: number; readonly quick: number };
  /** Names of its independent parts, in order; a runner may spread them over workers. */
  readonly parts: (isQuick: boolean) => readonly string[];
  /** Runs one part with the experiment's random stream. The numbers are plain data that workers send and folders keep. */
  readonly measure: (part: string, context: PresetContext) => Numbers | Promise<Numbers>;
  /** Compares the numbers of all parts, in order, with printed and known values. Pure. */
  readonly judge: (numbers: readonly Numbers[], isQuick: boolean) => PresetOutcome;
}
