import { isUtf8 } from 'node:buffer';

/** Bytes of a text column that are not UTF-8, kept so that the row can report them. */
export class BadUtf8 {
  constructor(readonly bytes: Uint8Array) {}
}

/** Decodes UTF-8. Invalid bytes are returned as BadUtf8, never repaired. */
export function decodeBytes(bytes: Uint8Array | undefined): string | BadUtf8 | undefined {
  if (bytes === undefined || bytes === null) return undefined;
  if (!isUtf8(bytes)) return new BadUtf8(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
