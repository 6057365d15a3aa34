import type { TextRecord } from '../../../core/record.js';
import { keyOfContent, keyOfId, rowOf, type ScoreTable, scoreAt } from './score-table.js';

/**
 * Gives records their scores: from the record's own columns, else from a table, where a text is found by its content
 * hash or else by its id.
 */
export class ScoreJoin {
  /** For each name: where it stands among the record's own scores, and in the table; −1 where it does not. */
  private readonly sources: readonly { readonly own: number; readonly joined: number }[];

  constructor(
    /** The scores wanted, in the order in which they are given. */
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
