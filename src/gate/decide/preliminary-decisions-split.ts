import { createHash } from 'node:crypto';
import type { DataSetStatement } from '../../core/origin.js';
import type { Policy, PolicyVocabulary, SignalValue } from '../../core/policy.js';
import type { Modality } from '../../core/record.js';
import { TableFile } from '../../disk/table-file.js';
import { isOriginAnswer, originAnswer } from '../../origin/judge/answers.js';
import { originOfRow, verdictColumns } from '../../origin/judge/origin-of-row.js';
import { MeasuredRows } from '../measure/measured-rows.js';
import { compilePreliminaryRules } from '../policy/index.js';

export interface PreliminaryDecisionsCommand {
  readonly policy: Policy;
  /** Modality of all its records. */
  readonly modality: Modality;
  /** Ids of the signals in the measurement file. */
  readonly measured: readonly string[];
  readonly captureCutoff: string;
  /** The data set's statement about all its records. */
  readonly dataSetClaim: DataSetStatement | null;
  readonly measurementPath: string;
  readonly path: string;
}

export interface PreliminaryDecisionsResult {
  /** Of the quarantined and rejected records, with their severities. */
  readonly digest: string;
}

/**
 * Writes `ordinal, severity` of a split's records whose preliminary decision is quarantine or reject. Reads only the
 * signals that the preliminary rules test; determines origins without findings.
 */
export async function decidePreliminarySplit(
  {
    policy,
    modality,
    measured,
    captureCutoff,
    dataSetClaim,
    measurementPath,
    path,
  }: PreliminaryDecisionsCommand,
  vocabulary: PolicyVocabulary,
): Promise<PreliminaryDecisionsResult> {
  const { signals, severityOf } = compilePreliminaryRules(policy, vocabulary, modality);
  const asksOrigin = signals.some(isOriginAnswer);
  const rows = new MeasuredRows(measurementPath, [
    'ordinal',
    ...signals.filter((id) => measured.includes(id)),
    ...(asksOrigin ? verdictColumns(measured) : []),
  ]);
  const { cell } = rows;
  const originOf = originOfRow({ captureCutoff, dataSetOf: () => dataSetClaim });
  const table = new TableFile(path, [
    { name: 'ordinal', type: 'INT32' },
    { name: 'severity', type: 'INT32' },
  ]);
  const digest = createHash('sha256');
  const values: (SignalValue | null)[] = new Array(signals.length).fill(null);
  try {
    await rows.forEach(() => {
      const verdict = asksOrigin ? originOf(cell) : null;
      for (let column = 0; column < signals.length; column++) {
        const id = signals[column]!;
        const answer = verdict === null ? undefined : originAnswer(id, verdict);
        values[column] = answer ?? (cell(id) as SignalValue | null);
      }
      const severity = severityOf(values);
      if (severity === 0) return;
      const ordinal = cell('ordinal') as number;
      table.push([ordinal, severity]);
      digest.update(`${ordinal}:${severity}\n`);
    });
    table.commit();
  } catch (error) {
    table.discard();
    throw error;
  }
  return { digest: digest.digest('hex') };
}
