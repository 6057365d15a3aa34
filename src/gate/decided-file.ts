import type { Provenance } from '../core/format.js';
import type { ColumnSpec } from './table-file.js';
import { readTable } from './table-reader.js';

/** A decision per record, with everything an output carries beside it. */
export const DECIDED_COLUMNS: readonly ColumnSpec[] = [
  { name: 'ordinal', type: 'INT32' },
  { name: 'input', type: 'STRING' },
  { name: 'position', type: 'STRING' },
  { name: 'id', type: 'STRING' },
  { name: 'source', type: 'STRING' },
  { name: 'content_hash', type: 'STRING' },
  { name: 'decision', type: 'STRING' },
  // JSON list of the ids of all matching rules; null where none matched.
  { name: 'rules', type: 'STRING' },
  // JSON list of { rule, decision, subject, value, condition }; null where no rule matched.
  { name: 'reasons', type: 'STRING' },
];

/** The provenance of each record of a split, by ordinal. */
export async function readDecided(path: string): Promise<Map<number, Provenance>> {
  const found = new Map<number, Provenance>();
  const names = ['ordinal', 'source', 'position', 'content_hash', 'decision', 'rules'];
  for await (const { rowCount, columns } of readTable(path, names)) {
    const [ordinals, sources, positions, hashes, decisions, rules] = columns as [
      ArrayLike<number>,
      ...ArrayLike<string>[],
    ];
    for (let row = 0; row < rowCount; row++) {
      const ruleIds = rules![row] as string | null;
      found.set(ordinals[row]!, {
        source: sources![row]!,
        position: positions![row]!,
        contentHash: hashes![row]!,
        decision: decisions![row]!,
        reasons: ruleIds === null ? NO_REASONS : (JSON.parse(ruleIds) as string[]),
      });
    }
  }
  return found;
}

const NO_REASONS: readonly string[] = [];
