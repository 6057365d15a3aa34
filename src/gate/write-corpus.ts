import type { Engine } from '../core/engine.js';
import { EngineError } from '../core/errors.js';
import type { Format } from '../core/format.js';
import { addressOf, type RunContext } from './context.js';
import { copyParquet } from './copy-parquet.js';
import { decidedName } from './decide-corpus.js';
import { fingerprintOf } from './fingerprint.js';
import type { PlannedSplit } from './plan.js';
import type { OutputFormat } from './record-writers.js';
import { OUTPUT_FOLDERS, splitName } from './run-folder.js';
import type { WriteCommand, WriteResult } from './write-split.js';

/** Streams the inputs a second time into admitted/, quarantined/ and rejected/. */
export async function writeCorpus(
  run: RunContext,
  engine: Engine,
  formats: readonly Format[],
  /** Fingerprint of each split's decisions, by split index. */
  decided: readonly string[],
  to: OutputFormat | null,
): Promise<WriteResult[]> {
  const { folder, plan } = run;
  const results: WriteResult[] = [];
  let done = 0;
  const report = () => run.onProgress({ stage: 'write', done, total: plan.splits.length, unit: 'splits' });
  report();
  const names = outputNames(run, formats);
  await Promise.all(
    plan.splits.map(async (split) => {
      const name = names[split.index]!;
      const fingerprint = fingerprintOf({ decided: decided[split.index], to, name });
      const marker = `write/${splitName(split.index)}`;
      const known = folder.marker<WriteResult>(marker, fingerprint);
      if (known === null) {
        const command: WriteCommand = {
          ...addressOf(run, split),
          decidedPath: folder.path(decidedName(split.index)),
          runPath: folder.root,
          outputName: name,
          copyFolder: plan.inputs[split.input]!.file.name,
          to,
        };
        results[split.index] =
          to === null && command.format === 'parquet'
            ? await copyRows(engine, run, command)
            : await run.pool.run<WriteResult>('write', command);
        folder.mark(marker, fingerprint, results[split.index]!, results[split.index]!.files);
      } else results[split.index] = known;
      done++;
      report();
    }),
  );
  const files = new Set(results.flatMap((result) => result.files));
  for (const output of OUTPUT_FOLDERS) folder.sweep(output, files);
  return results;
}

/** Rows keep all their columns; a file that only our own reader can read is written in our own columns. */
async function copyRows(engine: Engine, run: RunContext, command: WriteCommand): Promise<WriteResult> {
  try {
    return await copyParquet(engine, { ...command, inputPath: command.input.path });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return run.pool.run<WriteResult>('write', { ...command, to: 'parquet' } satisfies WriteCommand);
  }
}

/** `corpus/web` for an input in one piece, `corpus/web.00003` for the fourth of several. */
function outputNames(run: RunContext, formats: readonly Format[]): string[] {
  const counts = new Map<number, number>();
  for (const { input } of run.plan.splits) counts.set(input, (counts.get(input) ?? 0) + 1);
  const first = new Map<number, number>();
  return run.plan.splits.map((split) => {
    if (!first.has(split.input)) first.set(split.input, split.index);
    const base = baseName(run, split, formats);
    return counts.get(split.input) === 1
      ? base
      : `${base}.${splitName(split.index - first.get(split.input)!)}`;
  });
}

function baseName(run: RunContext, split: PlannedSplit, formats: readonly Format[]): string {
  const input = run.plan.inputs[split.input]!;
  if (input.file.files !== undefined) return `${input.file.name}/freckle-provenance`;
  const extensions = formats.find(({ id }) => id === input.format)?.extensions ?? [];
  const ending = extensions
    .filter((extension) => input.file.name.toLowerCase().endsWith(extension))
    .sort((a, b) => b.length - a.length)[0];
  return ending === undefined ? input.file.name : input.file.name.slice(0, -ending.length);
}
