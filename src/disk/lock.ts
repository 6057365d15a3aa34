import { constants, copyFileSync, linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { FreckleError } from '../core/errors.js';
import { writeAtomically } from './atomic.js';

/** Attempts to take a lock whose holder is gone; more only fail where others take it each time. */
const ATTEMPTS = 5;

/**
 * Takes the lock file at `path` for this process, or takes it over from one that is gone. The file appears
 * with its content or not at all, so that of two processes that start at once one gets it.
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
    `process ${holder.split(' ')[0]} is working in ${root}; wait for it, or name another folder with --out`,
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

/** For file systems without hard links, where a second process might see the file before its content. */
function isCopied(from: string, to: string): boolean {
  try {
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new FreckleError('write-failed', `cannot write ${to}: ${(cause as Error).message}`, { cause });
  }
}

/** Another process may have taken the stale lock over since it was read: then it gets its lock back. */
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

/** `pid` and when it started: after a reboot, or in a container, another process soon has the same number. */
const holderOf = (pid: number): string => `${pid} ${startOf(pid)}`.trim();

function isAtWork(holder: string): boolean {
  const pid = Number(holder.split(' ')[0]);
  // An empty file is what a killed run of an older version may have left; process 0 would be our own group.
  if (!Number.isInteger(pid) || pid <= 0) return false;
  return isAlive(pid) && (holder === holderOf(pid) || (holder === String(pid) && pid !== process.pid));
}

/** Clock ticks since boot at which a process started, where the system says it (Linux); else nothing. */
function startOf(pid: number): string {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program stands in parentheses and may hold anything: count from behind it. proc(5), field 22.
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
