import type { Format } from '../core/format.js';

interface Named {
  /** Relative to the root, with `/` between folders. */
  readonly name: string;
}

/** Files that belong to records of their folder. */
export interface Companions<File extends Named> {
  /** By the file of the record. */
  readonly of: ReadonlyMap<File, readonly File[]>;
  /** Tables about the files of a format. */
  readonly tables: ReadonlyMap<Format, readonly File[]>;
  /** All of them: no records of their own. */
  readonly files: ReadonlySet<File>;
}

/**
 * Finds the files that belong to others: `fox.txt` beside `fox.png`, and `metadata.jsonl` in a folder with pictures below
 * it. A file with the stem of two pictures belongs to both.
 */
export function companionsIn<File extends Named>(
  found: readonly File[],
  formatOf: (file: File) => Format | undefined,
): Companions<File> {
  const byStem = new Map<string, { readonly format: Format; readonly files: File[] }>();
  const folders = new Map<string, Format>();
  for (const file of found) {
    const format = formatOf(file);
    if (format?.companions === undefined) continue;
    const stem = stemOf(file.name);
    const known = byStem.get(stem);
    if (known === undefined) byStem.set(stem, { format, files: [file] });
    else known.files.push(file);
    for (let at = file.name.lastIndexOf('/'); ; at = file.name.lastIndexOf('/', at - 1)) {
      folders.set(at < 0 ? '' : file.name.slice(0, at), format);
      if (at <= 0) break;
    }
  }
  const of = new Map<File, File[]>();
  const tables = new Map<Format, File[]>();
  const files = new Set<File>();
  for (const file of found) {
    const beside = byStem.get(stemOf(file.name));
    if (beside !== undefined && hasEnding(file.name, beside.format.companions!.endings)) {
      files.add(file);
      for (const record of beside.files) push(of, record, file);
      continue;
    }
    const slash = file.name.lastIndexOf('/');
    const format = folders.get(slash < 0 ? '' : file.name.slice(0, slash));
    if (format === undefined || !format.companions!.tables.includes(file.name.slice(slash + 1).toLowerCase()))
      continue;
    files.add(file);
    push(tables, format, file);
  }
  return { of, tables, files };
}

/** The name up to its last point. */
function stemOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > name.lastIndexOf('/') ? name.slice(0, dot) : name;
}

const hasEnding = (name: string, endings: readonly string[]): boolean =>
  endings.some((ending) => name.toLowerCase().endsWith(ending));

function push<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
