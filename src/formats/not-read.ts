import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { FilesNotRead } from '../core/format.js';

const EXAMPLES = 3;
/** Endings kept apart, since a folder may hold a million of them. */
const ENDINGS = 20;

/** Counts the files of folders and globs that are not read, by reason and ending, in the order found. */
export class NotReadTally {
  private readonly groups = new Map<string, { -readonly [key in keyof FilesNotRead]: FilesNotRead[key] }>();

  add(reason: FilesNotRead['reason'], name: string): void {
    const known = endingOf(name);
    const isNew = !this.groups.has(`${reason} ${known}`);
    const ending = isNew && this.groups.size >= ENDINGS ? OTHERS : known;
    const key = `${reason} ${ending}`;
    const group = this.groups.get(key) ?? { reason, ending, count: 0, examples: [] };
    group.count++;
    if (group.examples.length < EXAMPLES) group.examples = [...group.examples, name];
    this.groups.set(key, group);
  }

  /** The most frequent first; on a tie in the order found. */
  all(): FilesNotRead[] {
    return [...this.groups.values()].sort((a, b) => b.count - a.count);
  }
}

const OTHERS = 'other endings';

/** The ending of a file's name in lower case; empty if there is none. */
function endingOf(name: string): string {
  const base = name.slice(name.lastIndexOf('/') + 1);
  const dot = base.lastIndexOf('.');
  return dot > 0 && base.length - dot <= 16 ? base.slice(dot).toLowerCase() : '';
}

const SNAPSHOT = /^(.*[\\/](?:models|datasets|spaces)--[^\\/]+)[\\/]snapshots[\\/][^\\/]+[\\/]/;

/**
 * Whether a link leads from a snapshot of a Hugging Face hub cache to a blob of the same repository. These caches hold
 * every file as such a link; no other link is followed, so that none leads outside the folder.
 */
export async function isHubLink(link: string): Promise<boolean> {
  const repository = SNAPSHOT.exec(link)?.[1];
  if (repository === undefined) return false;
  const [target, root] = await Promise.all([
    realpath(link).catch(() => null),
    realpath(repository).catch(() => null),
  ]);
  return target !== null && root !== null && target.startsWith(join(root, 'blobs') + sep);
}
