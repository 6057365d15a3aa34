import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FreckleError } from '../core/errors.js';
import { makeFolder, PARTIAL, writeAtomically } from '../disk/atomic.js';
import { takeFolder } from './take-folder.js';

/** The request of a run: nested objects whose leaves are compared one by one. */
export type Asked = { readonly [name: string]: unknown };

/**
 * The folder of a `lab run`. `run.json` holds the request; a different request cannot use the same folder.
 *
 *     run.json  summary.json  report.html  chains/  models/ (own programs)  lock, while a process works in it
 */
export class LabFolder {
  private constructor(readonly root: string) {}

  /** Creates the folder, or opens that of the same run. @throws FreckleError `other-run` | `run-locked` | `write-failed` */
  static open(root: string, asked: Asked): LabFolder {
    const folder = new LabFolder(root);
    const path = folder.path('run.json');
    // A run killed before run.json was renamed into place leaves only the partial file.
    takeFolder(
      root,
      'lab run',
      (names) => names.includes('run.json') || names.every((name) => name === `run.json${PARTIAL}`),
    );
    try {
      if (existsSync(path)) folder.refuseOther(path, asked);
      else writeAtomically(path, `${JSON.stringify(asked, null, 1)}\n`);
      makeFolder(folder.path('chains'));
    } catch (error) {
      folder.release();
      throw error;
    }
    return folder;
  }

  readonly path = (...parts: string[]): string => join(this.root, ...parts);

  release(): void {
    rmSync(this.path('lock'), { force: true });
  }

  private refuseOther(path: string, asked: Asked): void {
    const there = asRead(readFileSync(path, 'utf8'));
    if (!isTree(there))
      throw new FreckleError(
        'other-run',
        `expected a JSON object in ${path}; name another folder with --out, or remove this one`,
      );
    const differences = differencesOf(there, asRead(JSON.stringify(asked)));
    if (differences.length === 0) return;
    const shown = differences.slice(0, MOST_SHOWN).join('; ');
    const rest = differences.length > MOST_SHOWN ? `; and ${differences.length - MOST_SHOWN} more` : '';
    throw new FreckleError(
      'other-run',
      `${this.root} holds a different run: ${shown}${rest}; name another folder with --out, or remove this one`,
    );
  }
}

const MOST_SHOWN = 4;

function asRead(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `generations is 200 in the folder and 100 in this command`, for every leaf that differs; lists are leaves. */
export function differencesOf(there: unknown, here: unknown, name = ''): string[] {
  if (isTree(there) && isTree(here))
    return [...new Set([...Object.keys(there), ...Object.keys(here)])].flatMap((key) =>
      differencesOf(there[key], here[key], name === '' ? key : `${name}.${key}`),
    );
  const [a, b] = [shown(there), shown(here)];
  return a === b ? [] : [`${name === '' ? 'run.json' : name} is ${a} in the folder and ${b} in this command`];
}

const isTree = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'absent';
  return Array.isArray(value) ? value.join(',') : typeof value === 'string' ? value : JSON.stringify(value);
}
