import { FreckleError, type FreckleErrorCode } from '../core/errors.js';
import type { ReportData } from '../report/data.js';

/** Exit codes of the command line. Documented in docs/errors.md. */
export const EXIT = {
  done: 0,
  /** An acceptance line of the policy failed. */
  refused: 1,
  wrongUse: 2,
  fault: 3,
  /** The corpus is accepted, but the columns of an input could not be copied as stored. */
  notCopied: 4,
  /** Stopped by Ctrl-C or a termination signal; the same command resumes. */
  interrupted: 130,
} as const;

const WRONG_USE: ReadonlySet<FreckleErrorCode> = new Set<FreckleErrorCode>([
  'no-input',
  'input-not-found',
  'no-readable-files',
  'unknown-format',
  'unknown-signal',
  'invalid-policy',
  'invalid-setting',
  'not-a-run',
  'other-run',
  'run-incomplete',
  'run-locked',
  'record-not-found',
]);

/** Of a finished run. */
export function exitCodeOfRun(isAccepted: boolean, { run }: Pick<ReportData, 'run'>): number {
  if (!isAccepted) return EXIT.refused;
  return run.notCopied === undefined ? EXIT.done : EXIT.notCopied;
}

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof FreckleError)) return EXIT.fault;
  return WRONG_USE.has(error.code) ? EXIT.wrongUse : EXIT.fault;
}
