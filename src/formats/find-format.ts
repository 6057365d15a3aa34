import type { ColumnNames, Format } from '../core/format.js';

/** The format of that id. */
export const formatById = (formats: readonly Format[], id: string): Format | undefined =>
  formats.find((format) => format.id === id);

/** The format with the longest ending that the name has, else the one that has it as a bare name; else undefined. */
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

/** The format that the file is, where what is inside tells formats of one ending apart. */
export async function formatOfFile(
  formats: readonly Format[],
  byName: Format,
  path: string,
  columns: ColumnNames,
): Promise<Format> {
  for (const format of formats) {
    const isAlike = format.extensions.some((extension) => byName.extensions.includes(extension));
    if (isAlike && (await format.recognises?.is(path, columns))) return format;
  }
  return byName;
}
