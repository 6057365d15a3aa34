import { existsSync, rmSync } from 'node:fs';
import { copyAtomically } from '../../disk/atomic.js';
import type { RunFolder } from '../../disk/run-folder.js';

/** The decisions of the last finished run, kept while others take their place. */
export const oldDecisionsPath = (folder: RunFolder): string => folder.state('decisions-before.parquet');

/** A run in the making is not a run, but one that was being decided again when it was stopped can be decided still. */
export const isBeingRedecided = (folder: RunFolder): boolean =>
  existsSync(oldDecisionsPath(folder)) && !existsSync(folder.path('run.json'));

/** From here until `run.json` is written again, readers find no run rather than half of two. */
export function keepOldDecisions(folder: RunFolder): void {
  if (isBeingRedecided(folder)) return;
  copyAtomically(folder.path('decisions.parquet'), oldDecisionsPath(folder));
  rmSync(folder.path('run.json'));
}

export const forgetOldDecisions = (folder: RunFolder): void =>
  rmSync(oldDecisionsPath(folder), { force: true });
