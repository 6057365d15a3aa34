/**
 * Checks that Snappy data is whole and makes exactly `size` bytes: the WebAssembly decoder trusts its elements and never
 * returns from some damaged ones. Walks the elements without copying.
 *
 * Source: google/snappy, format_description.txt.
 *
 * @throws Error if the data is damaged
 */
export function checkSnappy(bytes: Uint8Array, size: number): void {
  const damaged = (): never => {
    throw new Error('a page holds damaged Snappy data');
  };
  let at = 0;
  let claimed = 0;
  for (let shift = 0; ; shift += 7) {
    if (at >= bytes.length || shift > 28) damaged();
    const byte = bytes[at++]!;
    claimed += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  if (claimed !== size) damaged();
  let made = 0;
  while (at < bytes.length) {
    const tag = bytes[at++]!;
    const kind = tag & 3;
    if (kind === 0) {
      let length = tag >> 2;
      if (length >= 60) {
        const width = length - 59;
        length = 0;
        for (let index = 0; index < width; index++) length += (bytes[at + index] ?? 0) * 2 ** (8 * index);
        at += width;
      }
      at += length + 1;
      made += length + 1;
      if (at > bytes.length) damaged();
    } else {
      const width = kind === 3 ? 4 : kind;
      let offset = kind === 1 ? (tag >> 5) * 256 : 0;
      for (let index = 0; index < width; index++) offset += (bytes[at + index] ?? 0) * 2 ** (8 * index);
      at += width;
      if (at > bytes.length || offset === 0 || offset > made) damaged();
      made += kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    }
    if (made > size) damaged();
  }
  if (made !== size) damaged();
}
