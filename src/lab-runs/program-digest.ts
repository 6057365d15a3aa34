import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A relative import; packages and Node's own modules do not match. */
const RELATIVE_IMPORT = /\b(?:from|import)\s*\(?\s*(['"])(\.{1,2}\/[^'"]+)\1/g;

/**
 * SHA-256 of the built files that a program may run: those given and everything they import relatively. A change in any
 * of them may change a result; a change elsewhere cannot.
 */
export function programDigest(entries: readonly URL[]): string {
  const digests = new Map<string, string>();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (digests.has(file.href)) continue;
    digests.set(file.href, createHash('sha256').update(readFileSync(file)).digest('hex'));
    waiting.push(...importsOf(file));
  }
  // Only contents, sorted: the digest does not depend on where the program lies.
  return createHash('sha256')
    .update([...digests.values()].sort().join('\n'))
    .digest('hex');
}

/** Finds the file that exports a member, among the imports of its list's file; null where none does. */
export async function fileOfMember(list: URL, member: unknown): Promise<URL | null> {
  for (const file of importsOf(list)) {
    const exported: { [name: string]: unknown } = await import(file.href);
    if (Object.values(exported).includes(member)) return file;
  }
  return null;
}

const importsOf = (file: URL): URL[] =>
  [...readFileSync(file, 'utf8').matchAll(RELATIVE_IMPORT)].map(([, , path]) => new URL(path!, file));
