import { type Dirent, existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { isHubLink } from './not-read.js';

/** A file in a folder. */
export interface FoundFile {
  readonly path: string;
  /** Relative to the root, with `/` between folders. */
  readonly name: string;
  readonly sizeBytes: number;
}

/** Files below a folder, sorted bytewise by name, without hidden files and links; links go to `onLink` in that order. */
export async function filesBelow(
  root: string,
  onLost: (path: string, code: string) => void,
  onLink: (name: string) => void,
): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  const links: FoundFile[] = [];
  const folders: string[] = [''];
  const lost = (path: string) => (error: NodeJS.ErrnoException) => {
    onLost(path, error.code ?? 'unknown');
    return null;
  };
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const path = join(root, folder);
    const entries: readonly Dirent[] = (await readdir(path, { withFileTypes: true }).catch(lost(path))) ?? [];
    const files: string[] = [];
    if (folder !== '' && entries.some(({ name }) => name === RUN_STATE)) continue;
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(name);
      else if (entry.isFile()) files.push(name);
      else if (entry.isSymbolicLink()) {
        if (await isHubLink(join(root, name))) files.push(name);
        else links.push({ path: join(root, name), name, sizeBytes: 0 });
      }
    }
    const statuses = await Promise.all(files.map((name) => stat(join(root, name)).catch(lost(name))));
    for (const [index, name] of files.entries()) {
      const status = statuses[index];
      if (status?.isFile()) found.push({ path: join(root, name), name, sizeBytes: status.size });
    }
  }
  for (const { name } of inOrder(links)) onLink(name);
  return inOrder(found);
}

/** A folder with this entry is a run folder. */
const RUN_STATE = '.freckle';

/** Whether a folder between the root and the file is a run folder. */
export function isInRun(root: string, path: string): boolean {
  for (let folder = dirname(path); folder !== root && isBelow(root, folder); folder = dirname(folder))
    if (existsSync(join(folder, RUN_STATE))) return true;
  return false;
}

export const inByteOrder = (names: readonly string[]): string[] =>
  [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

/** Sorts bytewise by name. Sorting by UTF-16 units would differ beyond the basic plane. */
export function inOrder(files: readonly FoundFile[]): FoundFile[] {
  const keyed = files.map((file) => ({ file, key: Buffer.from(file.name) }));
  return keyed.sort((a, b) => Buffer.compare(a.key, b.key)).map(({ file }) => file);
}

export const isBelow = (root: string, path: string): boolean =>
  path.startsWith(root.endsWith(sep) ? root : root + sep);
