import { join } from 'node:path';
import { FreckleError } from '../core/errors.js';
import { PoolFailure, type WorkerPool } from '../disk/pool.js';
import type { LabData, Preset, PresetOutcome } from '../lab/preset.js';
import { type PresetResult, presetResult } from '../lab/reproduction.js';
import { KeptResults } from './kept-results.js';
import { digestLabData, openLabData } from './lab-data.js';
import { openLabPool } from './pool.js';
import { fileOfMember, programDigest } from './program-digest.js';
import type { ReproductionFolder } from './reproduction-folder.js';
import { type ReproductionProgress, ReproductionWork } from './reproduction-work.js';
import type { PresetTask } from './worker.js';

export interface ReproduceOptions {
  readonly presets: readonly Preset[];
  readonly seed: number;
  readonly isQuick: boolean;
  readonly dataFolder: string;
  readonly workers?: number;
  /** Keeps finished presets, so that a stopped run can resume. */
  readonly folder: ReproductionFolder;
  readonly now: () => number;
  readonly onProgress: (progress: ReproductionProgress) => void;
  /** Called once per preset, in the order of `presets`. */
  readonly onResult: (result: PresetResult) => void;
}

/**
 * Runs presets on all cores. A preset that lacks its data or fails with an error reports that; the others go on.
 *
 * @throws FreckleError `no-space` | `write-failed`, PoolFailure where a thread died
 */
export async function reproduce(options: ReproduceOptions): Promise<PresetResult[]> {
  const { presets, isQuick } = options;
  const running = await open(options);
  const results: (PresetResult | null)[] = presets.map(() => null);
  let told = 0;
  let isStopping = false;
  const settle = (at: number, result: PresetResult): void => {
    if (isStopping) return;
    results[at] = result;
    running.work.finishPreset();
    for (; told < results.length && results[told] !== null; told++) options.onResult(results[told]!);
  };
  // The longest first, so that no single long preset runs alone at the end.
  const cost = (at: number): number => costOf(presets[at]!, isQuick);
  const order = [...presets.keys()].sort((a, b) => cost(b) - cost(a) || a - b);
  const run = async (at: number): Promise<void> => {
    try {
      settle(at, await resultOf(presets[at]!, running));
    } catch (error) {
      isStopping = true;
      throw error;
    }
  };
  try {
    await Promise.all(order.map(run));
  } finally {
    await running.pool.close();
  }
  return results.map((result) => result!);
}

/** Shared by all presets of a reproduction. */
interface Running {
  readonly options: ReproduceOptions;
  readonly data: LabData;
  readonly kept: KeptResults;
  readonly determinants: ReadonlyMap<Preset, object>;
  readonly work: ReproductionWork;
  readonly pool: WorkerPool;
}

async function open(options: ReproduceOptions): Promise<Running> {
  const { presets, folder, seed, isQuick } = options;
  const data = openLabData(options.dataFolder);
  return {
    options,
    data,
    // Quick and full results have separate folders, so that a quick run does not overwrite half an hour's work.
    kept: new KeptResults(join(folder.kept, `${isQuick ? 'quick' : 'full'}-seed${seed}`)),
    determinants: await determinantsOf(presets, data),
    work: new ReproductionWork(
      presets.reduce((sum, preset) => sum + costOf(preset, isQuick), 0),
      options.onProgress,
    ),
    pool: openLabPool(options.workers),
  };
}

const costOf = ({ seconds }: Preset, isQuick: boolean): number => (isQuick ? seconds.quick : seconds.full);

/** @throws errors that no preset caused */
async function resultOf(preset: Preset, running: Running): Promise<PresetResult> {
  const { options, data, work } = running;
  const missing = preset.needs.filter((need) => data[need] === null);
  if (missing.length > 0) {
    work.take(costOf(preset, options.isQuick));
    return presetResult(preset, {
      missing: `its data is not in ${options.dataFolder}: ${missing.join(', ')}; name the folder with --data`,
    });
  }
  try {
    return presetResult(preset, await outcomeOf(preset, running));
  } catch (error) {
    if (isFaultOfAll(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return presetResult(preset, { missing: `stopped with an error: ${why}`, isFault: true });
  }
}

/** Measures the parts over the pool, keeps each, and judges their numbers, kept or new. */
async function outcomeOf(
  preset: Preset,
  running: Running,
): Promise<{ readonly outcome: PresetOutcome; readonly seconds: number }> {
  const { isQuick } = running.options;
  const parts = preset.parts(isQuick);
  const ends = await Promise.all(
    parts.map((part, at) =>
      measured(preset, part, parts.length === 1 ? preset.id : `${preset.id}.${at}`, running),
    ),
  );
  return {
    outcome: preset.judge(
      ends.map(({ result }) => result),
      isQuick,
    ),
    seconds: ends.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

/** The numbers of a part: kept under its name, or measured by a worker. */
async function measured(
  preset: Preset,
  part: string,
  name: string,
  { options, kept, determinants, work, pool }: Running,
): Promise<{ readonly result: unknown; readonly seconds: number }> {
  const { seed, isQuick, dataFolder, now } = options;
  const cost = costOf(preset, isQuick) / preset.parts(isQuick).length;
  const count = work.counter(cost);
  const task: PresetTask = { preset: preset.id, part, seed, isQuick, dataFolder };
  const end = await kept.of(name, { ...determinants.get(preset), part, seed, isQuick }, () =>
    timed(pool, task, now, count),
  );
  if (end.wasKept) work.take(cost);
  else count(1);
  return end;
}

/** A full disk or dead threads: no experiment caused them, and none can go on. */
const isFaultOfAll = (error: unknown): boolean =>
  error instanceof PoolFailure ||
  (error instanceof FreckleError && (error.code === 'no-space' || error.code === 'write-failed'));

/** Determinants of each preset's results besides settings: its program, its data and the engine's Math functions. */
async function determinantsOf(
  presets: readonly Preset[],
  data: LabData,
): Promise<ReadonlyMap<Preset, object>> {
  const list = new URL('../lab/presets/index.js', import.meta.url);
  const found = new Map<Preset, object>();
  for (const preset of presets) {
    const own = (await fileOfMember(list, preset)) ?? list;
    found.set(preset, {
      preset: preset.id,
      program: programDigest([own, new URL('./lab-data.js', import.meta.url)]),
      data: preset.needs.map((need) => digestLabData(data, need)),
      engine: process.versions.v8,
    });
  }
  return found;
}

/** A worker's answer, and the seconds since its first progress message, which it sends when it starts. */
async function timed(
  pool: WorkerPool,
  task: PresetTask,
  now: () => number,
  onProgress: (share: number) => void,
): Promise<{ result: unknown; seconds: number }> {
  let start: number | null = null;
  const result = await pool.run<unknown>('preset', task, (share) => {
    start ??= now();
    onProgress(share);
  });
  return { result, seconds: start === null ? 0 : (now() - start) / 1000 };
}
