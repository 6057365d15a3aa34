import { parentPort } from 'node:worker_threads';
import { FreckleError } from '../core/errors.js';
import type { AnswerMessage, TaskMessage } from '../disk/pool.js';
import { named, type PlanText, planOf } from '../lab/plan.js';
import type { LabData, PresetContext } from '../lab/preset.js';
import { PRESETS } from '../lab/presets/index.js';
import { randomFrom } from '../math/random.js';
import { type ChainPlace, runChain } from './chain.js';
import { openLabData } from './lab-data.js';

export interface PresetTask {
  readonly preset: string;
  readonly part: string;
  readonly seed: number;
  readonly isQuick: boolean;
  readonly dataFolder: string;
}

export interface ChainTask extends ChainPlace {
  readonly plan: PlanText;
  readonly dataFolder: string;
}

// The program of a lab worker: takes a task, answers once, waits for the next.
if (parentPort === null) throw new Error('the lab’s worker must be started by its pool');
const port = parentPort;
const answer = (message: AnswerMessage): void => port.postMessage(message);

let opened: { readonly folder: string; readonly data: LabData } | null = null;

port.on('message', async ({ id, name, task }: TaskMessage) => {
  const progress = (amount: number, detail?: unknown): void =>
    answer({ id, kind: 'progress', amount, ...(detail === undefined ? {} : { detail }) });
  try {
    const result =
      name === 'chain'
        ? await chain(task as ChainTask, progress)
        : await preset(task as PresetTask, progress);
    answer({ id, kind: 'done', result });
  } catch (error) {
    const fault = error instanceof Error ? error : new Error(String(error));
    const code = error instanceof FreckleError ? error.code : null;
    answer({ id, kind: 'failed', message: fault.message, code, stack: fault.stack ?? '' });
  }
});

function chain(
  { plan, dataFolder, ...place }: ChainTask,
  progress: (amount: number, detail?: unknown) => void,
) {
  progress(0);
  return runChain(planOf(plan), place, dataOf(dataFolder), (generation) => progress(1, generation));
}

/** The numbers of a part of a preset. */
async function preset(task: PresetTask, progress: (amount: number) => void): Promise<unknown> {
  const found = named('preset', PRESETS, task.preset);
  const context: PresetContext = {
    random: randomFrom(task.seed).split('reproduce', found.id),
    data: dataOf(task.dataFolder),
    isQuick: task.isQuick,
    progress,
  };
  progress(0);
  return found.measure(task.part, context);
}

function dataOf(folder: string): LabData {
  if (opened?.folder !== folder) opened = { folder, data: openLabData(folder) };
  return opened.data;
}
