import { existsSync, readdirSync, statfsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { FreckleError } from '../core/errors.js';
import type { LabData } from '../lab/preset.js';
import { checkPlan, type LoopPlan } from '../lab/run.js';
import type { Cell, ChainKey } from '../lab/sweep.js';

/** The parts of a sweep that are checked before its folder is made. */
export interface PlannedSweep {
  readonly cells: readonly Cell[];
  readonly keys: readonly ChainKey[];
  readonly out: string;
  readonly dataFolder: string;
  readonly keepsSamples: boolean;
}

/**
 * Refuses sweeps that cannot run: plans whose parts do not fit together, data sources whose data is missing, samples
 * that exceed the free disk space.
 *
 * @throws FreckleError `invalid-setting` | `no-input` | `no-space`
 */
export function checkSweep(
  { cells, keys, out, dataFolder, keepsSamples }: PlannedSweep,
  data: LabData,
): void {
  for (const { plan } of cells) {
    checkPlan(plan);
    checkDataSource(plan, dataFolder, data);
  }
  if (keepsSamples) checkSpace(out, keys);
}

/** @throws FreckleError `no-input` */
function checkDataSource({ dataSource }: LoopPlan, dataFolder: string, data: LabData): void {
  const missing = dataSource.needs.filter((need) => data[need] === null);
  if (missing.length > 0)
    throw new FreckleError(
      'no-input',
      `the data source ${dataSource.id} needs the public data set ${missing.join(', ')}, which is not in ${dataFolder}/; name its folder with --data (docs/lab.md lists the files)`,
    );
}

/** Refuses a run whose samples exceed the free space; finished chains already have theirs. @throws FreckleError `no-space` */
function checkSpace(out: string, keys: readonly ChainKey[]): void {
  let folder = resolve(out);
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  // Each record is at least one number of four bytes.
  const chains = join(out, 'chains');
  const there = new Set(existsSync(chains) ? readdirSync(chains) : []);
  const least = keys
    .filter((key) => !there.has(key.folder))
    .reduce((sum, { cell: { plan } }) => sum + 4 * (plan.generations + 1) * plan.size, 0);
  if (least <= bavail * bsize) return;
  const gigabytes = (bytes: number) => `${Number((bytes / 1e9).toPrecision(3)).toLocaleString('en-US')} GB`;
  throw new FreckleError(
    'no-space',
    `the samples of this run need at least ${gigabytes(least)}, but ${folder} has ${gigabytes(bavail * bsize)} free; use fewer chains, generations or records, or --no-samples`,
  );
}
