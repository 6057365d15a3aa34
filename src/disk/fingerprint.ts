import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/**
 * SHA-256 of a value's JSON with sorted keys: equal values have equal fingerprints, whatever order they
 * were built in. Everything that determines a step's result goes into its fingerprint, nothing else does.
 */
export function fingerprintOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
}

/**
 * `sha256:` and what sha256sum prints of a file's bytes. Of a file that cannot be read, `unreadable:` and what
 * the system said: reading it will say so in its place, and once it can be read its digest differs.
 */
export function digestFile(path: string): string {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(1 << 20);
  let handle: number | null = null;
  try {
    handle = openSync(path, 'r');
    for (let read = readSync(handle, buffer); read > 0; read = readSync(handle, buffer))
      hash.update(buffer.subarray(0, read));
    return `sha256:${hash.digest('hex')}`;
  } catch (error) {
    return `unreadable:${(error as NodeJS.ErrnoException).code ?? 'unknown'}`;
  } finally {
    if (handle !== null) closeSync(handle);
  }
}
