import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerPool } from '../../gate/pool.js';
import type { LabData, Preset, PresetOutcome } from '../../lab/preset.js';
import { judgePreset, type PresetResult } from '../../lab/reproduction.js';
import { randomFrom } from '../../math/random.js';
import { VERSION } from '../version.js';
import { openLabData } from './data.js';
import { openLabPool } from './pool.js';
import type { PresetTask } from './worker.js';

export interface ReproduceOptions {
  readonly presets: readonly Preset[];
  readonly seed: number;
  readonly isQuick: boolean;
  readonly dataFolder: string;
  readonly workers?: number;
  /** Folder that keeps finished presets, so that a stopped run goes on; null keeps nothing. */
  readonly out: string | null;
  readonly now: () => number;
  readonly onProgress: (share: number, finished: number) => void;
  /** Called once per preset, in the order of `presets`. */
  readonly onResult: (result: PresetResult) => void;
}

/** Runs presets on all cores; one that lacks its data, or fails with an error, says so and stops nothing. */
export async function reproduce(options: ReproduceOptions): Promise<PresetResult[]> {
  const { presets, out } = options;
  if (out !== null) mkdirSync(join(out, 'presets'), { recursive: true });
  const data = openLabData(options.dataFolder);
  const results: (PresetResult | null)[] = presets.map(() => null);
  const shares = presets.map(() => 0);
  let told = 0;
  const settle = (at: number, result: PresetResult): void => {
    results[at] = result;
    shares[at] = 1;
    report();
    for (; told < results.length && results[told] !== null; told++) options.onResult(results[told]!);
  };
  const report = (): void =>
    options.onProgress(
      shares.reduce((a, b) => a + b, 0) / presets.length,
      results.filter((one) => one !== null).length,
    );
  const pool = openLabPool(options.workers);
  // The longest first, so that no core is left alone with one at the end.
  const order = presets
    .map((_, at) => at)
    .sort((a, b) => weightOf(presets[b]!) - weightOf(presets[a]!) || a - b);
  try {
    await Promise.all(
      order.map(async (at) => {
        const preset = presets[at]!;
        const missing = preset.needs.filter((need) => data[need] === null);
        if (missing.length > 0)
          return settle(
            at,
            judgePreset(preset, { missing: `the data it needs was not found: ${missing.join(', ')}` }),
          );
        const path = out === null ? null : join(out, 'presets', `${preset.id}.json`);
        const key = JSON.stringify({ version: VERSION, seed: options.seed, isQuick: options.isQuick });
        const kept = path === null ? null : keptOutcome(path, key);
        if (kept !== null)
          return settle(at, judgePreset(preset, { outcome: kept.outcome, seconds: kept.seconds }));
        const task: PresetTask = {
          preset: preset.id,
          seed: options.seed,
          isQuick: options.isQuick,
          dataFolder: options.dataFolder,
        };
        let start: number | null = null;
        try {
          const outcome = await outcomeOf(preset, task, pool, data, (share) => {
            start ??= options.now();
            shares[at] = Math.min(0.99, share);
            report();
          });
          const seconds = start === null ? 0 : (options.now() - start) / 1000;
          if (path !== null)
            writeFileSync(path, `${JSON.stringify({ key, seconds, outcome }, typedAsLists)}\n`);
          settle(at, judgePreset(preset, { outcome, seconds }));
        } catch (error) {
          settle(
            at,
            judgePreset(preset, {
              missing: `it stopped with an error: ${error instanceof Error ? error.message : String(error)}`,
              isFault: true,
            }),
          );
        }
      }),
    );
  } finally {
    await pool.close();
  }
  return results.map((result) => result!);
}

/** A preset whose work is cut into parts is shared out over the pool, any other runs in one worker. */
async function outcomeOf(
  preset: Preset,
  task: PresetTask,
  pool: WorkerPool,
  data: LabData,
  onProgress: (share: number) => void,
): Promise<PresetOutcome> {
  if (preset.work === undefined) return pool.run<PresetOutcome>('preset', task, onProgress);
  const parts = preset.work.parts(task.isQuick);
  const shares = parts.map(() => 0);
  const results = await Promise.all(
    parts.map((part, at) =>
      pool.run<unknown>('preset', { ...task, part }, (share) => {
        shares[at] = share;
        onProgress(shares.reduce((a, b) => a + b, 0) / parts.length);
      }),
    ),
  );
  const random = randomFrom(task.seed).split('reproduce', preset.id);
  return preset.work.conclude(results, { random, data, isQuick: task.isQuick, progress: () => {} });
}

const LONG = [
  'diffusion',
  'transformer',
  'vae',
  'gaussian-mixture',
  'ngram-loop',
  'detector-resampling',
  'linear-regression',
  'kernel-density',
];
const weightOf = ({ id, kind }: Preset): number => {
  const at = LONG.findIndex((long) => id.startsWith(long));
  return (kind === 'neural' ? 100 : 0) + (at === -1 ? 0 : LONG.length - at);
};

function keptOutcome(path: string, key: string): { outcome: PresetOutcome; seconds: number } | null {
  if (!existsSync(path)) return null;
  const kept = JSON.parse(readFileSync(path, 'utf8')) as {
    key: string;
    outcome: PresetOutcome;
    seconds: number;
  };
  return kept.key === key ? kept : null;
}

const typedAsLists = (_key: string, value: unknown): unknown =>
  ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>) : value;
