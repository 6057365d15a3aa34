import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { PoolFailure, WorkerPool } from '../../src/disk/pool.js';
import { temporaryFolder } from '../support/corpus.js';

const folder = temporaryFolder('pool');
const script = join(folder, 'worker.mjs');
writeFileSync(
  script,
  `import { parentPort } from 'node:worker_threads';
parentPort.on('message', ({ id, name }) => {
  if (name === 'die') process.exit(0);
  if (name === 'throw') setTimeout(() => { throw new Error('out of everything'); });
  if (name === 'fail') parentPort.postMessage({ id, kind: 'failed', message: 'no luck', code: null, stack: '' });
  if (name === 'do') parentPort.postMessage({ id, kind: 'done', result: 'done' });
});
`,
);
const open = (size: number) => new WorkerPool(pathToFileURL(script), size, 64);
/** The error of each task, as soon as it is there. */
const errorsOf = (tasks: readonly Promise<unknown>[]): Promise<unknown[]> =>
  Promise.all(tasks.map((task) => task.catch((error: unknown) => error)));

describe('a worker pool', () => {
  test('tells the fault of a task from that of a thread, which takes all with it', async () => {
    const pool = open(1);
    const [failed] = await errorsOf([pool.run('fail', null)]);
    expect(failed).toMatchObject({ message: 'fail: no luck' });
    expect(failed).not.toBeInstanceOf(PoolFailure);
    expect(await pool.run('do', null)).toBe('done');
    const errors = await errorsOf([pool.run('throw', null), pool.run('do', null)]);
    errors.push(...(await errorsOf([pool.run('do', null)])));
    for (const error of errors) {
      expect(error).toBeInstanceOf(PoolFailure);
      expect(error).toMatchObject({ message: 'a worker thread stopped: out of everything' });
    }
    await pool.close();
  });

  test('refuses the task of a thread that ends, even one that ends well', async () => {
    const pool = open(1);
    const [error] = await errorsOf([pool.run('die', null)]);
    expect(error).toBeInstanceOf(PoolFailure);
    expect(error).toMatchObject({ message: 'a worker thread stopped with code 0' });
    await pool.close();
  });

  test('when closed, refuses who is served, who waits and who comes, as closed and not as failed', async () => {
    const pool = open(1);
    const waiting = errorsOf([pool.run('wait', null), pool.run('do', null)]);
    await pool.close();
    for (const error of [...(await waiting), ...(await errorsOf([pool.run('do', null)]))]) {
      expect(error).toBeInstanceOf(PoolFailure);
      expect(error).toMatchObject({ message: 'the worker pool is closed' });
    }
  });
});
