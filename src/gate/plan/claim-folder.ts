import { existsSync, readFileSync, rmSync } from 'node:fs';
import { FreckleError } from '../../core/errors.js';
import { writeAtomically } from '../../disk/atomic.js';
import type { RunFolder } from '../../disk/run-folder.js';
import { forgetOldDecisions } from '../decide/old-decisions.js';

/**
 * Makes a locked folder the place of a run over these inputs: a new one, or one that an earlier run over them left. From
 * here on it holds no finished run until `run.json` is written. @throws FreckleError `other-run`
 */
export function claimFolder(folder: RunFolder, named: readonly string[]): void {
  refuseOtherRun(folder, named);
  forgetOldDecisions(folder);
  // A run in the making is not a run: readers look for this file.
  rmSync(folder.path('run.json'), { force: true });
}

/** The same folder for another corpus would mix two runs. */
function refuseOtherRun(folder: RunFolder, named: readonly string[]): void {
  const path = folder.state('inputs.json');
  if (!existsSync(path)) return writeAtomically(path, JSON.stringify(named));
  const before = JSON.parse(readFileSync(path, 'utf8')) as string[];
  if (JSON.stringify(before) !== JSON.stringify(named))
    throw new FreckleError(
      'other-run',
      `${folder.root} holds a run over ${before.join(', ')}, not over ${named.join(', ')}; name another folder with --out`,
    );
}
