import { basename, dirname, relative } from 'node:path';
import { DEFAULT_FORMAT_SETTINGS, type FilesNotRead, type Format } from '../core/format.js';
import type { ReadItem } from '../core/record.js';
import { FORMATS, formatById, type ListedInput, listInputs } from '../formats/index.js';
import { type ColumnsRead, ColumnTally, mergeColumns } from '../gate/measure/column-tally.js';

/** What the first records of some inputs look like. */
export interface SurveyedInput {
  /** A path or a glob, relative to the folder. */
  readonly path: string;
  readonly files: number;
  readonly sizeBytes: number;
  /** Id of the format. */
  readonly format: string;
  /** Items looked at, and how many of them could not be read. */
  readonly items: number;
  readonly unreadable: number;
  readonly firstFault: string | null;
  /** Where the texts were read from; empty for pictures. */
  readonly readFrom: ColumnsRead;
  /** The column with the longest strings, where the text was not found; a guess. */
  readonly guessedTextColumn: string | null;
}

export interface Survey {
  readonly inputs: readonly SurveyedInput[];
  readonly notRead: readonly FilesNotRead[];
}

/** Items looked at in each input. */
const LOOKED_AT = 200;
/** Columns tried as the text, and the mean length that makes one of them likely. */
const COLUMNS_TRIED = 30;
const LIKELY_CHARACTERS = 20;
/** More files of one kind in one folder become a glob. */
const FILES_LISTED = 3;

/** Looks at the first records of each input in a folder. @throws FreckleError for a missing folder */
export async function survey(folder: string, formats: readonly Format[] = FORMATS): Promise<Survey> {
  const { inputs, notRead } = await listInputs([folder], { formats });
  const looked: SurveyedInput[] = [];
  for (const input of inputs) looked.push(await lookAt(input, folder, formats));
  return { inputs: grouped(looked), notRead };
}

async function lookAt(
  input: ListedInput,
  folder: string,
  formats: readonly Format[],
): Promise<SurveyedInput> {
  const format = formatById(formats, input.format)!;
  const items = await firstItems(format, input);
  const tally = new ColumnTally();
  for (const item of items) if (item.modality === 'text') tally.add(item);
  const faults = items.flatMap((item) => (item.modality === 'unreadable' ? [item] : []));
  const unknown = faults.find(({ columns }) => columns !== undefined);
  const isLost = unknown !== undefined && faults.length * 2 > items.length;
  return {
    path: relative(folder, input.path) || '.',
    files: input.files?.length ?? 1,
    sizeBytes: input.sizeBytes,
    format: format.id,
    items: items.length,
    unreadable: faults.length,
    firstFault: faults[0]?.message ?? null,
    readFrom: tally.read,
    guessedTextColumn: isLost ? await longestColumn(format, input, unknown.columns!) : null,
  };
}

async function firstItems(format: Format, input: ListedInput, text?: string): Promise<ReadItem[]> {
  const settings = { ...DEFAULT_FORMAT_SETTINGS, columns: text === undefined ? {} : { text } };
  const first: ReadItem[] = [];
  for (const split of await format.plan(input, settings))
    for await (const items of format.read(input, split, settings)) {
      first.push(...items.slice(0, LOOKED_AT - first.length));
      if (first.length >= LOOKED_AT) return first;
    }
  return first;
}

/** The column whose strings are longest on average; null if none is likely to be a text. */
async function longestColumn(
  format: Format,
  input: ListedInput,
  columns: readonly string[],
): Promise<string | null> {
  let [best, longest] = [null as string | null, LIKELY_CHARACTERS];
  for (const column of columns.slice(0, COLUMNS_TRIED)) {
    const items = await firstItems(format, input, column);
    const characters = items.reduce(
      (sum, item) => sum + (item.modality === 'text' ? item.text.length : 0),
      0,
    );
    const mean = characters / Math.max(1, items.length);
    if (mean < longest) continue;
    best = column;
    longest = mean;
  }
  return best;
}

/** Many files of one kind become one glob, if all of them are read alike and no other file matches it. */
function grouped(inputs: readonly SurveyedInput[]): SurveyedInput[] {
  const groups = new Map<string, SurveyedInput[]>();
  for (const input of inputs) {
    const glob = globOf(input.path);
    groups.set(glob, [...(groups.get(glob) ?? []), input]);
  }
  return [...groups].flatMap(([glob, members]) =>
    members.length > FILES_LISTED && new Set(members.map(kindOf)).size === 1
      ? [joined(glob, members)]
      : members,
  );
}

/** `shards/*.jsonl.gz` for `shards/part-7.jsonl.gz`. */
function globOf(path: string): string {
  const name = basename(path);
  const ending = /(?:\.[a-z]\w*){1,2}$/i.exec(name)?.[0] ?? '';
  const folder = dirname(path);
  return `${folder === '.' ? '' : `${folder}/`}*${ending}`;
}

const kindOf = ({ format, readFrom, guessedTextColumn }: SurveyedInput): string =>
  JSON.stringify([format, guessedTextColumn, readFrom.text.map(([columns]) => columns).sort()]);

function joined(path: string, members: readonly SurveyedInput[]): SurveyedInput {
  const sum = (of: (input: SurveyedInput) => number): number =>
    members.reduce((total, input) => total + of(input), 0);
  return {
    ...members[0]!,
    path,
    files: sum(({ files }) => files),
    sizeBytes: sum(({ sizeBytes }) => sizeBytes),
    items: sum(({ items }) => items),
    unreadable: sum(({ unreadable }) => unreadable),
    firstFault: members.find(({ firstFault }) => firstFault !== null)?.firstFault ?? null,
    readFrom: mergeColumns(members.map(({ readFrom }) => readFrom)),
  };
}
