import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** An import of a file beside it; packages and Node's own modules have other names. */
const RELATIVE_IMPORT = /\b(?:from|import)\s*\(?\s*(['"])(\.{1,2}\/[^'"]+)\1/g;

/**
 * SHA-256 of the built files that a program may run: those given and all that they import from one another. A
 * change in any of them may change a result, and no change elsewhere can.
 */
export function programDigest(entries: readonly URL[]): string {
  const digests = new Map<string, string>();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (digests.has(file.href)) continue;
    digests.set(file.href, createHash('sha256').update(readFileSync(file)).digest('hex'));
    waiting.push(...importsOf(file));
  }
  // The contents alone, sorted: the same program elsewhere on the disk is the same program.
  return createHash('sha256')
    .update([...digests.values()].sort().join('\n'))
    .digest('hex');
}

/** The file, among those that a list's file imports, that exports a member of the list; null where none does. */
export async function fileOfMember(list: URL, member: unknown): Promise<URL | null> {
  for (const file of importsOf(list)) {
    const exported: { [name: string]: unknown } = await import(file.href);
    if (Object.values(exported).includes(member)) return file;
  }
  return null;
}

const importsOf = (file: URL): URL[] =>
  [...readFileSync(file, 'utf8').matchAll(RELATIVE_IMPORT)].map(([, , path]) => new URL(path!, file));
