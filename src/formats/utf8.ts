import { isUtf8 } from 'node:buffer';

/** Offset of the first byte that is not valid UTF-8. */
export function invalidUtf8At(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  // Finds the longest valid prefix. A prefix may end inside a character.
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (isValidPrefix(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  return startOfCharacter(bytes, low);
}

function isValidPrefix(bytes: Uint8Array): boolean {
  return isUtf8(bytes.subarray(0, startOfCharacter(bytes, bytes.length)));
}

/** Start of a character that `end` cuts off, otherwise `end`. */
function startOfCharacter(bytes: Uint8Array, end: number): number {
  for (let back = 1; back <= 3 && back <= end; back++) {
    const byte = bytes[end - back]!;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? end - back : end;
    }
    if (byte < 0x80) return end;
  }
  return end;
}
