import { existsSync, readFileSync, rmSync } from 'node:fs';
import { FreckleError } from '../../core/errors.js';
import { writeAtomically } from '../../disk/atomic.js';
import type { RunFolder } from '../../disk/run-folder.js';
import { forgetOldDecisions } from '../decide/old-decisions.js';

/**
 * Claims a locked folder for a run over these inputs: a new folder, or one of an earlier run over the same inputs. From
 * here on it holds no finished run until `run.json` is written. @throws FreckleError `other-run`
 */
export function claimFolder(folder: RunFolder, named: readonly string[]): void {
  refuseOtherRun(folder, named);
  forgetOldDecisions(folder);
  // Readers recognize a finished run by this file.
  rmSync(folder.path('run.json'), { force: true });
}

/** A folder used for two corpora would mix two runs. */
function refuseOtherRun(folder: RunFolder, named: readonly string[]): void {
  const path = folder.state('inputs.json');
  if (!existsSync(path)) return writeAtomically(path, JSON.stringify(named));
  const before = JSON.parse(readFileSync(path, 'utf8')) as string[];
  if (JSON.stringify(before) !== JSON.stringify(named))
    throw new FreckleError(
      'other-run',
      `${folder.root} holds a run over ${before.join(', ')}, not over ${named.join(', ')}; choose another folder with --out`,
    );
}
