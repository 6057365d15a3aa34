/**
 * Runs of the lab on a machine: sweeps of chains (`sweep.ts`) and reproductions of published experiments
 * (`reproduce.ts`) in folders on disk, over worker threads, with results reused by fingerprint. It also runs the user's
 * own programs as a model and opens the public data sets. It is not the loop itself: models, regimes, data sources and
 * measures are in `lab/`, which runs in a browser too; pages and terminal output are in `report/lab/`.
 */
import { join } from 'node:path';
import { writeAtomically } from '../disk/atomic.js';
import { type CellSummary, summarise, tableOf } from '../lab/cell-summary.js';
import type { CellTable } from '../lab/cell-table.js';
import { LAB_LISTS } from '../lab/plan.js';
import type { LabData } from '../lab/preset.js';
import { type Cell, type ChainKey, cellsOf, chainsOf, type SweepText } from '../lab/sweep.js';
import { type LabPicture, MOST_PICTURES, renderLabReport } from '../report/lab/index.js';
import { readChain } from './chain.js';
import { ChainFingerprints } from './chain-fingerprint.js';
import { pictureOf } from './chain-picture.js';
import { oneByOne, onThreads, type PlacedChain } from './chain-runners.js';
import { openLabData } from './lab-data.js';
import { LabFolder } from './lab-folder.js';
import { type OwnPrograms, ownLists } from './own-programs.js';
import { openLabPool } from './pool.js';
import { readSamples } from './samples-file.js';
import { checkSweep } from './sweep-checks.js';
import { SweepProgress } from './sweep-progress.js';

export interface SweepOptions {
  readonly sweep: SweepText;
  readonly out: string;
  readonly dataFolder: string;
  readonly workers?: number;
  readonly keepsSamples: boolean;
  /** The user's own programs; their chains run one at a time in this thread. */
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
 * Runs every chain of a sweep in a run folder and writes `summary.json` and `report.html`. The same sweep gives the
 * same bytes for any number of workers, and a stopped one resumes. A finished chain is reused if its program, data and
 * settings are unchanged; otherwise it runs again.
 *
 * @throws FreckleError `invalid-setting` | `other-run` | `run-locked` | `no-space` | `write-failed` | `no-input`
 */
export async function runSweep(options: SweepOptions): Promise<SweepOutcome> {
  const { sweep, out, own, keepsSamples, dataFolder } = options;
  const cells = cellsOf(sweep, own === undefined ? LAB_LISTS : ownLists(own, join(out, 'models')));
  const keys = chainsOf(sweep, cells);
  const data = openLabData(dataFolder);
  checkSweep({ cells, keys, out, dataFolder, keepsSamples }, data);
  const folder = LabFolder.open(out, {
    sweep,
    keepsSamples,
    ...(own === undefined ? {} : { programs: own.programs, texts: own.texts }),
  });
  const pool = openLabPool(options.workers);
  try {
    const progress = new SweepProgress(keys, own === undefined ? pool.size : 1, options.now);
    const tables = new Map(cells.map((cell) => [cell, tableOf(cell, keys.length / cells.length)]));
    const chains = await placed(keys, tables, new ChainFingerprints(data, own ?? null), folder, keepsSamples);
    const toRun = chains.filter((chain) => !isTakenOver(chain, tables, progress));
    options.onProgress(progress);
    const run =
      own === undefined
        ? onThreads(pool, dataFolder)
        : oneByOne(own, (key) => folder.path('models', key.folder), data);
    await run(
      inTurn(toRun),
      ({ key }) => ({
        onStart: () => progress.start(key),
        onGeneration: (generation) => {
          progress.generation(key, generation);
          options.onProgress(progress);
        },
      }),
      ({ key, row }, result) => {
        tables.get(key.cell)!.add(row, result);
        progress.finish(key);
        options.onProgress(progress);
      },
    );
    const summaries = cells.map((cell) => summarise(cell, tables.get(cell)!));
    writeAtomically(folder.path('summary.json'), `${JSON.stringify({ sweep, cells: summaries }, null, 1)}\n`);
    const pictures = picturesOf(cells, keys, folder, data);
    writeAtomically(folder.path('report.html'), renderLabReport({ sweep, cells: summaries, pictures }));
    return { cells: summaries, resumedChains: keys.length - toRun.length, out };
  } finally {
    await pool.close();
    folder.release();
  }
}

/** Measurements of each cell's chains. */
type CellTables = ReadonlyMap<Cell, CellTable>;

/** Each chain with its place in the run folder; `keys` go cell by cell. */
async function placed(
  keys: readonly ChainKey[],
  tables: CellTables,
  fingerprints: ChainFingerprints,
  folder: LabFolder,
  keepsSamples: boolean,
): Promise<PlacedChain[]> {
  const chains: PlacedChain[] = [];
  for (const [at, key] of keys.entries()) {
    const { cell, seed, chain } = key;
    const fingerprint = await fingerprints.of(cell.plan, seed, chain, keepsSamples);
    const place = { seed, chain, folder: folder.path('chains', key.folder), fingerprint, keepsSamples };
    chains.push({ key, row: at % tables.get(cell)!.chains, place });
  }
  return chains;
}

/** Whether a complete chain with the same fingerprint exists; if so, it is counted. */
function isTakenOver({ key, row, place }: PlacedChain, tables: CellTables, progress: SweepProgress): boolean {
  const finished = readChain(place.folder, place.fingerprint, key.cell.plan.generations);
  if (finished === null) return false;
  tables.get(key.cell)!.add(row, finished);
  progress.resume(key, finished);
  return true;
}

/** Lets the cells take turns, so that each soon has a time estimate. The order appears in no file. */
function inTurn(chains: readonly PlacedChain[]): PlacedChain[] {
  const turns = new Map<string, number>();
  const turnOf = new Map<PlacedChain, number>();
  for (const chain of chains) {
    const turn = turns.get(chain.key.cell.id) ?? 0;
    turns.set(chain.key.cell.id, turn + 1);
    turnOf.set(chain, turn);
  }
  return [...chains].sort((a, b) => turnOf.get(a)! - turnOf.get(b)!);
}

/** A picture of the first chain of each of the first cells; null where its samples were not kept. */
const picturesOf = (
  cells: readonly Cell[],
  keys: readonly ChainKey[],
  folder: LabFolder,
  data: LabData,
): (LabPicture | null)[] =>
  cells.slice(0, MOST_PICTURES).map((cell) => {
    const first = keys.find((key) => key.cell === cell)!;
    const samples = readSamples(folder.path('chains', first.folder));
    return samples === null ? null : pictureOf(cell.plan, first, samples, data);
  });
