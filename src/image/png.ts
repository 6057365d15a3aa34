import { asciiAt, indexOfAscii, viewOf } from './bytes.js';
import { type Container, type ContainerPart, MAX_PARTS } from './parts.js';

const PART_KINDS: { readonly [chunk: string]: ContainerPart['kind'] } = {
  tEXt: 'text',
  zTXt: 'text',
  iTXt: 'text',
  eXIf: 'exif',
  caBX: 'jumbf',
};
const SIGNATURE_BYTES = 8;

/** Walks the chunks of a PNG (W3C PNG, third edition, §5), including those after the picture's data. */
export function walkPng(bytes: Uint8Array): Container {
  const view = viewOf(bytes);
  const parts: ContainerPart[] = [];
  let width: number | null = null;
  let height: number | null = null;
  let at = SIGNATURE_BYTES;
  let end: number | null = null;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    const chunk = asciiAt(bytes, at + 4, 4);
    const start = at + 8;
    if (chunk === 'IHDR' && length >= 8 && start + 8 <= bytes.length) {
      width = view.getUint32(start);
      height = view.getUint32(start + 4);
    }
    if (start + length + 4 > bytes.length) break;
    const kind = PART_KINDS[chunk];
    // The chunk's name may occur by chance, so the JUMBF box is checked too.
    const isPart =
      kind !== undefined && (kind !== 'jumbf' || indexOfAscii(bytes, 'jumb', start, start + 16) >= 0);
    if (isPart && parts.length < MAX_PARTS) parts.push({ kind, chunk, start, end: start + length });
    at = start + length + 4;
    if (chunk === 'IEND') {
      end = at;
      break;
    }
  }
  return { width, height, parts, end };
}
