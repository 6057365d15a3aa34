import type { AcceptanceCount, AcceptanceLine, Policy } from '../../core/policy.js';
import { boundsInWords, withinBounds } from './condition.js';

/** What a run counted: `read = admitted + quarantined + rejected + unreadable`. */
export type RunCounts = { readonly [count in AcceptanceCount]: number } & {
  /** How many records each rule matched, by its id; needed where a line names a rule. */
  readonly rules?: { readonly [rule: string]: number };
};

export interface AcceptanceResult {
  readonly id: string;
  readonly because: string;
  /** `at most 5 % of items read are rejected` */
  readonly condition: string;
  /** The number found; null where it is unknown, and then the line fails. */
  readonly value: number | null;
  readonly why?: string;
  readonly met: boolean;
  /** `7.1 %`, or why the number is unknown. */
  readonly found: string;
  /** `Failed: 82 % of records were rejected; the policy allows 50 %.` */
  readonly sentence: string;
}

/** Checks each acceptance line of the policy against the counts of a run, in the policy's order. */
export function checkAcceptance(policy: Policy, counts: RunCounts): AcceptanceResult[] {
  return (policy.acceptance ?? []).map((line) => resultOf(line, counts));
}

/** A corpus is accepted when every line passes; a policy without lines accepts every corpus. */
export const isAccepted = (results: readonly AcceptanceResult[]): boolean => results.every(({ met }) => met);

function resultOf(line: AcceptanceLine, counts: RunCounts): AcceptanceResult {
  const measured = measure(line, counts);
  const common = { id: line.id, because: line.because, condition: acceptanceText(line) };
  // An unknown number must not pass.
  if (measured.value === null)
    return {
      ...common,
      ...measured,
      met: false,
      found: measured.why,
      sentence: `Failed: ${measured.why}; the policy ${demandOf(line)}.`,
    };
  const { value } = measured;
  const met = withinBounds(line, value);
  return {
    ...common,
    value,
    met,
    found: amountText(line, value),
    sentence: `${met ? 'Passed' : 'Failed'}: ${foundText(line, value)}; the policy ${demandOf(line)}.`,
  };
}

function measure(line: AcceptanceLine, counts: RunCounts): { value: number } | { value: null; why: string } {
  const counted = line.rule === undefined ? counts[line.count!] : counts.rules?.[line.rule];
  if (counted === undefined) return { value: null, why: `the matches of “${line.rule}” were not counted` };
  if (line.of === undefined) return { value: counted };
  const whole = line.of === 'read' ? counts.read : counts.read - counts.unreadable;
  if (whole === 0)
    return { value: null, why: line.of === 'read' ? 'nothing was read' : 'no record could be read' };
  return { value: counted / whole };
}

/** `at most 5 % of items read are rejected`, `at least 1,000 records match “copy”` */
export function acceptanceText(line: AcceptanceLine): string {
  const bounds = boundsInWords(line, boundText(line), line.of === undefined ? 'count' : 'share');
  return `${bounds} ${nounOf(line)} ${line.rule === undefined ? `are ${line.count}` : `match “${line.rule}”`}`;
}

/** `82 % of records were rejected`, `1 record matched “copy”` */
function foundText(line: AcceptanceLine, value: number): string {
  const isOne = line.of === undefined && value === 1;
  const noun = isOne ? nounOf(line).replace(/s$/, '') : nounOf(line);
  const verb = line.rule === undefined ? `${isOne ? 'was' : 'were'} ${line.count}` : `matched “${line.rule}”`;
  return `${amountText(line, value)} ${noun} ${verb}`;
}

/** Of a share, the whole; of a count, what is counted. */
function nounOf({ count, of }: AcceptanceLine): string {
  if (of !== undefined) return of === 'read' ? 'of items read' : 'of records';
  return count === 'read' || count === 'unreadable' ? 'items' : 'records';
}

/** `allows 50 %`, `allows fewer than 30`, `requires at least 90 %` */
function demandOf(line: AcceptanceLine): string {
  const { above, below, 'at-least': atLeast, 'at-most': atMost } = line;
  const hasFloor = above !== undefined || atLeast !== undefined;
  if (!hasFloor && below === undefined && atMost !== undefined) return `allows ${boundText(line)(atMost)}`;
  const bounds = boundsInWords(line, boundText(line), line.of === undefined ? 'count' : 'share');
  return `${hasFloor ? 'requires' : 'allows'} ${bounds}`;
}

const grouped = (count: number): string => count.toLocaleString('en-US');

/** A bound as the policy states it. */
const boundText = ({ of }: AcceptanceLine): ((bound: number) => string) =>
  of === undefined ? grouped : (share) => `${Number((100 * share).toPrecision(4))} %`;

const MOST_DIGITS = 6;

/**
 * The number found, a share in whole per cent. Gets more digits where rounding would move it to the other side of a
 * bound, or show 0 % or 100 % of what is neither.
 */
function amountText(line: AcceptanceLine, value: number): string {
  if (line.of === undefined) return grouped(value);
  const isFair = (rounded: number): boolean =>
    withinBounds(line, rounded / 100) === withinBounds(line, value) &&
    (rounded === 0) === (value === 0) &&
    (rounded === 100) === (value === 1);
  let rounded = 100 * value;
  for (let digits = 0; digits <= MOST_DIGITS; digits++) {
    rounded = Number((100 * value).toFixed(digits));
    if (isFair(rounded)) break;
  }
  return `${rounded} %`;
}
