import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/**
 * SHA-256 of a value's JSON with sorted keys, so equal values have equal fingerprints. A step's fingerprint covers
 * everything that determines its result, and nothing else.
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
 * `sha256:` and the SHA-256 of a file's bytes. For an unreadable file, `unreadable:` and the system's error code: the
 * error is reported where the file is read, and the digest changes once it is readable.
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
