/** Bytes as Latin-1 characters; shorter at the end of the array. */
export function asciiAt(bytes: Uint8Array, at: number, length: number): string {
  let text = '';
  for (let index = at; index < at + length && index < bytes.length; index++)
    text += String.fromCharCode(bytes[index]!);
  return text;
}

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const utf8 = (bytes: Uint8Array): string => new TextDecoder('utf-8').decode(bytes);

/** Decodes as UTF-8 where valid, else as Latin-1. PNG text chunks are Latin-1, but many programs write UTF-8. */
export function utf8OrLatin1(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    let text = '';
    for (let at = 0; at < bytes.length; at += 4096)
      text += String.fromCharCode(...bytes.subarray(at, at + 4096));
    return text;
  }
}

/** Whether the bytes at the offset equal `pattern` (Latin-1). */
export function startsWithAscii(bytes: Uint8Array, at: number, pattern: string): boolean {
  if (at + pattern.length > bytes.length) return false;
  for (let index = 0; index < pattern.length; index++)
    if (bytes[at + index] !== pattern.charCodeAt(index)) return false;
  return true;
}

/** Offset of a Latin-1 pattern from `from` on and before `to`, or −1. */
export function indexOfAscii(bytes: Uint8Array, pattern: string, from = 0, to = bytes.length): number {
  const first = pattern.charCodeAt(0);
  for (
    let at = bytes.indexOf(first, from);
    at >= 0 && at + pattern.length <= to;
    at = bytes.indexOf(first, at + 1)
  )
    if (startsWithAscii(bytes, at, pattern)) return at;
  return -1;
}
