import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../disk/atomic.js';
import { fingerprintOf } from '../disk/fingerprint.js';

interface Kept<Result> {
  readonly fingerprint: string;
  readonly seconds: number;
  readonly result: Result;
}

/** Results in a folder, one file each, with the fingerprint of their determinants. */
export class KeptResults {
  constructor(private readonly folder: string) {}

  /** Returns the result kept for the same determinants; otherwise runs `run` and keeps its result. */
  async of<Result>(
    name: string,
    determinants: unknown,
    run: () => Promise<{ result: Result; seconds: number }>,
  ): Promise<{ readonly result: Result; readonly seconds: number; readonly wasKept: boolean }> {
    const path = join(this.folder, `${name}.json`);
    const fingerprint = fingerprintOf(determinants);
    const kept = keptIn<Result>(path);
    if (kept?.fingerprint === fingerprint) return { ...kept, wasKept: true };
    const { result, seconds } = await run();
    writeAtomically(path, `${JSON.stringify({ fingerprint, seconds, result }, asWritten)}\n`);
    return { result, seconds, wasKept: false };
  }
}

/** Null where the file is missing or not a kept result. */
function keptIn<Result>(path: string): Kept<Result> | null {
  try {
    const kept: unknown = JSON.parse(readFileSync(path, 'utf8'), asRead);
    return isKept<Result>(kept) ? kept : null;
  } catch {
    return null;
  }
}

const isKept = <Result>(value: unknown): value is Kept<Result> =>
  typeof value === 'object' &&
  value !== null &&
  'fingerprint' in value &&
  'result' in value &&
  'seconds' in value &&
  typeof value.seconds === 'number';

/** Typed arrays become lists. JSON writes NaN as null, which compares as 0, so such numbers are named instead. */
function asWritten(_key: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
  return typeof value === 'number' && !Number.isFinite(value) ? { notFinite: String(value) } : value;
}

const asRead = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'notFinite' in value ? Number(value.notFinite) : value;
