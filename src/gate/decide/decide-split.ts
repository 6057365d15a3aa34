import type { DataSetStatement } from '../../core/origin.js';
import type { Membership, Policy, PolicyVocabulary, SignalValue } from '../../core/policy.js';
import type { Modality } from '../../core/record.js';
import { TableFile } from '../../disk/table-file.js';
import { originAnswer } from '../../origin/judge/answers.js';
import { originColumns, originOfRow } from '../../origin/judge/origin-of-row.js';
import { MeasuredRows } from '../measure/measured-rows.js';
import { compilePolicy, type DecisionTally } from '../policy/index.js';
import { DECIDED_COLUMNS } from './decided-file.js';

/** The memberships of a split's records in findings, by ascending ordinal. */
export interface SplitMembers {
  readonly ordinals: Int32Array;
  /** Indexes into `kinds`. */
  readonly kindOf: Int32Array;
  /** NaN for a membership without a value. */
  readonly values: Float64Array;
  readonly kinds: readonly { readonly metric: string; readonly role: string }[];
}

export interface DecideCommand {
  readonly policy: Policy;
  readonly inputName: string;
  /** Modality of all its records. */
  readonly modality: Modality;
  /** Ids of the signals in the measurement file. */
  readonly measured: readonly string[];
  readonly captureCutoff: string;
  /** The data set's statement about all its records. */
  readonly dataSetClaim: DataSetStatement | null;
  readonly measurementPath: string;
  readonly members: SplitMembers;
  readonly decidedPath: string;
}

export type DecideResult = DecisionTally;

const METADATA = ['ordinal', 'position', 'id', 'source', 'content_hash'] as const;

/** Determines the origin of every record of a split and decides on it, from measurements and findings; reads no text. */
export async function decideSplit(
  command: DecideCommand,
  vocabulary: PolicyVocabulary,
): Promise<DecideResult> {
  const compiled = compilePolicy(command.policy, vocabulary);
  const decider = compiled.decider(command.modality);
  const memberships = new MembershipCursor(command.members);
  const table = new TableFile(command.decidedPath, DECIDED_COLUMNS);
  const asked = compiled.signals;
  const values: (SignalValue | null)[] = new Array(asked.length).fill(null);
  const rows = new MeasuredRows(command.measurementPath, [
    ...METADATA,
    ...asked.filter((id) => command.measured.includes(id)),
    ...originColumns(command.measured),
  ]);
  const { cell } = rows;
  const originOf = originOfRow({
    captureCutoff: command.captureCutoff,
    dataSetOf: () => command.dataSetClaim,
  });
  try {
    await rows.forEach(() => {
      const ordinal = cell('ordinal') as number;
      const members = memberships.of(ordinal);
      const verdict = originOf(cell, members);
      for (let column = 0; column < asked.length; column++)
        values[column] =
          originAnswer(asked[column]!, verdict) ?? (cell(asked[column]!) as SignalValue | null);
      const { kind, reasons } = decider.decideRecord(values, members);
      table.push([
        ordinal,
        command.inputName,
        cell('position'),
        cell('id'),
        cell('source'),
        cell('content_hash'),
        kind,
        reasons.length === 0 ? null : JSON.stringify(reasons.map(({ rule }) => rule)),
        reasons.length === 0 ? null : JSON.stringify(reasons),
        verdict.origin,
        verdict.rung,
        verdict.contradiction,
        verdict.evidence.length === 0 ? null : JSON.stringify(verdict.evidence),
      ]);
    });
    table.commit();
  } catch (error) {
    table.discard();
    throw error;
  }
  return decider.tally();
}

const NONE: readonly Membership[] = [];

/** Walks memberships in parallel with the records, both in ascending order. */
class MembershipCursor {
  private at = 0;

  constructor(private readonly members: SplitMembers) {}

  of(ordinal: number): readonly Membership[] {
    const { ordinals, kindOf, values, kinds } = this.members;
    while (this.at < ordinals.length && ordinals[this.at]! < ordinal) this.at++;
    if (ordinals[this.at] !== ordinal) return NONE;
    const found: Membership[] = [];
    for (let at = this.at; ordinals[at] === ordinal; at++) {
      const value = values[at]!;
      found.push({ ...kinds[kindOf[at]!]!, value: Number.isNaN(value) ? null : value });
    }
    return found;
  }
}
