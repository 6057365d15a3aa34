import { createHash, getHashes } from 'node:crypto';

/** The binding of a manifest to bytes: their hash, with some ranges excluded. */
export interface DataHash {
  readonly alg: string;
  readonly hash: Uint8Array;
  readonly exclusions: readonly { readonly start: number; readonly length: number }[];
}

const ALGORITHMS: ReadonlySet<string> = new Set(['sha256', 'sha384', 'sha512']);

/** Reads the `c2pa.hash.data` assertion as the engine writes it; null for anything else. */
export function readDataHash(assertion: unknown): DataHash | null {
  const { alg, hash, exclusions = [] } = (assertion ?? {}) as { [name: string]: unknown };
  if (typeof alg !== 'string' || !ALGORITHMS.has(alg) || !getHashes().includes(alg)) return null;
  const base64 = typeof hash === 'string' ? /^b64'([A-Za-z0-9+/]+=*)'$/.exec(hash)?.[1] : undefined;
  if (base64 === undefined || !Array.isArray(exclusions)) return null;
  const ranges = exclusions as { start: unknown; length: unknown }[];
  const isRange = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
  if (!ranges.every((range) => isRange(range?.start) && isRange(range?.length))) return null;
  return {
    alg,
    hash: Buffer.from(base64, 'base64'),
    exclusions: ranges as unknown as DataHash['exclusions'],
  };
}

/** Whether the bytes outside the exclusions match the hash. False for ranges that overlap or exceed the end. */
export function dataHashHolds(bytes: Uint8Array, { alg, hash, exclusions }: DataHash): boolean {
  const digest = createHash(alg);
  let at = 0;
  for (const { start, length } of [...exclusions].sort((a, b) => a.start - b.start)) {
    if (start < at || start + length > bytes.length) return false;
    digest.update(bytes.subarray(at, start));
    at = start + length;
  }
  return digest.update(bytes.subarray(at)).digest().equals(hash);
}
