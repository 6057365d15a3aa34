import type { DataSetStatement } from '../../../src/core/origin.js';
import type { SignalValue } from '../../../src/core/policy.js';
import type { MeasuredRun } from '../../../src/origin/inferred/share/measured-text.js';
import { originOfRow, verdictColumns } from '../../../src/origin/judge/origin-of-row.js';

/** A run that measured these signals, with the judge of runs. */
export function measuredRun(
  signals: readonly string[],
  dataSetOf: (split: number) => DataSetStatement | null = () => null,
): MeasuredRun {
  const originOf = originOfRow({
    captureCutoff: '2022-11-30',
    dataSetOf: (cell) => dataSetOf(cell('split') as number),
  });
  return {
    signals,
    originColumns: verdictColumns(signals),
    originOf: (row) => originOf((column) => row[column] as SignalValue | null),
  };
}
