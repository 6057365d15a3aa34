import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FreckleError } from '../core/errors.js';
import { makeFolder } from '../disk/atomic.js';
import { takeLock } from '../disk/lock.js';

/**
 * Makes a folder, or opens an existing one of the same kind, and locks it for this process. Other folders stay untouched.
 *
 * @throws FreckleError `other-run` | `run-locked` | `write-failed` | `no-space`
 */
export function takeFolder(root: string, kind: string, isOurs: (names: readonly string[]) => boolean): void {
  if (existsSync(root) && !statSync(root).isDirectory())
    throw new FreckleError(
      'other-run',
      `expected a folder, but ${root} is a file; name a new folder with --out`,
    );
  const names = existsSync(root) ? readdirSync(root).filter((name) => !/^lock(\.|$)/.test(name)) : [];
  if (names.length > 0 && !isOurs(names))
    throw new FreckleError(
      'other-run',
      `${root} is not empty and holds no ${kind}; name an empty or new folder with --out`,
    );
  makeFolder(root);
  takeLock(join(root, 'lock'), root);
}
