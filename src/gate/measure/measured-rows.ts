import { readTable, type TableBatch, type TableCell } from '../../disk/table-reader.js';

/** The rows of a table of measurements, one after the other: `cell` gives a column of the row that is visited. */
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

  /** Null where there is no value, and where the column was not asked for. */
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
