import { isUtf8 } from 'node:buffer';

/** Bytes that were to be text and are not UTF-8: kept, so that the row can say so. */
export class BadUtf8 {
  constructor(readonly bytes: Uint8Array) {}
}

/** The text in the bytes; what is not UTF-8 is marked, never mended. */
export function decodeBytes(bytes: Uint8Array | undefined): string | BadUtf8 | undefined {
  if (bytes === undefined || bytes === null) return undefined;
  if (!isUtf8(bytes)) return new BadUtf8(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
