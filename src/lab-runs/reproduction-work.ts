/** How far a reproduction is, in shares of the whole work by what it is known to cost. */
export interface ReproductionProgress {
  readonly done: number;
  /** What took no time now, because it was kept or cannot be run; part of `done`. */
  readonly taken: number;
  readonly finishedPresets: number;
}

/** Adds up what is done of a reproduction, by cost, and tells of it. */
export class ReproductionWork {
  private done = 0;
  private taken = 0;
  private finishedPresets = 0;

  constructor(
    private readonly total: number,
    private readonly onProgress: (progress: ReproductionProgress) => void,
  ) {}

  /** Work that takes no time now. */
  take(cost: number): void {
    this.done += cost;
    this.taken += cost;
    this.tell();
  }

  /** For a piece of work under way: counts its share up to its cost. */
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
