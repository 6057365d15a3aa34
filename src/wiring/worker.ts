import { parentPort, workerData } from 'node:worker_threads';
import { FreckleError } from '../core/errors.js';
import type { AnswerMessage, TaskMessage } from '../disk/pool.js';
import { extendedLists, type ThreadExtensions } from './extensions.js';
import { runTask } from './tasks.js';
import { vocabularyOf } from './vocabulary.js';

/** The program of a worker thread: takes a task, answers once, waits for the next task. */
if (parentPort === null) throw new Error('worker.js is started by the worker pool, not by hand');
const port = parentPort;
const answer = (message: AnswerMessage): void => port.postMessage(message);

const { modules, signals, findings } = workerData as ThreadExtensions;
const lists = await extendedLists({ extensions: modules });
const known = vocabularyOf(lists);
// Objects stay in the calling thread, but policies may name them in every thread.
const vocabulary = {
  signals: [...known.signals, ...signals],
  findings: [...known.findings, ...findings],
};

port.on('message', async ({ id, name, task }: TaskMessage) => {
  try {
    const onProgress = (amount: number): void => answer({ id, kind: 'progress', amount });
    const result = await runTask(name, task, onProgress, { ...lists, vocabulary });
    answer({ id, kind: 'done', result });
  } catch (error) {
    const fault = error instanceof Error ? error : new Error(String(error));
    const code = error instanceof FreckleError ? error.code : null;
    answer({ id, kind: 'failed', message: fault.message, code, stack: fault.stack ?? '' });
  }
});
