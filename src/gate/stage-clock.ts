import { STAGES, type Stage } from '../core/progress.js';

export interface Timings {
  /** Seconds of each stage in this process. */
  readonly seconds: { readonly [stage in Stage]: number };
  readonly totalSeconds: number;
  /** Splits measured by this process; the others were already measured. */
  readonly measuredSplits: number;
  readonly splits: number;
  readonly textBytes: number;
}

/** Sums the time per stage. Timings have a file of their own, since all other files have the same bytes in every run. */
export class StageClock {
  private readonly milliseconds = new Map<Stage, number>();
  private readonly startMs: number;
  private stage: Stage | null = null;
  private sinceMs = 0;

  constructor(private readonly now: () => number) {
    this.startMs = now();
  }

  enter(stage: Stage): void {
    this.leave();
    this.stage = stage;
    this.sinceMs = this.now();
  }

  finish(measuredSplits: number, splits: number, textBytes: number): Timings {
    this.leave();
    const seconds = Object.fromEntries(
      STAGES.map((stage) => [stage, (this.milliseconds.get(stage) ?? 0) / 1000]),
    );
    return {
      seconds: seconds as Timings['seconds'],
      totalSeconds: (this.now() - this.startMs) / 1000,
      measuredSplits,
      splits,
      textBytes,
    };
  }

  private leave(): void {
    if (this.stage !== null) this.milliseconds.set(this.stage, this.now() - this.sinceMs);
    this.stage = null;
  }
}
