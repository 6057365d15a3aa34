import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DECISION_FOLDERS } from '../core/decision.js';
import { FreckleError } from '../core/errors.js';
import { PARTIAL, writeAtomically } from './atomic.js';
import { takeLock } from './lock.js';

/**
 * A run on disk. Files for people are at the top level; files for resuming are in `.freckle/`.
 *
 *     run.json  report.html  report.json  timings.json  policy.yaml  decisions.parquet  unreadable.jsonl
 *     admitted/  quarantined/  rejected/  measurements/  findings/
 *     .freckle/  lock, markers of finished work, temporary files
 */
export class RunFolder {
  constructor(readonly root: string) {}

  readonly path = (...parts: string[]): string => join(this.root, ...parts);
  readonly state = (...parts: string[]): string => join(this.root, STATE, ...parts);

  /** Creates the folder, or reopens that of an earlier run. @throws FreckleError `other-run` | `run-locked` */
  open(): void {
    this.refuseForeign();
    this.lock();
  }

  /** Protects folders that are not runs from being overwritten. @throws FreckleError `other-run` */
  refuseForeign(): void {
    if (!existsSync(this.root)) return;
    if (!statSync(this.root).isDirectory())
      throw new FreckleError('other-run', `${this.root} is a file: give a new folder with --out`);
    if (!existsSync(this.state()) && readdirSync(this.root).length > 0)
      throw new FreckleError(
        'other-run',
        `${this.root} is not empty and holds no Freckle run: give an empty or new folder with --out`,
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
        `the run in ${root} is not finished: run its vet command again to resume it`,
      );
    return folder;
  }

  /** @throws FreckleError `run-locked` | `write-failed` */
  lock(): void {
    takeLock(this.state('lock'), this.root);
  }

  release(): void {
    rmSync(this.state('lock'), { force: true });
  }

  /** Result of a finished step with this fingerprint, or null. */
  marker<T extends object>(name: string, fingerprint: string): T | null {
    const path = this.state('done', `${name}.json`);
    if (!existsSync(path)) return null;
    const marker = JSON.parse(readFileSync(path, 'utf8')) as {
      fingerprint: string;
      files: FileStamp[];
      result: T;
    };
    if (marker.fingerprint !== fingerprint) return null;
    // A truncated or missing file means that the step must run again.
    const isWhole = marker.files.every(
      ({ name, size }) => existsSync(this.path(name)) && statSync(this.path(name)).size === size,
    );
    return isWhole ? marker.result : null;
  }

  /**
   * Removes a step's marker before its files are overwritten. A run killed in between would otherwise find other files
   * under the old marker.
   */
  unmark(name: string): void {
    rmSync(this.state('done', `${name}.json`), { force: true });
  }

  /** Records that a step is done, with the files (relative to the run) it wrote. */
  mark(name: string, fingerprint: string, result: object, files: readonly string[]): void {
    const stamps = files.map((file): FileStamp => ({ name: file, size: statSync(this.path(file)).size }));
    writeAtomically(
      this.state('done', `${name}.json`),
      JSON.stringify({ fingerprint, files: stamps, result }),
    );
  }

  /** Removes leftovers of killed runs and files of splits outside the plan. */
  sweep(folder: string, keep: ReadonlySet<string>): void {
    const root = this.path(folder);
    if (!existsSync(root)) return;
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const name = relative(this.root, path);
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
