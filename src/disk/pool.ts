import { Worker } from 'node:worker_threads';
import { FreckleError, type FreckleErrorCode } from '../core/errors.js';

/** Messages to and from a worker, which answers each task once. */
export type TaskMessage = { readonly id: number; readonly name: string; readonly task: unknown };
export type AnswerMessage =
  | { readonly id: number; readonly kind: 'progress'; readonly amount: number; readonly detail?: unknown }
  | { readonly id: number; readonly kind: 'done'; readonly result: unknown }
  | {
      readonly id: number;
      readonly kind: 'failed';
      readonly message: string;
      readonly code: FreckleErrorCode | null;
      readonly stack: string;
    };

interface Waiting {
  readonly message: TaskMessage;
  readonly onProgress: (amount: number, detail?: unknown) => void;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Runs tasks in the given order and answers each once. */
export interface TaskPool {
  /** Number of tasks run at once. */
  readonly size: number;
  readonly run: <Result>(
    name: string,
    task: unknown,
    onProgress?: (amount: number, detail?: unknown) => void,
  ) => Promise<Result>;
  /** Starts ahead of time, so that code loads in parallel with other work. */
  readonly warm: () => void;
  /** Rejects waiting and later tasks. */
  readonly close: () => Promise<void>;
}

/** A failure of the threads, not of a task. Every unfinished task is rejected with it. */
export class PoolFailure extends Error {
  override readonly name = 'PoolFailure';
}

/**
 * Worker threads that run tasks in the given order. Results do not depend on which worker runs a task, since every task
 * writes its own files. Threads start with the first tasks or with `warm`, and stop with `close`.
 */
export class WorkerPool implements TaskPool {
  private readonly idle: Worker[] = [];
  private readonly workers = new Set<Worker>();
  private readonly queue: Waiting[] = [];
  private readonly running = new Map<Worker, Waiting>();
  private nextId = 0;
  private failure: PoolFailure | null = null;

  constructor(
    private readonly script: URL,
    readonly size: number,
    private readonly heapMegabytes: number,
    /** The `workerData` of each thread. */
    private readonly data: unknown = null,
  ) {}

  run<Result>(
    name: string,
    task: unknown,
    onProgress: (amount: number, detail?: unknown) => void = () => {},
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.failure !== null) return reject(this.failure);
      const message = { id: this.nextId++, name, task };
      this.queue.push({ message, onProgress, resolve: resolve as (result: unknown) => void, reject });
      this.pump();
    });
  }

  /** Starts all threads, so that they load their code in parallel with other work. */
  warm(): void {
    while (this.workers.size < this.size) this.idle.push(this.start());
  }

  /** Rejects waiting and later tasks, so that no further thread starts. */
  async close(): Promise<void> {
    this.failure ??= new PoolFailure('the worker pool is closed');
    const workers = [...this.workers];
    // Cleared first, so that the end of a thread does not count as a failure.
    this.workers.clear();
    this.refuseAll(this.failure);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  private pump(): void {
    while (this.queue.length > 0) {
      const worker = this.idle.pop() ?? (this.workers.size < this.size ? this.start() : null);
      if (worker === null) return;
      const waiting = this.queue.shift()!;
      this.running.set(worker, waiting);
      worker.postMessage(waiting.message);
    }
  }

  private start(): Worker {
    const worker = new Worker(this.script, {
      workerData: this.data,
      resourceLimits: { maxOldGenerationSizeMb: this.heapMegabytes },
    });
    this.workers.add(worker);
    worker.on('message', (answer: AnswerMessage) => this.receive(worker, answer));
    worker.on('error', (cause) =>
      this.fail(worker, new PoolFailure(`a worker thread stopped: ${cause.message}`, { cause })),
    );
    worker.on('exit', (code) =>
      this.fail(worker, new PoolFailure(`a worker thread stopped with code ${code}`)),
    );
    return worker;
  }

  private receive(worker: Worker, answer: AnswerMessage): void {
    const waiting = this.running.get(worker);
    if (waiting === undefined || waiting.message.id !== answer.id) return;
    if (answer.kind === 'progress') return waiting.onProgress(answer.amount, answer.detail);
    this.running.delete(worker);
    this.idle.push(worker);
    if (answer.kind === 'done') waiting.resolve(answer.result);
    else {
      const error =
        answer.code === null
          ? new Error(`${waiting.message.name}: ${answer.message}`)
          : new FreckleError(answer.code, answer.message);
      if (answer.code === null) error.stack = answer.stack;
      waiting.reject(error);
    }
    this.pump();
  }

  /** A dead thread ends the run; finished work is kept. */
  private fail(worker: Worker, failure: PoolFailure): void {
    if (!this.workers.delete(worker)) return;
    this.failure ??= failure;
    this.refuseAll(this.failure);
  }

  private refuseAll(failure: PoolFailure): void {
    for (const waiting of [...this.running.values(), ...this.queue]) waiting.reject(failure);
    this.running.clear();
    this.queue.length = 0;
  }
}
