import { asciiAt, startsWithAscii, viewOf } from './bytes.js';
import { type Container, type ContainerPart, MAX_PARTS } from './parts.js';

interface Box {
  readonly type: string;
  /** Start of the box's content. */
  readonly start: number;
  readonly end: number;
}

const C2PA_UUID = 'd8fec3d61b0e483c92975828877ec481';
const XMP_UUID = 'be7acfcb97a942e89c71999491e3afac';
const MAX_ITEMS = 4096;

/** Walks the boxes of an AVIF (ISO 14496-12, HEIF ISO 23008-12): sizes, EXIF and XMP items, content credentials. */
export function walkAvif(bytes: Uint8Array): Container {
  const parts: ContainerPart[] = [];
  let size: readonly [number, number] | null = null;
  let end: number | null = null;
  let last = 0;
  for (const box of boxes(bytes, 0, bytes.length)) {
    last = box.end;
    if (box.type === 'uuid') {
      const kind = { [C2PA_UUID]: 'jumbf', [XMP_UUID]: 'xmp' }[hex(bytes, box.start, 16)] as
        | 'jumbf'
        | 'xmp'
        | undefined;
      if (kind !== undefined) parts.push({ kind, start: box.start + 16, end: box.end });
    }
    if (box.type !== 'meta') continue;
    const inside = [...boxes(bytes, box.start + 4, box.end)];
    size = largestSize(bytes, inside) ?? size;
    parts.push(...itemParts(bytes, inside));
  }
  if (last === bytes.length) end = last;
  return { width: size?.[0] ?? null, height: size?.[1] ?? null, parts: parts.slice(0, MAX_PARTS), end };
}

/** The boxes completely inside the range. Size 0 extends to its end; size 1 is followed by a 64-bit size. */
function* boxes(bytes: Uint8Array, from: number, to: number): Generator<Box> {
  const view = viewOf(bytes);
  let at = from;
  for (let count = 0; at + 8 <= to && count < MAX_ITEMS; count++) {
    let size = view.getUint32(at);
    let header = 8;
    if (size === 1 && at + 16 <= to) {
      size = Number(view.getBigUint64(at + 8));
      header = 16;
    } else if (size === 0) size = to - at;
    if (size < header || at + size > to) return;
    yield { type: asciiAt(bytes, at + 4, 4), start: at + header, end: at + size };
    at += size;
  }
}

/** The largest `ispe`: pictures of a grid have smaller ones of their own. */
function largestSize(bytes: Uint8Array, inside: readonly Box[]): readonly [number, number] | null {
  const view = viewOf(bytes);
  let best: readonly [number, number] | null = null;
  for (const properties of inside.filter(({ type }) => type === 'iprp'))
    for (const container of boxes(bytes, properties.start, properties.end)) {
      if (container.type !== 'ipco') continue;
      for (const { type, start, end } of boxes(bytes, container.start, container.end)) {
        if (type !== 'ispe' || end - start < 12) continue;
        const found = [view.getUint32(start + 4), view.getUint32(start + 8)] as const;
        if (best === null || found[0] * found[1] > best[0] * best[1]) best = found;
      }
    }
  return best;
}

function itemParts(bytes: Uint8Array, inside: readonly Box[]): ContainerPart[] {
  const infos = inside.find(({ type }) => type === 'iinf');
  const locations = inside.find(({ type }) => type === 'iloc');
  if (infos === undefined || locations === undefined) return [];
  const kinds = itemKinds(bytes, infos);
  const parts: ContainerPart[] = [];
  for (const { item, start, end } of itemExtents(bytes, locations)) {
    const kind = kinds.get(item);
    if (kind === undefined || end > bytes.length) continue;
    const skip = kind === 'exif' ? tiffOffset(bytes, start, end) : 0;
    if (start + skip < end) parts.push({ kind, start: start + skip, end });
  }
  return parts;
}

/** An EXIF item begins with the offset of its TIFF header. Some writers include JPEG's header without counting it. */
function tiffOffset(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 4) return 0;
  const offset = 4 + viewOf(bytes).getUint32(start);
  return startsWithAscii(bytes, start + offset, 'Exif\0\0') ? offset + 6 : offset;
}

function itemKinds(bytes: Uint8Array, { start, end }: Box): Map<number, 'exif' | 'xmp'> {
  const view = viewOf(bytes);
  const kinds = new Map<number, 'exif' | 'xmp'>();
  const header = bytes[start] === 0 ? 6 : 8;
  for (const entry of boxes(bytes, start + header, end)) {
    const version = bytes[entry.start]!;
    if (entry.type !== 'infe' || version < 2 || entry.end - entry.start < 12) continue;
    const item = version === 2 ? view.getUint16(entry.start + 4) : view.getUint32(entry.start + 4);
    const typeAt = entry.start + (version === 2 ? 8 : 10);
    const type = asciiAt(bytes, typeAt, 4);
    if (type === 'Exif') kinds.set(item, 'exif');
    else if (
      type === 'mime' &&
      asciiAt(bytes, typeAt + 4, entry.end - typeAt - 4).includes('application/rdf+xml')
    )
      kinds.set(item, 'xmp');
  }
  return kinds;
}

/** Extents of items that lie in the file itself (construction method 0). */
function itemExtents(bytes: Uint8Array, box: Box): { item: number; start: number; end: number }[] {
  const found: { item: number; start: number; end: number }[] = [];
  const view = viewOf(bytes);
  let at = box.start;
  const take = (size: number): number => {
    if (at + size > box.end) throw new RangeError('iloc ends early');
    const value =
      size === 0
        ? 0
        : size === 1
          ? bytes[at]!
          : size === 2
            ? view.getUint16(at)
            : size === 4
              ? view.getUint32(at)
              : Number(view.getBigUint64(at));
    at += size;
    return value;
  };
  try {
    const version = take(4) >>> 24;
    const sizes = take(2);
    const [offsetSize, lengthSize, baseSize, indexSize] = [
      sizes >>> 12,
      (sizes >>> 8) & 15,
      (sizes >>> 4) & 15,
      sizes & 15,
    ];
    const count = take(version < 2 ? 2 : 4);
    for (let index = 0; index < Math.min(count, MAX_ITEMS); index++) {
      const item = take(version < 2 ? 2 : 4);
      const method = version === 0 ? 0 : take(2) & 15;
      take(2);
      const base = take(baseSize);
      const extents = take(2);
      for (let extent = 0; extent < extents; extent++) {
        if (version > 0) take(indexSize);
        const start = base + take(offsetSize);
        const end = start + take(lengthSize);
        if (method === 0) found.push({ item, start, end });
      }
    }
  } catch (error) {
    // The table is truncated: keep the part read so far.
    if (!(error instanceof RangeError)) throw error;
  }
  return found;
}

function hex(bytes: Uint8Array, at: number, length: number): string {
  let text = '';
  for (let index = at; index < at + length; index++)
    text += (bytes[index] ?? 0).toString(16).padStart(2, '0');
  return text;
}
