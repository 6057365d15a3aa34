import { join } from 'node:path';
import { FreckleError } from '../core/errors.js';
import { PoolFailure, type WorkerPool } from '../disk/pool.js';
import type { LabData, Preset, PresetOutcome } from '../lab/preset.js';
import { judgePreset, type PresetResult } from '../lab/reproduction.js';
import { randomFrom } from '../math/random.js';
import { digestLabData, openLabData } from './data.js';
import { KeptResults } from './kept-results.js';
import { openLabPool } from './pool.js';
import { fileOfMember, programDigest } from './program.js';
import type { ReproductionFolder } from './reproduction-folder.js';
import type { PresetTask } from './worker.js';

export interface ReproduceOptions {
  readonly presets: readonly Preset[];
  readonly seed: number;
  readonly isQuick: boolean;
  readonly dataFolder: string;
  readonly workers?: number;
  /** Keeps finished presets, so that a stopped run goes on. */
  readonly folder: ReproductionFolder;
  readonly now: () => number;
  readonly onProgress: (progress: ReproductionProgress) => void;
  /** Called once per preset, in the order of `presets`. */
  readonly onResult: (result: PresetResult) => void;
}

/** How far a reproduction is, in shares of the whole work by what it is known to cost. */
export interface ReproductionProgress {
  readonly done: number;
  /** What took no time now, because it was kept or cannot be run; part of `done`. */
  readonly taken: number;
  readonly finishedPresets: number;
}

/** Runs presets on all cores; one that lacks its data, or fails with an error, says so and stops nothing. @throws FreckleError `no-space` or `write-failed`, PoolFailure where a thread died */
export async function reproduce(options: ReproduceOptions): Promise<PresetResult[]> {
  const { presets, folder, seed, isQuick, dataFolder } = options;
  const data = openLabData(dataFolder);
  // Quick and full results stand apart, so that a quick look costs nobody half an hour's work.
  const kept = new KeptResults(join(folder.kept, `${isQuick ? 'quick' : 'full'}-seed${seed}`));
  const determinants = await determinantsOf(presets, data);
  const results: (PresetResult | null)[] = presets.map(() => null);
  let told = 0;
  let isStopping = false;
  const settle = (at: number, result: PresetResult): void => {
    if (isStopping) return;
    results[at] = result;
    tell();
    for (; told < results.length && results[told] !== null; told++) options.onResult(results[told]!);
  };
  const costOf = ({ seconds }: Preset): number => (isQuick ? seconds.quick : seconds.full);
  const total = presets.reduce((sum, preset) => sum + costOf(preset), 0);
  const work = { done: 0, taken: 0 };
  const tell = (): void =>
    options.onProgress({
      done: work.done / total,
      taken: work.taken / total,
      finishedPresets: results.filter((one) => one !== null).length,
    });
  const take = (cost: number): void => {
    work.done += cost;
    work.taken += cost;
    tell();
  };
  const pool = openLabPool(options.workers);

  /** The kept result of a task, or a worker's; progress counts up to its cost. */
  async function resultOfTask(task: PresetTask, name: string, cost: number, known: object | undefined) {
    let counted = 0;
    const count = (share: number): void => {
      work.done += Math.max(0, share - counted) * cost;
      counted = Math.max(counted, share);
      tell();
    };
    const end = await kept.of(name, { ...known, part: task.part ?? null, seed, isQuick }, () =>
      timed(pool, task, options.now, count),
    );
    if (end.wasKept) take(cost);
    else count(1);
    return end;
  }

  /** A preset whose work is cut into parts is shared out over the pool and kept part by part. */
  async function outcomeOf(preset: Preset) {
    const base = { preset: preset.id, seed, isQuick, dataFolder };
    const parts = preset.work?.parts(isQuick) ?? null;
    const cost = costOf(preset) / (parts?.length ?? 1);
    const ends = await Promise.all(
      parts === null
        ? [resultOfTask(base, preset.id, cost, determinants.get(preset))]
        : parts.map((part, at) =>
            resultOfTask({ ...base, part }, `${preset.id}.${at}`, cost, determinants.get(preset)),
          ),
    );
    const random = randomFrom(seed).split('reproduce', preset.id);
    const outcomes = ends.map(({ result }) => result);
    return {
      outcome:
        preset.work === undefined
          ? (outcomes[0] as PresetOutcome)
          : preset.work.conclude(outcomes, { random, data, isQuick, progress: () => {} }),
      seconds: ends.reduce((sum, { seconds }) => sum + seconds, 0),
    };
  }

  async function resultOf(preset: Preset): Promise<PresetResult> {
    const missing = preset.needs.filter((need) => data[need] === null);
    if (missing.length > 0) {
      take(costOf(preset));
      return judgePreset(preset, {
        missing: `the data it needs was not found in ${dataFolder}: ${missing.join(', ')}; --data names another folder`,
      });
    }
    try {
      return judgePreset(preset, await outcomeOf(preset));
    } catch (error) {
      if (isFaultOfAll(error)) {
        isStopping = true;
        throw error;
      }
      const why = error instanceof Error ? error.message : String(error);
      return judgePreset(preset, { missing: `it stopped with an error: ${why}`, isFault: true });
    }
  }

  // The longest first, so that no core is left alone with one at the end.
  const order = presets.map((_, at) => at).sort((a, b) => costOf(presets[b]!) - costOf(presets[a]!) || a - b);
  try {
    await Promise.all(order.map(async (at) => settle(at, await resultOf(presets[at]!))));
  } finally {
    await pool.close();
  }
  return results.map((result) => result!);
}

/** A disk that takes nothing, or threads that are gone: no experiment is to blame, and none can go on. */
const isFaultOfAll = (error: unknown): boolean =>
  error instanceof PoolFailure ||
  (error instanceof FreckleError && (error.code === 'no-space' || error.code === 'write-failed'));

/** What determines each preset's results besides settings: its program, its data, and the engine's Math functions. */
async function determinantsOf(presets: readonly Preset[], data: LabData): Promise<Map<Preset, object>> {
  const list = new URL('../lab/presets/index.js', import.meta.url);
  const found = new Map<Preset, object>();
  for (const preset of presets) {
    const own = (await fileOfMember(list, preset)) ?? list;
    found.set(preset, {
      preset: preset.id,
      program: programDigest([own, new URL('./data.js', import.meta.url)]),
      data: preset.needs.map((need) => digestLabData(data, need)),
      engine: process.versions.v8,
    });
  }
  return found;
}

/** A worker's answer, and the seconds since it began: it tells of progress as soon as it does. */
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
