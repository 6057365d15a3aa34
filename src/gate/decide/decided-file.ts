import { type Evidence, evidenceInShort } from '../../core/origin.js';
import type { Provenance } from '../../core/provenance.js';
import type { ColumnSpec } from '../../disk/table-file.js';
import { readTable, type TableBatch } from '../../disk/table-reader.js';

/** One row per record: its decision and everything that outputs add to the record. */
export const DECIDED_COLUMNS: readonly ColumnSpec[] = [
  { name: 'ordinal', type: 'INT32' },
  { name: 'input', type: 'STRING' },
  { name: 'position', type: 'STRING' },
  { name: 'id', type: 'STRING' },
  { name: 'source', type: 'STRING' },
  { name: 'content_hash', type: 'STRING' },
  { name: 'decision', type: 'STRING' },
  // JSON list of the ids of all matching rules; null if none matches.
  { name: 'rules', type: 'STRING' },
  // JSON list of { rule, decision, subject, value, condition }; null if no rule matches.
  { name: 'reasons', type: 'STRING' },
  { name: 'origin', type: 'STRING' },
  // The rung of the strongest evidence; null without evidence.
  { name: 'origin_rung', type: 'STRING' },
  // The rung of the evidence that contradicts a human origin; null without a contradiction.
  { name: 'origin_contradiction', type: 'STRING' },
  // JSON list of { rung, kind, origin, detail }, strongest first; null without evidence.
  { name: 'origin_evidence', type: 'STRING' },
];

/** The provenance of a split's records, requested in ascending order of their ordinals. */
export interface DecidedRecords {
  readonly size: number;
  readonly of: (ordinal: number) => Provenance | null;
}

/**
 * Reads a split's decisions. Keeps them in columns: a split may be one compressed file of millions of records, and an
 * object for each would exceed the run's memory.
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
