import { join } from 'node:path';
import type { FindingMetric } from '../core/metric.js';
import type { SignalValue } from '../core/policy.js';
import { dataSetOfSplit, type MeasuredAs } from '../gate/context.js';
import { inferredSynthetic } from '../origin/inferred/share/inferred-synthetic.js';
import { originOfRow, verdictColumns } from '../origin/judge/origin-of-row.js';
import { keptCalibration } from './calibration.js';

/** Subfolder for the calibration, in the folder where a run keeps the inputs of its questions. */
const KEPT = 'calibration';

/** The question of the run's calibration: which texts it flags, and what share of the corpus is synthetic. */
export function questionsFor(
  { signals, signalSettings: { calibration: setting, captureCutoff }, plan }: MeasuredAs,
  folder: string,
): FindingMetric[] {
  if (setting === undefined) return [];
  const calibration = keptCalibration(setting, join(folder, KEPT));
  const measured = signals.map(({ id }) => id);
  const originOf = originOfRow({
    captureCutoff,
    dataSetOf: (cell) => dataSetOfSplit(plan, cell('split') as number),
  });
  return [
    inferredSynthetic(calibration, {
      signals: measured,
      originColumns: verdictColumns(measured),
      originOf: (row) => originOf((column) => row[column] as SignalValue | null),
    }),
  ];
}
