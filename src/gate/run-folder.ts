import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DECISION_FOLDERS } from '../core/decision.js';
import { FreckleError } from '../core/errors.js';
import { PARTIAL, writeAtomically } from './atomic.js';

/**
 * A run on disk. What people read lies at the top; what only Freckle needs to resume lies in `.freckle/`.
 *
 *     run.json  report.html  report.json  timings.json  policy.yaml  decisions.parquet  unreadable.jsonl
 *     admitted/  quarantined/  rejected/  measurements/  findings/
 *     .freckle/  lock, markers of finished work, temporary files
 */
export class RunFolder {
  constructor(readonly root: string) {}

  readonly path = (...parts: string[]): string => join(this.root, ...parts);
  readonly state = (...parts: string[]): string => join(this.root, STATE, ...parts);

  /** Creates the folder, or takes up the one of an earlier run. @throws FreckleError `other-run` | `run-locked` */
  open(): void {
    this.refuseForeign();
    mkdirSync(this.state(), { recursive: true });
    this.lock();
  }

  /** Nothing of anybody else's is written over. @throws FreckleError `other-run` */
  refuseForeign(): void {
    if (existsSync(this.root) && !existsSync(this.state()) && readdirSync(this.root).length > 0)
      throw new FreckleError(
        'other-run',
        `${this.root} is not empty and holds no Freckle run; name an empty or new folder with --out`,
      );
  }

  /** An existing, finished run. @throws FreckleError `not-a-run` | `run-incomplete` */
  static existing(root: string): RunFolder {
    const folder = new RunFolder(root);
    if (!existsSync(folder.state()))
      throw new FreckleError('not-a-run', `${root} holds no Freckle run (no ${STATE}/ in it)`);
    if (!existsSync(folder.path('run.json')))
      throw new FreckleError(
        'run-incomplete',
        `the run in ${root} has not finished; run its vet command again to resume it`,
      );
    return folder;
  }

  lock(): void {
    const path = this.state('lock');
    const holder = existsSync(path) ? Number(readFileSync(path, 'utf8')) : Number.NaN;
    if (Number.isInteger(holder) && holder !== process.pid && isAlive(holder))
      throw new FreckleError(
        'run-locked',
        `process ${holder} is working in ${this.root}; wait for it, or name another folder with --out`,
      );
    writeFileSync(path, String(process.pid));
  }

  release(): void {
    rmSync(this.state('lock'), { force: true });
  }

  /** What a finished step left behind, if it was made from the same things; else null. */
  marker<T extends object>(name: string, fingerprint: string): T | null {
    const path = this.state('done', `${name}.json`);
    if (!existsSync(path)) return null;
    const marker = JSON.parse(readFileSync(path, 'utf8')) as {
      fingerprint: string;
      files: FileStamp[];
      result: T;
    };
    if (marker.fingerprint !== fingerprint) return null;
    // A file that was cut short or removed behind our back is work to do again.
    const isWhole = marker.files.every(
      ({ name, size }) => existsSync(this.path(name)) && statSync(this.path(name)).size === size,
    );
    return isWhole ? marker.result : null;
  }

  /** Notes that a step is done and which files (relative to the run) it made. */
  mark(name: string, fingerprint: string, result: object, files: readonly string[]): void {
    const stamps = files.map((file): FileStamp => ({ name: file, size: statSync(this.path(file)).size }));
    writeAtomically(
      this.state('done', `${name}.json`),
      JSON.stringify({ fingerprint, files: stamps, result }),
    );
  }

  /** Removes leftovers of killed runs and files of splits that are no longer part of the plan. */
  sweep(folder: string, keep: ReadonlySet<string>): void {
    const root = this.path(folder);
    if (!existsSync(root)) return;
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const name = path.slice(this.root.length + 1);
      if (entry.name.endsWith(PARTIAL) || !keep.has(name)) rmSync(path);
    }
  }
}

interface FileStamp {
  readonly name: string;
  readonly size: number;
}

const STATE = '.freckle';
export const splitName = (split: number): string => String(split).padStart(5, '0');
export const OUTPUT_FOLDERS = Object.values(DECISION_FOLDERS);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
