import type { Provenance } from '../../core/format.js';
import { type Evidence, evidenceInShort } from '../../core/origin.js';
import type { ColumnSpec } from '../../disk/table-file.js';
import { readTable, type TableBatch } from '../../disk/table-reader.js';

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
  { name: 'origin', type: 'STRING' },
  // The rung of the strongest evidence; null where there is none.
  { name: 'origin_rung', type: 'STRING' },
  // The rung of the evidence that contradicts what is said of it; null where none does.
  { name: 'origin_contradiction', type: 'STRING' },
  // JSON list of { rung, kind, origin, detail }, strongest first; null where there is none.
  { name: 'origin_evidence', type: 'STRING' },
];

/** The provenance of the records of a split, asked in ascending order of their ordinals. */
export interface DecidedRecords {
  readonly size: number;
  readonly of: (ordinal: number) => Provenance | null;
}

/**
 * Reads a split's decisions. They stay in columns: a split may be one compressed file of millions of records, and an
 * object for each would take more memory than the run may.
 */
export async function readDecided(path: string): Promise<DecidedRecords> {
  const names = [
    'ordinal',
    'source',
    'position',
    'content_hash',
    'decision',
    'rules',
    'origin',
    'origin_evidence',
  ];
  const batches: TableBatch[] = [];
  for await (const batch of readTable(path, names)) batches.push(batch);
  let batch = 0;
  let row = 0;
  return {
    size: batches.reduce((sum, { rowCount }) => sum + rowCount, 0),
    of(ordinal) {
      while (batch < batches.length) {
        const { rowCount, columns } = batches[batch]!;
        while (row < rowCount && (columns[0]![row] as number) < ordinal) row++;
        if (row < rowCount) return columns[0]![row] === ordinal ? provenanceAt(columns, row) : null;
        batch++;
        row = 0;
      }
      return null;
    },
  };
}

const NONE: readonly string[] = [];

function provenanceAt(columns: TableBatch['columns'], row: number): Provenance {
  const [, source, position, contentHash, decision, rules, origin, evidence] = columns.map(
    (column) => column[row],
  ) as [number, string, string, string, string, string | null, string, string | null];
  return {
    source,
    position,
    contentHash,
    decision,
    reasons: rules === null ? NONE : (JSON.parse(rules) as string[]),
    origin,
    evidence: evidence === null ? NONE : (JSON.parse(evidence) as Evidence[]).map(evidenceInShort),
  };
}
