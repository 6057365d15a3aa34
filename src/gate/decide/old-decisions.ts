import { existsSync, rmSync } from 'node:fs';
import { copyAtomically } from '../../disk/atomic.js';
import type { RunFolder } from '../../disk/run-folder.js';

/** The decisions of the last finished run, kept while new ones are made. */
export const oldDecisionsPath = (folder: RunFolder): string => folder.state('decisions-before.parquet');

/** Whether `decide` was interrupted in this folder: there is no finished run, but it can be decided again. */
export const isBeingRedecided = (folder: RunFolder): boolean =>
  existsSync(oldDecisionsPath(folder)) && !existsSync(folder.path('run.json'));

/** From here until `run.json` is written again, readers find no run instead of a mixture of two. */
export function keepOldDecisions(folder: RunFolder): void {
  if (isBeingRedecided(folder)) return;
  copyAtomically(folder.path('decisions.parquet'), oldDecisionsPath(folder));
  rmSync(folder.path('run.json'));
}

export const forgetOldDecisions = (folder: RunFolder): void =>
  rmSync(oldDecisionsPath(folder), { force: true });
