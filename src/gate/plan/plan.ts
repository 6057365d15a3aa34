import { FreckleError } from '../../core/errors.js';
import type {
  ColumnNames,
  Format,
  FormatSettings,
  InputFile,
  ReadingOptions,
  Split,
} from '../../core/format.js';
import type { DataSetStatement } from '../../core/origin.js';
import { fingerprintOf } from '../../disk/fingerprint.js';

/** An input with its format. */
export interface PlannedInput {
  readonly file: InputFile;
  readonly format: string;
  /** If the format has one. */
  readonly formatVersion?: number;
  /** Of its bytes, from `digestFile`; for a folder of texts, of its files' names and digests. */
  readonly digest: string;
  /** For a folder of texts: the digest of each file. */
  readonly fileDigests?: readonly string[];
  /** The statement of its data set about all its records; absent without one. */
  readonly dataSet?: DataSetStatement;
  /** Columns that were named for this input alone. */
  readonly columns?: ColumnNames;
  /** How it alone is read. */
  readonly reading?: ReadingOptions;
}

/** How an input is read: the settings of the run, and what was said of it alone. */
export const settingsOfInput = (
  { columns, reading }: Pick<PlannedInput, 'columns' | 'reading'>,
  settings: FormatSettings,
): FormatSettings => ({
  ...settings,
  ...(columns === undefined ? {} : { columns: { ...settings.columns, ...columns } }),
  ...(reading === undefined ? {} : { reading: { ...settings.reading, ...reading } }),
});

/** One unit of work: a part of one input, numbered throughout the run. */
export interface PlannedSplit {
  readonly index: number;
  /** Index into the plan's inputs. */
  readonly input: number;
  readonly split: Split;
  /** Items to take from its start; absent: all. */
  readonly most?: number;
}

/** Everything that a run reads, in a fixed order. */
export interface Plan {
  readonly inputs: readonly PlannedInput[];
  readonly splits: readonly PlannedSplit[];
}

/** Plans the work. Inputs are in the order given, files of a folder in the order of their names. */
export async function planRun(
  inputs: readonly (Pick<PlannedInput, 'file' | 'columns' | 'reading'> & {
    readonly format: Format;
    readonly dataSet?: DataSetStatement | null;
  })[],
  settings: FormatSettings,
  digest: (paths: readonly string[]) => Promise<readonly string[]>,
): Promise<Plan> {
  // Workers compute digests while inputs are cut here.
  const digesting = Promise.all(inputs.map(({ file }) => digestInput(file, digest)));
  // Awaited below. If cutting fails first, a failure of the digests must not be reported as unhandled.
  digesting.catch(() => {});
  const cut: PlannedSplit[] = [];
  for (const [index, input] of inputs.entries())
    for (const split of await input.format.plan(input.file, settingsOfInput(input, settings)))
      cut.push({ index: cut.length, input: index, split });
  const splits = settings.limit === undefined ? cut : await firstItems(cut, inputs, settings, settings.limit);
  if (splits.length > 2 ** 20)
    throw new FreckleError(
      'invalid-setting',
      `expected at most 2^20 splits, got ${splits.length}; vet fewer inputs per run`,
    );
  const digests = await digesting;
  return {
    inputs: inputs.map(({ file, format, dataSet, columns, reading }, index) => ({
      file,
      format: format.id,
      ...(format.version === undefined ? {} : { formatVersion: format.version }),
      ...digests[index]!,
      ...(dataSet == null ? {} : { dataSet }),
      ...(columns === undefined ? {} : { columns }),
      ...(reading === undefined ? {} : { reading }),
    })),
    splits,
  };
}

/** The splits of the first items, in the order of the inputs; the last one is taken in part. */
async function firstItems(
  splits: readonly PlannedSplit[],
  inputs: readonly (Pick<PlannedInput, 'file' | 'columns' | 'reading'> & { readonly format: Format })[],
  settings: FormatSettings,
  limit: number,
): Promise<PlannedSplit[]> {
  const taken: PlannedSplit[] = [];
  let left = limit;
  for (const split of splits) {
    if (left === 0) break;
    const input = inputs[split.input]!;
    let count = 0;
    for await (const items of input.format.read(input.file, split.split, settingsOfInput(input, settings))) {
      count += items.length;
      if (count >= left) break;
    }
    taken.push(count >= left ? { ...split, most: left } : split);
    left -= Math.min(count, left);
  }
  return taken;
}

async function digestInput(
  file: InputFile,
  digest: (paths: readonly string[]) => Promise<readonly string[]>,
): Promise<Pick<PlannedInput, 'digest' | 'fileDigests'>> {
  if (file.files === undefined) return { digest: (await digest([file.path]))[0]! };
  const fileDigests = [...(await digest(file.files.map(({ path }) => path)))];
  await addCompanions(file, fileDigests, digest);
  return {
    digest: `sha256:${fingerprintOf(file.files.map(({ name }, index) => [name, fileDigests[index]]))}`,
    fileDigests,
  };
}

/** Makes the digest of a file depend on the files that belong to it. */
async function addCompanions(
  { files = [], tables = [] }: InputFile,
  fileDigests: string[],
  digest: (paths: readonly string[]) => Promise<readonly string[]>,
): Promise<void> {
  const about = await digest(tables.map(({ path }) => path));
  const companions = await digest(files.flatMap(({ companions: own = [] }) => own.map(({ path }) => path)));
  let next = 0;
  for (const [index, { companions: own = [] }] of files.entries()) {
    const ours = own.map(({ name }) => [name, companions[next++]!]);
    if (ours.length + about.length > 0)
      fileDigests[index] = fingerprintOf([fileDigests[index]!, ours, about]);
  }
}

/** Fingerprint of a split's records: its bytes and how they are cut and read. */
export function splitFingerprint(plan: Plan, split: PlannedSplit, settings: FormatSettings): string {
  const input = plan.inputs[split.input]!;
  const files = input.file.files?.slice(split.split.start, split.split.end);
  const digests = input.fileDigests?.slice(split.split.start, split.split.end);
  return fingerprintOf({
    digest: files === undefined ? input.digest : files.map(({ name }, index) => [name, digests![index]]),
    name: input.file.name,
    source: input.file.source,
    format: input.format,
    formatVersion: input.formatVersion,
    split: files === undefined ? split.split : null,
    most: split.most,
    settings: settingsOfInput(input, settings),
  });
}
