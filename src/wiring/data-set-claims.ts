import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { InputFile } from '../core/format.js';
import type { DataSetStatement } from '../core/origin.js';
import { joinClaims } from '../origin/declared/data-sets/claim.js';
import { DATA_SET_READERS } from '../origin/declared/data-sets/index.js';

/** Names of data folders, whose parent folder may hold the description. */
const DATA_FOLDERS =
  /^(data|train|test|validation|dev|default|raw|processed|shards?|files?|jsonl|parquet|csv|text|images?)$/i;
const MOST_STEPS = 3;

/**
 * The statement of each input's data set about its records: from files next to the input, else in the parents of its
 * data folder. Each folder is read once.
 */
export function dataSetStatements(inputs: readonly InputFile[]): (DataSetStatement | null)[] {
  const known = new Map<string, DataSetStatement | null>();
  const statementIn = (folder: string): DataSetStatement | null => {
    if (!known.has(folder)) known.set(folder, readFolder(folder));
    return known.get(folder)!;
  };
  return inputs.map((input) => {
    let folder = folderOf(input);
    for (let step = 0; step < MOST_STEPS; step++) {
      const found = statementIn(folder);
      if (found !== null) return found;
      if (!DATA_FOLDERS.test(basename(folder))) return null;
      folder = dirname(folder);
    }
    return null;
  });
}

/** A folder of texts itself; for a single file, its folder. */
const folderOf = ({ path, files }: InputFile): string =>
  files === undefined || files.some((file) => file.path === path) ? dirname(path) : path;

function readFolder(folder: string): DataSetStatement | null {
  let names: readonly string[];
  try {
    names = readdirSync(folder).sort();
  } catch {
    // A missing input is reported where it is read.
    return null;
  }
  const claims = DATA_SET_READERS.flatMap(({ fileNames, mostBytes, read }) =>
    names
      .filter((name) => fileNames.includes(name.toLowerCase()))
      .flatMap((name) => {
        const text = readStart(join(folder, name), mostBytes);
        return text === null ? [] : read(text).map((claim) => ({ ...claim, file: name }));
      }),
  );
  const joined = joinClaims(claims);
  if (joined === null) return null;
  const files = [...new Set(claims.map(({ file }) => file))].join(', ');
  return { ...joined, file: `${basename(folder)}/${files}` };
}

/** The beginning of a file as text, or null for an unreadable file. */
function readStart(path: string, mostBytes: number): string | null {
  let handle: number | null = null;
  try {
    // Reading a pipe would block.
    if (!statSync(path).isFile()) return null;
    handle = openSync(path, 'r');
    const buffer = Buffer.alloc(mostBytes);
    let used = 0;
    for (let read = 1; read > 0 && used < mostBytes; used += read)
      read = readSync(handle, buffer, used, mostBytes - used, used);
    return buffer.toString('utf8', 0, used);
  } catch {
    // Missing or not permitted: no claims.
    return null;
  } finally {
    if (handle !== null) closeSync(handle);
  }
}
