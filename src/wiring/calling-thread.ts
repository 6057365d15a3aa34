import { PoolFailure, type TaskPool } from '../disk/pool.js';

type Work = (name: string, task: unknown, onProgress: (amount: number) => void) => Promise<unknown>;

/** Runs tasks in the calling thread, one after another, since a user's functions cannot be sent to other threads. */
export class CallingThread implements TaskPool {
  readonly size = 1;
  private last: Promise<unknown> = Promise.resolve();
  private isClosed = false;

  constructor(private readonly work: Work) {}

  run<Result>(name: string, task: unknown, onProgress: (amount: number) => void = () => {}): Promise<Result> {
    const result = this.last.then(() => {
      if (this.isClosed) throw new PoolFailure('the worker pool is closed');
      return this.work(name, task, onProgress) as Promise<Result>;
    });
    this.last = result.catch(() => {});
    return result;
  }

  warm(): void {}

  async close(): Promise<void> {
    this.isClosed = true;
    await this.last;
  }
}
