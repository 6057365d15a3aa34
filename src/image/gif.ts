import { asciiAt, startsWithAscii, viewOf } from './bytes.js';
import { type Container, type ContainerPart, MAX_PARTS } from './parts.js';

enum Block {
  Extension = 0x21,
  Image = 0x2c,
  Trailer = 0x3b,
}
const COMMENT_LABEL = 0xfe;
const APPLICATION_LABEL = 0xff;

/** Walks the blocks of a GIF (GIF89a specification). Comments keep their sub-block lengths: see `gifText`. */
export function walkGif(bytes: Uint8Array): Container {
  const view = viewOf(bytes);
  const parts: ContainerPart[] = [];
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)];
  let at = bytes.length > 12 ? 13 + colourTableBytes(bytes[10]!) : bytes.length;
  let end: number | null = null;
  while (at < bytes.length) {
    const block = bytes[at]!;
    if (block === Block.Trailer) {
      end = at + 1;
      break;
    }
    let start: number;
    if (block === Block.Image) start = at + 11 + colourTableBytes(bytes[at + 9] ?? 0);
    else if (block === Block.Extension) start = at + 2;
    else break;
    const stop = subBlocksEnd(bytes, start);
    if (stop < 0) break;
    const part = block === Block.Extension ? partOf(bytes, bytes[at + 1]!, start, stop) : null;
    if (part !== null && parts.length < MAX_PARTS) parts.push(part);
    at = stop;
  }
  return { width, height, parts, end };
}

const colourTableBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/** Offset after the empty sub-block, or −1. */
function subBlocksEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== 0) at += 1 + bytes[at]!;
  return at < bytes.length ? at + 1 : -1;
}

function partOf(bytes: Uint8Array, label: number, start: number, end: number): ContainerPart | null {
  if (label === COMMENT_LABEL) return { kind: 'comment', start, end };
  if (label !== APPLICATION_LABEL) return null;
  // XMP is stored without sub-blocks, followed by 257 bytes that lead a naive reader to the end.
  if (startsWithAscii(bytes, start + 1, 'XMP DataXMP'))
    return { kind: 'xmp', start: start + 12, end: Math.max(start + 12, end - 258) };
  if (asciiAt(bytes, start + 1, 8) === 'C2PA_GIF') return { kind: 'jumbf', start: start + 12, end };
  return null;
}

/** The bytes of sub-blocks without their lengths. */
export function gifText(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const text = new Uint8Array(end - start);
  let length = 0;
  for (let at = start; at < end && bytes[at] !== 0; at += 1 + bytes[at]!) {
    const block = bytes.subarray(at + 1, Math.min(end, at + 1 + bytes[at]!));
    text.set(block, length);
    length += block.length;
  }
  return text.subarray(0, length);
}
