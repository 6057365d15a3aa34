import { FreckleError } from '../core/errors.js';
import { type ColumnNames, DEFAULT_FORMAT_SETTINGS, type Format, type NamedInput } from '../core/format.js';
import type { TextList } from '../core/model.js';
import { formatPosition } from '../core/position.js';
import type { TextRecord } from '../core/record.js';
import { FORMATS, formatById, listInputs } from '../formats/index.js';

/** Called once with a warning about skipped records. */
export type OnProblem = (message: string) => void;

export interface TextSource {
  /** Files, folders or globs. */
  readonly paths: readonly (string | NamedInput)[];
  /** Format of all inputs; overrides their file names. */
  readonly format?: string;
  /** Known formats; default: Freckle's own. */
  readonly formats?: readonly Format[];
  readonly columns?: ColumnNames;
  /** Name of the texts in the warning about skipped records. */
  readonly label: string;
  readonly onProblem?: OnProblem;
}

/**
 * The texts of the inputs, in order. Unreadable items are skipped and counted.
 * @throws FreckleError for a missing input
 */
export async function* textsOf({
  paths,
  format,
  formats = FORMATS,
  columns,
  label,
  onProblem,
}: TextSource): AsyncGenerator<TextRecord> {
  const { inputs, problems } = await listInputs(paths, { formats, format });
  const [problem] = problems;
  if (problem !== undefined)
    throw new FreckleError(
      problem.code === 'input-unreadable' ? 'no-readable-files' : problem.code,
      problem.message,
    );
  let leftOut = 0;
  let first = '';
  for (const input of inputs) {
    const format = formatById(formats, input.format)!;
    const settings = {
      ...DEFAULT_FORMAT_SETTINGS,
      columns: { ...columns, ...input.columns },
      ...(input.reading === undefined ? {} : { reading: input.reading }),
    };
    for (const split of await format.plan(input, settings))
      for await (const items of format.read(input, split, settings))
        for (const item of items)
          if (item.modality === 'text') yield item;
          else {
            leftOut++;
            if (first === '')
              first = `${formatPosition(input.name, item.position)}: ${item.modality === 'image' ? 'an image' : item.message}`;
          }
  }
  if (leftOut > 0)
    onProblem?.(`skipped ${leftOut} ${label} records without a readable text (first: ${first})`);
}

/** All texts of a path, in order. @throws FreckleError for a missing path */
export async function readTextList(path: string, onProblem: OnProblem): Promise<TextList> {
  const texts: string[] = [];
  for await (const { text } of textsOf({ paths: [path], label: 'real', onProblem })) texts.push(text);
  return { kind: 'texts', count: texts.length, texts };
}
