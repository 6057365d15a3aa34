import { parentPort } from 'node:worker_threads';
import { FreckleError } from '../core/errors.js';
import type { AnswerMessage, TaskMessage } from '../disk/pool.js';
import { runTask } from './tasks.js';

/** The program of a worker thread: takes a task, answers once, waits for the next. */
if (parentPort === null) throw new Error('worker.js is started by the worker pool, not by hand');
const port = parentPort;
const answer = (message: AnswerMessage): void => port.postMessage(message);

port.on('message', async ({ id, name, task }: TaskMessage) => {
  try {
    const result = await runTask(name, task, (amount) => answer({ id, kind: 'progress', amount }));
    answer({ id, kind: 'done', result });
  } catch (error) {
    const fault = error instanceof Error ? error : new Error(String(error));
    const code = error instanceof FreckleError ? error.code : null;
    answer({ id, kind: 'failed', message: fault.message, code, stack: fault.stack ?? '' });
  }
});
