import { readTable, type TableBatch, type TableCell } from '../../disk/table-reader.js';

/** Visits the rows of a measurement file; `cell` returns a column of the current row. */
export class MeasuredRows {
  private readonly columnOf: ReadonlyMap<string, number>;
  private columns: TableBatch['columns'] = [];
  private row = 0;

  constructor(
    private readonly path: string,
    names: Iterable<string>,
  ) {
    this.columnOf = new Map([...new Set(names)].map((name, column) => [name, column]));
  }

  /** Null without a value, and for a column that was not requested. */
  readonly cell = (name: string): TableCell => {
    const column = this.columnOf.get(name);
    return column === undefined ? null : (this.columns[column]![this.row] ?? null);
  };

  async forEach(visit: () => void): Promise<void> {
    for await (const { rowCount, columns } of readTable(this.path, [...this.columnOf.keys()])) {
      this.columns = columns;
      for (this.row = 0; this.row < rowCount; this.row++) visit();
    }
  }
}
