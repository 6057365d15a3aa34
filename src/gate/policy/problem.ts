import { FreckleError } from '../../core/errors.js';

export type PolicyPath = readonly (string | number)[];

/** Something wrong with a policy, at a place in it. */
export interface PolicyProblem {
  readonly code: 'invalid-policy' | 'unknown-signal';
  readonly path: PolicyPath;
  /** What was expected and what was found. */
  readonly message: string;
  /** Whether the word itself is wrong rather than what stands behind it. */
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
 * A policy that cannot be used, with everything that is wrong with it. The code is `unknown-signal` where
 * unknown signals are all that is wrong, else `invalid-policy`.
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

/** Throws what is wrong, in the order in which it stands in the file; returns where nothing is. */
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

/** A value as it is shown in a message: short, and never more than one line. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value === null) return 'nothing';
  if (typeof value === 'object') return 'a group of words';
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
