/** Progress of a reproduction, as shares of its known total cost. */
export interface ReproductionProgress {
  readonly done: number;
  /** Part of `done` that took no time, because it was kept or cannot run. */
  readonly taken: number;
  readonly finishedPresets: number;
}

/** Adds up the finished work of a reproduction, by cost, and reports it. */
export class ReproductionWork {
  private done = 0;
  private taken = 0;
  private finishedPresets = 0;

  constructor(
    private readonly total: number,
    private readonly onProgress: (progress: ReproductionProgress) => void,
  ) {}

  /** Counts work that takes no time. */
  take(cost: number): void {
    this.done += cost;
    this.taken += cost;
    this.tell();
  }

  /** Returns a counter for running work: it takes the share done and adds up to `cost`. */
  counter(cost: number): (share: number) => void {
    let counted = 0;
    return (share) => {
      this.done += Math.max(0, share - counted) * cost;
      counted = Math.max(counted, share);
      this.tell();
    };
  }

  finishPreset(): void {
    this.finishedPresets++;
    this.tell();
  }

  private tell(): void {
    const { total, finishedPresets } = this;
    this.onProgress({ done: this.done / total, taken: this.taken / total, finishedPresets });
  }
}
