import { type Format, outputOf } from '../../core/format.js';
import { fingerprintOf } from '../../disk/fingerprint.js';
import { OUTPUT_FOLDERS, splitName } from '../../disk/run-folder.js';
import { addressOf, type RunContext } from '../context.js';
import { decidedName } from '../decide/decide-corpus.js';
import type { PlannedInput, PlannedSplit } from '../plan/plan.js';
import type { OutputFormat } from './record-writers.js';
import type { WriteCommand, WriteResult } from './write-split.js';

/** Reads the inputs a second time and writes admitted/, quarantined/ and rejected/. */
export async function writeCorpus(
  run: RunContext,
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
  const names = outputNames(run, formats, to);
  await Promise.all(
    plan.splits.map(async (split) => {
      const name = names[split.index]!;
      const fingerprint = fingerprintOf({ decided: decided[split.index], to, name });
      const marker = `write/${splitName(split.index)}`;
      const known = folder.marker<WriteResult>(marker, fingerprint);
      if (known === null) {
        folder.unmark(marker);
        const command: WriteCommand = {
          ...addressOf(run, split),
          decidedPath: folder.path(decidedName(split.index)),
          runPath: folder.root,
          outputName: name,
          copyFolder: plan.inputs[split.input]!.file.name,
          to,
        };
        results[split.index] = await run.pool.run<WriteResult>('write', command);
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

/**
 * `corpus/web` for an input with one split, `corpus/web.00003` for the fourth split of several. If two inputs would be
 * written to one file, such as `web.csv` and `web.tsv` as JSONL, the later one keeps its whole name: `web.tsv`.
 */
function outputNames({ plan }: RunContext, formats: readonly Format[], to: OutputFormat | null): string[] {
  const splits = plan.inputs.map((): PlannedSplit[] => []);
  for (const split of plan.splits) splits[split.input]!.push(split);
  const taken = new Set<string>();
  return plan.inputs.flatMap((input, index) => {
    const format = formatOf(input, formats);
    const namesFor = (base: string): string[] =>
      splits[index]!.map((_, part) => (splits[index]!.length === 1 ? base : `${base}.${splitName(part)}`));
    const ending = endingOf(format, to);
    const isFree = (base: string): boolean => namesFor(base).every((name) => !taken.has(name + ending));
    let base = baseName(input, format);
    if (!isFree(base)) base = input.file.name;
    for (let count = 2; !isFree(base); count++) base = `${input.file.name}.${count}`;
    const names = namesFor(base);
    for (const name of names) taken.add(name + ending);
    return names;
  });
}

const formatOf = (input: PlannedInput, formats: readonly Format[]): Format =>
  formats.find(({ id }) => id === input.format)!;

function endingOf(format: Format, to: OutputFormat | null): string {
  const output = outputOf(format, to);
  return typeof output === 'object' ? output.extension : `.${output}`;
}

function baseName({ file }: PlannedInput, format: Format): string {
  if (file.files !== undefined) return `${file.name}/freckle-provenance`;
  const ending = format.extensions
    .filter((extension) => file.name.toLowerCase().endsWith(extension))
    .sort((a, b) => b.length - a.length)[0];
  return ending === undefined ? file.name : file.name.slice(0, -ending.length);
}
