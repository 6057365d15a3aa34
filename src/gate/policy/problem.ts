import { FreckleError } from '../../core/errors.js';

export type PolicyPath = readonly (string | number)[];

/** A fault of a policy, at a place in it. */
export interface PolicyProblem {
  readonly code: 'invalid-policy' | 'unknown-signal';
  readonly path: PolicyPath;
  /** Says what was expected and what was found. */
  readonly message: string;
  /** Whether the key is wrong rather than its value. */
  readonly isKey?: boolean;
}

/** 1-based. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface PlacedProblem extends PolicyProblem, Partial<Place> {}

const SHOWN_AT_MOST = 20;

/**
 * A policy that cannot be used, with all of its faults. The code is `unknown-signal` if every fault is an unknown
 * signal, else `invalid-policy`.
 */
export class PolicyError extends FreckleError {
  constructor(
    readonly file: string,
    readonly problems: readonly PlacedProblem[],
    options?: { cause?: unknown },
  ) {
    super(codeOf(problems), messageOf(file, problems), options);
  }
}

/** Throws the problems in the order of the file; returns if there are none. */
export function throwProblems(
  file: string,
  problems: readonly PolicyProblem[],
  locate?: (path: PolicyPath, isKey: boolean) => Place,
): void {
  if (problems.length === 0) return;
  const placed: PlacedProblem[] = problems.map((problem) => ({
    ...problem,
    ...locate?.(problem.path, problem.isKey ?? false),
  }));
  placed.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  throw new PolicyError(file, placed);
}

const codeOf = (problems: readonly PolicyProblem[]) =>
  problems.every(({ code }) => code === 'unknown-signal') ? 'unknown-signal' : 'invalid-policy';

function messageOf(file: string, problems: readonly PlacedProblem[]): string {
  const lines = problems.slice(0, SHOWN_AT_MOST).map((problem) => lineOf(file, problem));
  if (problems.length > SHOWN_AT_MOST) lines.push(`… and ${problems.length - SHOWN_AT_MOST} more`);
  return lines.join('\n');
}

/** `web.yaml:12:15: rules[2].when.above: expected a number, found "much"` */
function lineOf(file: string, { line, column, path, message }: PlacedProblem): string {
  const place = line === undefined ? file : `${file}:${line}:${column}`;
  const where = pathText(path);
  return where === '' ? `${place}: ${message}` : `${place}: ${where}: ${message}`;
}

/** `rules[2].when.above` */
export function pathText(path: PolicyPath): string {
  let text = '';
  for (const step of path) text += typeof step === 'number' ? `[${step}]` : text === '' ? step : `.${step}`;
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** A value as messages show it: short, on one line. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value === null) return 'nothing';
  if (typeof value === 'object') return 'a mapping';
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
