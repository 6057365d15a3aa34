import { asciiAt, startsWithAscii, viewOf } from './bytes.js';
import { type Container, type ContainerPart, MAX_PARTS } from './parts.js';

const PART_KINDS: { readonly [chunk: string]: ContainerPart['kind'] } = {
  EXIF: 'exif',
  'XMP ': 'xmp',
  C2PA: 'jumbf',
};

/** Walks the chunks of a WebP (RFC 9649, §2). */
export function walkWebp(bytes: Uint8Array): Container {
  const view = viewOf(bytes);
  const parts: ContainerPart[] = [];
  let size: readonly [number, number] | null = null;
  const declaredEnd = 8 + view.getUint32(4, true);
  let at = 12;
  while (at + 8 <= Math.min(declaredEnd, bytes.length)) {
    const chunk = asciiAt(bytes, at, 4);
    const length = view.getUint32(at + 4, true);
    const start = at + 8;
    size ??= sizeIn(view, chunk, start);
    if (start + length > bytes.length) break;
    const kind = PART_KINDS[chunk];
    if (kind !== undefined && parts.length < MAX_PARTS) {
      // Some writers put JPEG's header before the TIFF data.
      const skip = kind === 'exif' && startsWithAscii(bytes, start, 'Exif\0\0') ? 6 : 0;
      parts.push({ kind, start: start + skip, end: start + length });
    }
    at = start + length + (length & 1);
  }
  const end = declaredEnd <= bytes.length ? declaredEnd : null;
  return { width: size?.[0] ?? null, height: size?.[1] ?? null, parts, end };
}

/** Size of the canvas, or of the only picture (RFC 9649 §2.7.1, RFC 6386 §9.1, WebP lossless §3.1). */
function sizeIn(view: DataView, chunk: string, start: number): readonly [number, number] | null {
  if (start + 10 > view.byteLength) return null;
  const uint24 = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  if (chunk === 'VP8X') return [uint24(start + 4) + 1, uint24(start + 7) + 1];
  if (chunk === 'VP8L') {
    const bits = view.getUint32(start + 1, true);
    return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
  }
  if (chunk === 'VP8 ')
    return [view.getUint16(start + 6, true) & 0x3fff, view.getUint16(start + 8, true) & 0x3fff];
  return null;
}
