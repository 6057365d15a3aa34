import type { TextRecord } from '../../../core/record.js';
import { keyOfContent, keyOfId, rowOf, type ScoreTable, scoreAt } from './score-table.js';

/**
 * Joins scores to records: from the record's own columns, else from a table by content hash, else by id.
 */
export class ScoreJoin {
  /** Index of each name among the record's own scores and in the table; −1 where absent. */
  private readonly sources: readonly { readonly own: number; readonly joined: number }[];

  constructor(
    /** The requested scores, in output order. */
    readonly names: readonly string[],
    columns: readonly string[],
    private readonly table: ScoreTable | null,
  ) {
    this.sources = names.map((name) => ({
      own: columns.indexOf(name),
      joined: table === null ? -1 : table.names.indexOf(name),
    }));
  }

  scoresOf(record: TextRecord, contentHash: string): (number | null)[] {
    const byContent = this.table === null ? -1 : rowOf(this.table, keyOfContent(contentHash));
    const byId =
      this.table?.hasIds === true && record.id !== null ? rowOf(this.table, keyOfId(record.id)) : -1;
    return this.sources.map(
      ({ own, joined }) => record.scores[own] ?? this.joined(byContent, joined) ?? this.joined(byId, joined),
    );
  }

  private joined(row: number, name: number): number | null {
    return row < 0 || name < 0 ? null : scoreAt(this.table!, row, name);
  }
}
