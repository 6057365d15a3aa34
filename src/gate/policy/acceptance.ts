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
  /** `rejected, as a share of read, at most 5 %` */
  readonly condition: string;
  /** What was found; null where it could not be, and then the line is not met. */
  readonly value: number | null;
  readonly why?: string;
  readonly met: boolean;
  /** `7.1 %`, or why nothing was found. */
  readonly found: string;
  /** One sentence for people. */
  readonly sentence: string;
}

/** Each acceptance line of the policy against what a run counted, in the policy's order. */
export function checkAcceptance(policy: Policy, counts: RunCounts): AcceptanceResult[] {
  return (policy.acceptance ?? []).map((line) => resultOf(line, counts));
}

/** A corpus is accepted when every line is met; a policy without lines accepts every corpus. */
export const isAccepted = (results: readonly AcceptanceResult[]): boolean => results.every(({ met }) => met);

function resultOf(line: AcceptanceLine, counts: RunCounts): AcceptanceResult {
  const measured = measure(line, counts);
  const condition = acceptanceText(line);
  const common = { id: line.id, because: line.because, condition };
  // A gate that could not look must not say that all is well.
  if (measured.value === null)
    return {
      ...common,
      ...measured,
      met: false,
      found: measured.why,
      sentence: `Not met: ${condition} could not be judged: ${measured.why}.`,
    };
  const met = withinBounds(line, measured.value);
  const found = shownAs(line)(measured.value);
  return {
    ...common,
    value: measured.value,
    met,
    found,
    sentence: `${met ? 'Met' : 'Not met'}: ${condition}; found ${found}.`,
  };
}

function measure(line: AcceptanceLine, counts: RunCounts): { value: number } | { value: null; why: string } {
  const counted = line.rule === undefined ? counts[line.count!] : counts.rules?.[line.rule];
  if (counted === undefined) return { value: null, why: `nothing was counted for rule "${line.rule}"` };
  if (line.of === undefined) return { value: counted };
  const whole = line.of === 'read' ? counts.read : counts.read - counts.unreadable;
  if (whole === 0)
    return { value: null, why: line.of === 'read' ? 'nothing was read' : 'no record could be read' };
  return { value: counted / whole };
}

/** `rejected, as a share of read, at most 5 %` */
export function acceptanceText(line: AcceptanceLine): string {
  const subject = line.rule === undefined ? line.count! : `matched by "${line.rule}"`;
  const share = line.of === undefined ? '' : `, as a share of ${line.of}`;
  return `${subject}${share}, ${boundsInWords(line, shownAs(line))}`;
}

/** Enough digits that a share just beyond a bound is not shown as the bound. */
const percent = (share: number): string => `${Number((100 * share).toPrecision(4))} %`;

/** Bounds and what was found in one unit. */
const shownAs = ({ of }: AcceptanceLine): ((value: number) => string) =>
  of === undefined ? (count) => count.toLocaleString('en-US') : percent;
