import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, PARTIAL } from '../disk/atomic.js';
import { takeFolder } from './take-folder.js';

const RESULTS = 'reproduction.json';

/**
 * The folder of a `lab reproduce`:
 *
 *     presets/ (kept results)  reproduction.json  report.html  lock, while a process works in it
 */
export class ReproductionFolder {
  private constructor(readonly root: string) {}

  /** Creates the folder, or opens that of an earlier reproduction. @throws FreckleError `other-run` | `run-locked` | `write-failed` */
  static open(root: string): ReproductionFolder {
    takeFolder(root, 'reproduction', (names) =>
      ['presets', RESULTS, `${RESULTS}${PARTIAL}`].some((name) => names.includes(name)),
    );
    const folder = new ReproductionFolder(root);
    try {
      makeFolder(folder.kept);
    } catch (error) {
      folder.release();
      throw error;
    }
    return folder;
  }

  /** Folder of the kept results of single experiments. */
  get kept(): string {
    return join(this.root, 'presets');
  }

  /** All results of the last command. */
  get results(): string {
    return join(this.root, RESULTS);
  }

  get report(): string {
    return join(this.root, 'report.html');
  }

  release(): void {
    rmSync(join(this.root, 'lock'), { force: true });
  }
}
