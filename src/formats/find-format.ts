import type { ColumnNames, Format, ReadingOptions } from '../core/format.js';

/** The format with this id. */
export const formatById = (formats: readonly Format[], id: string): Format | undefined =>
  formats.find((format) => format.id === id);

/** The format with the longest matching ending, or the one with this bare name; undefined if none matches. */
export function formatOfName(formats: readonly Format[], name: string): Format | undefined {
  const lower = name.toLowerCase();
  let best: Format | undefined;
  let bestLength = 0;
  for (const format of formats)
    for (const extension of format.extensions)
      if (extension.length > bestLength && lower.endsWith(extension) && lower.length > extension.length) {
        best = format;
        bestLength = extension.length;
      }
  return best ?? formats.find(({ bareNames }) => bareNames?.has(name));
}

/** The format of a file. Its contents decide between formats with the same ending. */
export async function formatOfFile(
  formats: readonly Format[],
  byName: Format,
  path: string,
  columns: ColumnNames,
  reading?: ReadingOptions,
): Promise<Format> {
  for (const format of formats) {
    const isAlike = format.extensions.some((extension) => path.toLowerCase().endsWith(extension));
    if (isAlike && (await format.recognises?.is(path, columns, reading))) return format;
  }
  return byName;
}
