/**
 * Codes of errors that a user can cause and fix. The message states what was expected, what was found, where, and what
 * to do. Exit codes are defined by the command line only.
 */
export type FreckleErrorCode =
  | 'no-input'
  | 'input-not-found'
  | 'no-readable-files'
  | 'unknown-format'
  | 'unknown-signal'
  | 'invalid-policy'
  | 'invalid-setting'
  | 'not-a-run'
  | 'other-run'
  | 'run-incomplete'
  | 'run-locked'
  | 'record-not-found'
  | 'input-changed'
  | 'no-space'
  | 'write-failed'
  | 'count-mismatch'
  | 'engine-failed'
  | 'server-failed'
  | 'extension-failed';

export class FreckleError extends Error {
  override readonly name = 'FreckleError';
  constructor(
    readonly code: FreckleErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** A SQL statement that failed; the message contains the SQL. */
export class EngineError extends FreckleError {
  constructor(
    readonly sql: string,
    cause: unknown,
  ) {
    super('engine-failed', `${cause instanceof Error ? cause.message : String(cause)}\nin SQL:\n${sql}`, {
      cause,
    });
  }
}

/** Checks an invariant; a failure is a bug. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`);
}
