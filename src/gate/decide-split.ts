import type { Membership, Policy, PolicyVocabulary, SignalValue } from '../core/policy.js';
import type { Modality } from '../core/record.js';
import { DECIDED_COLUMNS } from './decided-file.js';
import { compilePolicy, type DecisionTally } from './policy/index.js';
import { TableFile } from './table-file.js';
import { readTable } from './table-reader.js';

/** Which findings the records of one split belong to, one entry per membership, ordinals ascending. */
export interface SplitMembers {
  readonly ordinals: Int32Array;
  /** Indexes into `kinds`. */
  readonly kindOf: Int32Array;
  /** NaN where the membership has no value. */
  readonly values: Float64Array;
  readonly kinds: readonly { readonly metric: string; readonly role: string }[];
}

export interface DecideCommand {
  readonly policy: Policy;
  readonly inputName: string;
  /** Of all its records. */
  readonly modality: Modality;
  readonly measurementPath: string;
  readonly members: SplitMembers;
  readonly decidedPath: string;
}

export type DecideResult = DecisionTally;

const METADATA = ['ordinal', 'position', 'id', 'source', 'content_hash'] as const;

/** Decides on every record of a split from what was measured and found; the texts are not read. */
export async function decideSplit(
  command: DecideCommand,
  vocabulary: PolicyVocabulary,
): Promise<DecideResult> {
  const compiled = compilePolicy(command.policy, vocabulary);
  const decider = compiled.decider(command.modality);
  // A corpus of one modality has no columns of the other's signals.
  const columnOf = compiled.signals.flatMap((_, column) => {
    const modality = compiled.modalities[column];
    return modality === null || modality === command.modality ? [column] : [];
  });
  const memberships = new MembershipCursor(command.members);
  const table = new TableFile(command.decidedPath, DECIDED_COLUMNS);
  const values: (SignalValue | null)[] = new Array(compiled.signals.length).fill(null);
  try {
    for await (const { rowCount, columns } of readTable(command.measurementPath, [
      ...METADATA,
      ...columnOf.map((column) => compiled.signals[column]!),
    ])) {
      const [ordinals, positions, ids, sources, hashes, ...signals] = columns as unknown as [
        ArrayLike<number>,
        ArrayLike<string>,
        ArrayLike<string | null>,
        ArrayLike<string>,
        ArrayLike<string>,
        ...ArrayLike<SignalValue | null>[],
      ];
      for (let row = 0; row < rowCount; row++) {
        for (let index = 0; index < signals.length; index++)
          values[columnOf[index]!] = signals[index]![row] ?? null;
        const { kind, reasons } = decider.decideRecord(values, memberships.of(ordinals[row]!));
        table.push([
          ordinals[row]!,
          command.inputName,
          positions[row]!,
          ids[row]!,
          sources[row]!,
          hashes[row]!,
          kind,
          reasons.length === 0 ? null : JSON.stringify(reasons.map(({ rule }) => rule)),
          reasons.length === 0 ? null : JSON.stringify(reasons),
        ]);
      }
    }
    table.commit();
  } catch (error) {
    table.discard();
    throw error;
  }
  return decider.tally();
}

const NONE: readonly Membership[] = [];

/** Walks the memberships beside the records: both ascend. */
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
