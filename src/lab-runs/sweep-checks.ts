import { existsSync, readdirSync, statfsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { FreckleError } from '../core/errors.js';
import type { LabData } from '../lab/preset.js';
import { checkPlan, type LoopPlan } from '../lab/run.js';
import type { Cell, ChainKey } from '../lab/sweep.js';

/** What of a sweep is looked at before a folder is made. */
export interface PlannedSweep {
  readonly cells: readonly Cell[];
  readonly keys: readonly ChainKey[];
  readonly out: string;
  readonly dataFolder: string;
  readonly keepsSamples: boolean;
}

/**
 * Refuses what cannot be run: plans that do not fit together, data sources whose data is absent, samples that the disk has no
 * room for.
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
      `the data source ${dataSource.id} needs the public data set ${missing.join(', ')}, which is not in ${dataFolder}/; name the folder that holds it with --data (docs/lab.md says what it holds)`,
    );
}

/** The samples of a run that could never end are seen before it begins; those that are there have their space. @throws FreckleError `no-space` */
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
    `the samples this run has to write take at least ${gigabytes(least)}, and ${folder} has ${gigabytes(bavail * bsize)} free; ask for fewer chains, generations or records, or give --no-samples`,
  );
}
