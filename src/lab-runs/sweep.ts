import { existsSync, readdirSync, statfsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { FreckleError } from '../core/errors.js';
import { writeAtomically } from '../disk/atomic.js';
import type { ChainResult } from '../lab/chain-result.js';
import { LAB_LISTS, planOf } from '../lab/plan.js';
import { checkPlan, type LoopPlan } from '../lab/run.js';
import {
  type CellSummary,
  type ChainKey,
  cellsOf,
  chainsOf,
  type SweepText,
  summarise,
  tableOf,
} from '../lab/sweep.js';
import { type LabPicture, MOST_PICTURES, renderLabReport } from '../report/lab/index.js';
import { readChain, runChain } from './chain.js';
import { ChainFingerprints, type OwnPrograms } from './chain-fingerprint.js';
import { openLabData } from './data.js';
import { LabFolder } from './lab-folder.js';
import { pictureOf } from './picture.js';
import { openLabPool } from './pool.js';
import { readSamples } from './samples-file.js';
import { SweepProgress } from './sweep-progress.js';
import type { ChainTask } from './worker.js';

export interface SweepOptions {
  readonly sweep: SweepText;
  readonly out: string;
  readonly dataFolder: string;
  readonly workers?: number;
  readonly keepsSamples: boolean;
  /** The user's own programs; their chains run one after another in this thread. */
  readonly own?: OwnPrograms;
  readonly now: () => number;
  /** Called after every generation, with the same object each time. */
  readonly onProgress: (progress: SweepProgress) => void;
}

export interface SweepOutcome {
  readonly cells: readonly CellSummary[];
  readonly resumedChains: number;
  readonly out: string;
}

/**
 * Runs every chain of a sweep in a run folder and writes `summary.json` and `report.html`. The same sweep gives
 * the same bytes for any number of workers; a stopped one goes on where it was. A finished chain is taken over where
 * its program, data and settings are what they were, and run again where they are not.
 *
 * @throws FreckleError `invalid-setting` | `other-run` | `run-locked` | `no-space` | `write-failed` | `no-input`
 */
export async function runSweep(options: SweepOptions): Promise<SweepOutcome> {
  const { sweep, out, own, keepsSamples, dataFolder } = options;
  const lists = own?.listsIn(join(out, 'models')) ?? LAB_LISTS;
  const cells = cellsOf(sweep, lists);
  const keys = chainsOf(sweep, cells);
  const plans = new Map(cells.map((cell) => [cell.id, planOf(cell.plan, lists)]));
  const data = openLabData(dataFolder);
  // What cannot be run is said before a folder is made.
  for (const plan of plans.values()) {
    checkPlan(plan);
    checkWorld(plan, dataFolder, data);
  }
  if (keepsSamples) checkSpace(out, keys, plans);
  const folder = LabFolder.open(out, {
    sweep,
    keepsSamples,
    ...(own === undefined ? {} : { programs: own.programs, texts: own.texts }),
  });
  const pool = openLabPool(options.workers);
  try {
    const progress = new SweepProgress(keys, plans, own === undefined ? pool.size : 1, options.now);
    const fingerprints = new ChainFingerprints(data, own ?? null);
    const chainsPerCell = keys.length / cells.length;
    const tables = new Map(cells.map((cell) => [cell, tableOf(cell, chainsPerCell, lists)]));
    const toRun: { readonly key: ChainKey; readonly row: number; readonly task: ChainTask }[] = [];
    for (const [at, key] of keys.entries()) {
      const row = at % chainsPerCell;
      const { cell, seed, chain } = key;
      const fingerprint = await fingerprints.of(plans.get(cell.id)!, seed, chain, keepsSamples);
      const place = { seed, chain, folder: folder.path('chains', key.folder), fingerprint, keepsSamples };
      const finished = readChain(place.folder, fingerprint, sweep.generations);
      if (finished === null) toRun.push({ key, row, task: { ...place, plan: cell.plan, dataFolder } });
      else {
        tables.get(cell)!.add(row, finished);
        progress.resume(key, finished);
      }
    }
    const resumedChains = keys.length - toRun.length;
    options.onProgress(progress);

    async function runOne({ key, row, task }: (typeof toRun)[number]): Promise<void> {
      const onGeneration = (generation: ChainResult['generations'][number]): void => {
        progress.generation(key, generation);
        options.onProgress(progress);
      };
      if (own !== undefined) progress.start(key);
      const result =
        own === undefined
          ? await pool.run<ChainResult>('chain', task, (amount, generation) =>
              amount === 0
                ? progress.start(key)
                : onGeneration(generation as Parameters<typeof onGeneration>[0]),
            )
          : await runChain(
              planOf(task.plan, own.listsIn(folder.path('models', key.folder))),
              task,
              data,
              onGeneration,
            );
      tables.get(key.cell)!.add(row, result);
      progress.finish(key);
      options.onProgress(progress);
    }

    const turns = inTurn(toRun);
    if (own === undefined) await Promise.all(turns.map(runOne));
    else for (const one of turns) await runOne(one);

    const summaries = cells.map((cell) => summarise(cell, tables.get(cell)!, lists));
    writeAtomically(folder.path('summary.json'), `${JSON.stringify({ sweep, cells: summaries }, null, 1)}\n`);
    const pictures = cells.slice(0, MOST_PICTURES).map((cell): LabPicture | null => {
      const first = keys.find((key) => key.cell === cell)!;
      const samples = readSamples(folder.path('chains', first.folder));
      return samples === null ? null : pictureOf(cell.plan, first, samples, data, lists);
    });
    writeAtomically(folder.path('report.html'), renderLabReport({ sweep, cells: summaries, pictures }));
    return { cells: summaries, resumedChains, out };
  } finally {
    await pool.close();
    folder.release();
  }
}

/** The cells take turns, so that early on the time left is known of each; the order shows in no file. */
function inTurn<T extends { readonly key: ChainKey }>(tasks: readonly T[]): T[] {
  const turns = new Map<string, number>();
  const turnOf = new Map<T, number>();
  for (const task of tasks) {
    const turn = turns.get(task.key.cell.id) ?? 0;
    turns.set(task.key.cell.id, turn + 1);
    turnOf.set(task, turn);
  }
  return [...tasks].sort((a, b) => turnOf.get(a)! - turnOf.get(b)!);
}

/** @throws FreckleError `no-input` */
function checkWorld({ world }: LoopPlan, dataFolder: string, data: ReturnType<typeof openLabData>): void {
  const missing = world.needs.filter((need) => data[need] === null);
  if (missing.length > 0)
    throw new FreckleError(
      'no-input',
      `the world ${world.id} needs the public data set ${missing.join(', ')}, which is not in ${dataFolder}/; name the folder that holds it with --data (docs/lab.md says what it holds)`,
    );
}

/** The samples of a run that could never end are seen before it begins; those that are there have their space. @throws FreckleError `no-space` */
function checkSpace(out: string, keys: readonly ChainKey[], plans: ReadonlyMap<string, LoopPlan>): void {
  let folder = resolve(out);
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  // Each record is at least one number of four bytes.
  const chains = join(out, 'chains');
  const there = new Set(existsSync(chains) ? readdirSync(chains) : []);
  const least = keys
    .filter((key) => !there.has(key.folder))
    .map(({ cell }) => plans.get(cell.id)!)
    .reduce((sum, { generations, size }) => sum + 4 * (generations + 1) * size, 0);
  if (least <= bavail * bsize) return;
  const gigabytes = (bytes: number) => `${Number((bytes / 1e9).toPrecision(3)).toLocaleString('en-US')} GB`;
  throw new FreckleError(
    'no-space',
    `the samples this run has to write take at least ${gigabytes(least)}, and ${folder} has ${gigabytes(bavail * bsize)} free; ask for fewer chains, generations or records, or give --no-samples`,
  );
}
