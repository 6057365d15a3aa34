import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FreckleError } from '../../core/errors.js';
import { makeFolder } from '../../gate/atomic.js';
import { MODELS } from '../../lab/models/index.js';
import { LAB_LISTS, type LabLists } from '../../lab/plan.js';
import { REGIMES } from '../../lab/regimes/index.js';
import {
  type CellSummary,
  type ChainResult,
  cellsOf,
  chainsOf,
  type SweepText,
  summarise,
} from '../../lab/sweep.js';
import { type LabPicture, renderLabReport } from '../../report/lab/index.js';
import { VERSION } from '../version.js';
import { type ChainTask, readChain, readSamples, runChain } from './chain.js';
import { openLabData } from './data.js';
import { pictureOf } from './picture.js';
import { openLabPool } from './pool.js';

export interface SweepOptions {
  readonly sweep: SweepText;
  readonly out: string;
  readonly dataFolder: string;
  readonly workers?: number;
  readonly keepsSamples: boolean;
  /** Lists that hold the user's own programs; such chains run one after another in this thread. */
  readonly lists?: LabLists;
  /** What those programs are; part of the run's identity. */
  readonly programs?: unknown;
  /** Called with generations done and in all, finished chains of a resumed run included. */
  readonly onProgress: (done: number, total: number) => void;
}

export interface SweepOutcome {
  readonly cells: readonly CellSummary[];
  readonly resumedChains: number;
  readonly out: string;
}

/**
 * Runs every chain of a sweep in a run folder and writes `summary.json` and `report.html`. The same sweep gives
 * the same bytes for any number of workers; a stopped one goes on where it was.
 *
 * @throws FreckleError other-run when the folder holds another run
 */
export async function runSweep(options: SweepOptions): Promise<SweepOutcome> {
  const { sweep, out } = options;
  const lists = options.lists ?? LAB_LISTS;
  const cells = cellsOf(sweep, lists);
  const keys = chainsOf(sweep, cells);
  claimFolder(options);
  const perChain = sweep.generations + 1;
  const results = new Map<string, ChainResult>();
  for (const { folder } of keys) {
    const finished = readChain(join(out, 'chains', folder));
    if (finished !== null) results.set(folder, finished);
  }
  const resumedChains = results.size;
  let done = resumedChains * perChain;
  options.onProgress(done, keys.length * perChain);
  const pool = openLabPool(options.workers);
  let before: Promise<unknown> = Promise.resolve();
  try {
    await Promise.all(
      keys
        .filter(({ folder }) => !results.has(folder))
        .map(async ({ cell, seed, chain, folder }) => {
          const task: ChainTask = {
            plan: cell.plan,
            seed,
            chain,
            folder: join(out, 'chains', folder),
            dataFolder: options.dataFolder,
            keepsSamples: options.keepsSamples,
          };
          const onDone = (amount: number): void => {
            done += amount;
            options.onProgress(done, keys.length * perChain);
          };
          const here = () => runChain(task, openLabData(options.dataFolder), () => onDone(1), lists);
          const running: Promise<ChainResult> =
            options.lists === undefined ? pool.run('chain', task, onDone) : before.then(here);
          before = running;
          const result = await running;
          results.set(folder, result);
        }),
    );
  } finally {
    await pool.close();
  }
  const summaries = cells.map((cell) =>
    summarise(
      cell,
      keys.filter((key) => key.cell === cell).map(({ folder }) => results.get(folder)!),
      lists,
    ),
  );
  writeFileSync(join(out, 'summary.json'), `${JSON.stringify({ sweep, cells: summaries }, null, 1)}\n`);
  const pictures = cells.map((cell): LabPicture | null => {
    const first = keys.find((key) => key.cell === cell)!;
    const samples = readSamples(join(out, 'chains', first.folder));
    return samples === null
      ? null
      : pictureOf(cell.plan, first, samples, openLabData(options.dataFolder), lists);
  });
  writeFileSync(join(out, 'report.html'), renderLabReport({ sweep, cells: summaries, pictures }));
  return { cells: summaries, resumedChains, out };
}

/** Everything that determines the bytes stands in `run.json`; another run may not share its folder. */
function claimFolder({ out, sweep, keepsSamples, programs }: SweepOptions): void {
  const versions = {
    freckle: VERSION,
    models: sweep.models.map((id) => `${id}@${MODELS.find((one) => one.id === id)?.version}`),
    regimes: sweep.regimes.map((id) => `${id}@${REGIMES.find((one) => one.id === id)?.version}`),
  };
  const text = JSON.stringify({ sweep, keepsSamples, versions, programs }, null, 1);
  const path = join(out, 'run.json');
  if (existsSync(path)) {
    if (readFileSync(path, 'utf8').trimEnd() === text) return;
    throw new FreckleError(
      'other-run',
      `${out} holds another run (${digest(readFileSync(path, 'utf8').trimEnd())}, not ${digest(text)}); give another --out, or remove the folder`,
    );
  }
  makeFolder(join(out, 'chains'));
  writeFileSync(path, `${text}\n`);
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
