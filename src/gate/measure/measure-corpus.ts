import type { ScoreTable } from '../../origin/inferred/scores/score-table.js';
import {
  addressOf,
  measurementName,
  type RunContext,
  type SplitAddress,
  unreadableName,
} from '../context.js';
import type { MeasureResult } from './measure-split.js';

export interface MeasureCommand extends SplitAddress {
  readonly signals: readonly string[];
  readonly signalSettings: RunContext['signalSettings'];
  readonly scoreTable: ScoreTable | null;
  readonly measurementPath: string;
  readonly unreadablePath: string;
}

export interface MeasuredCorpus {
  /** By split index. */
  readonly splits: readonly MeasureResult[];
  /** How many of them were measured by this run; the others by an earlier, interrupted run. */
  readonly measuredNow: number;
}

/** Measures every split that is not measured yet. */
export async function measureCorpus(run: RunContext, scoreTable: ScoreTable | null): Promise<MeasuredCorpus> {
  const { folder, plan, fingerprints } = run;
  const results: MeasureResult[] = [];
  const sizes = splitSizes(run);
  const totalBytes = sizes.reduce((sum, size) => sum + size, 0);
  let doneBytes = 0;
  let measuredNow = 0;
  const report = () =>
    run.onProgress({
      stage: 'measure',
      done: Math.min(doneBytes, totalBytes),
      total: totalBytes,
      unit: 'bytes',
    });
  const unmeasured = plan.splits.filter((split) => {
    const known = folder.marker<MeasureResult>(
      markerName(fingerprints[split.index]!),
      fingerprints[split.index]!,
    );
    if (known === null) return true;
    results[split.index] = known;
    doneBytes += sizes[split.index]!;
    return false;
  });
  report();
  await Promise.all(
    unmeasured.map(async (split) => {
      const fingerprint = fingerprints[split.index]!;
      const files = [measurementName(fingerprint), unreadableName(fingerprint)] as const;
      const command: MeasureCommand = {
        ...addressOf(run, split),
        signals: run.signals.map(({ id }) => id),
        signalSettings: run.signalSettings,
        scoreTable,
        measurementPath: folder.path(files[0]),
        unreadablePath: folder.path(files[1]),
      };
      let counted = 0;
      results[split.index] = await run.pool.run<MeasureResult>('measure', command, (bytes) => {
        counted += bytes;
        doneBytes += bytes;
        report();
      });
      // The text is smaller than its file, or larger if the file is compressed: count the split's own size.
      doneBytes += sizes[split.index]! - counted;
      measuredNow++;
      folder.mark(markerName(fingerprint), fingerprint, results[split.index]!, files);
      report();
    }),
  );
  folder.sweep('measurements', new Set(fingerprints.map(measurementName)));
  return { splits: results, measuredNow };
}

const markerName = (fingerprint: string): string => `measure/${fingerprint.slice(0, 16)}`;

/** Share of the input's bytes that belong to each split, for progress only. */
function splitSizes({ plan }: RunContext): number[] {
  const units = new Map<number, number>();
  for (const { input, split } of plan.splits)
    units.set(input, (units.get(input) ?? 0) + split.end - split.start);
  return plan.splits.map(({ input, split }) => {
    const total = units.get(input)!;
    return total === 0 ? 0 : (plan.inputs[input]!.file.sizeBytes * (split.end - split.start)) / total;
  });
}
