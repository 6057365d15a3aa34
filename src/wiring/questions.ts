import { join } from 'node:path';
import type { FindingMetric } from '../core/metric.js';
import type { SignalValue } from '../core/policy.js';
import { dataSetOfSplit, type MeasuredAs } from '../gate/context.js';
import { heldElsewhere } from '../metrics/held-elsewhere.js';
import { inferredSynthetic } from '../origin/inferred/share/inferred-synthetic.js';
import { originOfRow, verdictColumns } from '../origin/judge/origin-of-row.js';
import { keptCalibration } from './calibration.js';
import { refuseMissingCorpora } from './other-corpora.js';

/** Subfolder for the calibration, in the folder where a run keeps the inputs of its questions. */
const KEPT = 'calibration';

/**
 * The questions of a run's own: which records other corpora hold, and, of its calibration, which texts it flags and what
 * share of the corpus is synthetic. @throws FreckleError `run-incomplete` where another corpus is gone
 */
export function questionsFor(
  { signals, signalSettings: { calibration: setting, captureCutoff }, plan, others }: MeasuredAs,
  folder: string,
): FindingMetric[] {
  refuseMissingCorpora(others);
  const compared = others === undefined ? [] : [heldElsewhere(others)];
  if (setting === undefined) return compared;
  const calibration = keptCalibration(setting, join(folder, KEPT));
  const measured = signals.map(({ id }) => id);
  const originOf = originOfRow({
    captureCutoff,
    dataSetOf: (cell) => dataSetOfSplit(plan, cell('split') as number),
  });
  return [
    ...compared,
    inferredSynthetic(calibration, {
      signals: measured,
      originColumns: verdictColumns(measured),
      originOf: (row) => originOf((column) => row[column] as SignalValue | null),
    }),
  ];
}
