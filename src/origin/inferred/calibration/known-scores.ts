import { conformalP, nullScoresNeeded } from '../../../math/conformal.js';
import { type Estimate, wilsonInterval } from '../../../math/intervals.js';
import type { FittedDetector } from '../detectors/detector.js';
import type { Head } from './head.js';
import type { FitSettings, Known, KnownColumns } from './known-texts.js';

/** All fitted parts and the known texts they were fitted on. */
export interface Fitted {
  readonly known: Known;
  readonly columns: KnownColumns;
  readonly head: Head;
  readonly externalHead: Head | null;
  readonly externalRows: Int32Array;
  readonly detectors: readonly FittedDetector[];
  readonly settings: FitSettings;
}

/** Out-of-fold combined scores of selected known texts, whole and at each step. */
export class KnownScores {
  readonly whole: Float64Array;
  readonly labels: Uint8Array;
  /** Human scores at each step over all folds, sorted. */
  readonly humanAt: readonly Float64Array[];

  constructor(
    private readonly fitted: Fitted,
    private readonly head: Head,
    readonly rows: Int32Array,
  ) {
    this.whole = Float64Array.from(rows, (row) => this.combined(row, fitted.columns.whole[row]!));
    this.labels = Uint8Array.from(rows, (row) => fitted.known.examples.labels[row]!);
    this.humanAt = head.steps.map(({ human }) => human);
  }

  combined(row: number, own: Float64Array): number {
    const { known } = this.fitted;
    const external =
      this.head.externalCount === 0 ? new Float64Array(0) : Float64Array.from(known.texts[row]!.external!);
    return this.head.combine({ own, external }, known.examples.folds[row]!);
  }

  count(label: number): number {
    return this.labels.filter((of) => of === label).length;
  }

  /** Score at the text's own step, or null where it reaches none. */
  own(row: number): number | null {
    const step = this.fitted.known.ownStep[row]!;
    return step < 0 ? null : this.combined(row, this.fitted.columns.atStep[step]![row]!);
  }

  /** P-value at the text's own step; a human text is ranked among the other human texts. */
  pValue(row: number): number | null {
    const score = this.own(row);
    if (score === null) return null;
    return this.rank(score, this.fitted.known.ownStep[row]!, this.fitted.known.examples.labels[row] === 0);
  }

  rank(score: number, step: number, isMember: boolean): number {
    const humans = this.humanAt[step]!;
    const p = conformalP(humans, score);
    return isMember ? (p * (humans.length + 1) - 1) / humans.length : p;
  }

  /** Share of the synthetic texts among `rows` that are flagged at `rate`; null with too few human texts for it. */
  power(rows: Int32Array, rate: number): Estimate | null {
    const found: number[] = [];
    for (const row of rows) {
      if (this.fitted.known.examples.labels[row] !== 1) continue;
      const p = this.pValue(row);
      if (p !== null) found.push(p);
    }
    return shareWithin(found, this.count(0), rate);
  }
}

/** Share of p-values up to a rate, with its interval; null with too few human texts for the rate. */
export function shareWithin(pValues: readonly number[], humans: number, rate: number): Estimate | null {
  if (humans < nullScoresNeeded(rate) || pValues.length === 0) return null;
  const hits = pValues.filter((p) => p <= rate).length;
  const [low, high] = wilsonInterval(hits, pValues.length);
  return { value: hits / pValues.length, low, high };
}
