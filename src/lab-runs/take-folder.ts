import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FreckleError } from '../core/errors.js';
import { makeFolder } from '../disk/atomic.js';
import { takeLock } from '../disk/lock.js';

/**
 * Makes a folder, or takes up one of ours, and locks it for this process. One of something else stays as it is.
 *
 * @throws FreckleError `other-run` | `run-locked` | `write-failed` | `no-space`
 */
export function takeFolder(root: string, kind: string, isOurs: (names: readonly string[]) => boolean): void {
  if (existsSync(root) && !statSync(root).isDirectory())
    throw new FreckleError('other-run', `${root} is a file; name a new folder with --out`);
  const names = existsSync(root) ? readdirSync(root).filter((name) => !/^lock(\.|$)/.test(name)) : [];
  if (names.length > 0 && !isOurs(names))
    throw new FreckleError(
      'other-run',
      `${root} is not empty and holds no ${kind}; name an empty or new folder with --out`,
    );
  makeFolder(root);
  takeLock(join(root, 'lock'), root);
}
