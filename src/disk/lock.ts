import { constants, copyFileSync, linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { FreckleError } from '../core/errors.js';
import { writeAtomically } from './atomic.js';

/** Attempts to take over a stale lock; all fail only where other processes take it each time. */
const ATTEMPTS = 5;

/**
 * Takes the lock file at `path` for this process, also from a process that no longer exists. The file appears
 * atomically with its content, so exactly one of two simultaneous processes gets it.
 *
 * @throws FreckleError `run-locked` | `write-failed` | `no-space`
 */
export function takeLock(path: string, root: string): void {
  const own = `${path}.${process.pid}`;
  writeAtomically(own, holderOf(process.pid));
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (isLinked(own, path)) return;
      const holder = readHolder(path);
      if (holder !== null && isAtWork(holder)) throw lockedBy(holder, root);
      if (holder !== null) removeStale(path, `${own}.stale`, holder);
    }
    throw lockedBy(readHolder(path) ?? 'unknown', root);
  } finally {
    rmSync(own, { force: true });
  }
}

function lockedBy(holder: string, root: string): FreckleError {
  return new FreckleError(
    'run-locked',
    `process ${holder.split(' ')[0]} is working in ${root}: wait for it, or give another folder with --out`,
  );
}

function isLinked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    return isCopied(from, to);
  }
}

/** For file systems without hard links. A second process might see the file before its content. */
function isCopied(from: string, to: string): boolean {
  try {
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new FreckleError('write-failed', `cannot write ${to}: ${(cause as Error).message}`, { cause });
  }
}

/** Removes a stale lock. Restores it if another process has taken it over in the meantime. */
function removeStale(path: string, aside: string, stale: string): void {
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (readHolder(aside) !== stale) isLinked(aside, path);
  rmSync(aside, { force: true });
}

function readHolder(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** `pid` and start time: after a reboot or in a container, another process may have the same number. */
const holderOf = (pid: number): string => `${pid} ${startOf(pid)}`.trim();

function isAtWork(holder: string): boolean {
  const pid = Number(holder.split(' ')[0]);
  // A killed run of an older version may have left an empty file; process 0 would mean our own group.
  if (!Number.isInteger(pid) || pid <= 0) return false;
  return isAlive(pid) && (holder === holderOf(pid) || (holder === String(pid) && pid !== process.pid));
}

/** Start time of a process in clock ticks since boot (Linux); empty on other systems. */
function startOf(pid: number): string {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program name in parentheses may contain anything, so fields are counted after it. proc(5), field 22.
    return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
