import { indexOfAscii, startsWithAscii, viewOf } from './bytes.js';
import { type Container, type ContainerPart, MAX_PARTS } from './parts.js';

const EXIF = 'Exif\0\0';
const XMP = 'http://ns.adobe.com/xap/1.0/\0';
const XMP_EXTENSION = 'http://ns.adobe.com/xmp/extension/\0';
/** GUID of 32 digits, full length, offset. */
const EXTENSION_HEADER_BYTES = 32 + 4 + 4;

enum Marker {
  Start = 0xd8,
  End = 0xd9,
  Scan = 0xda,
  App1 = 0xe1,
  App11 = 0xeb,
  Comment = 0xfe,
}

/** SOF0–SOF15 without DHT, JPG and DAC, which share their range (ITU-T T.81, table B.1). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
/** Markers without a length: restart markers and the fill. */
const isBare = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= Marker.Start);

/** Walks the segments of a JPEG (ITU-T T.81, annex B), over the entropy-coded data too, to the end of the image. */
export function walkJpeg(bytes: Uint8Array): Container {
  const view = viewOf(bytes);
  const parts: ContainerPart[] = [];
  let width: number | null = null;
  let height: number | null = null;
  let at = 2;
  let end: number | null = null;
  for (;;) {
    at = nextMarker(bytes, at);
    if (at < 0) break;
    const marker = bytes[at + 1]!;
    at += 2;
    if (marker === Marker.End) {
      end = at;
      break;
    }
    if (isBare(marker)) continue;
    if (at + 2 > bytes.length) break;
    const length = view.getUint16(at);
    const stop = at + length;
    if (length < 2 || stop > bytes.length) break;
    if (isFrame(marker) && length >= 7 && width === null) {
      height = view.getUint16(at + 3);
      width = view.getUint16(at + 5);
    }
    const part = partOf(bytes, marker, at + 2, stop);
    if (part !== null && parts.length < MAX_PARTS) parts.push(part);
    at = stop;
  }
  return { width, height, parts, end };
}

/** The next 0xFF that is neither stuffing nor padding. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (
    let at = bytes.indexOf(0xff, from);
    at >= 0 && at + 1 < bytes.length;
    at = bytes.indexOf(0xff, at + 1)
  ) {
    const next = bytes[at + 1]!;
    if (next !== 0x00 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return -1;
}

function partOf(bytes: Uint8Array, marker: number, start: number, end: number): ContainerPart | null {
  if (marker === Marker.Comment) return { kind: 'comment', start, end };
  if (marker === Marker.App11)
    return indexOfAscii(bytes, 'jumb', start, Math.min(end, start + 32)) >= 0
      ? { kind: 'jumbf', start, end }
      : null;
  if (marker !== Marker.App1) return null;
  if (startsWithAscii(bytes, start, EXIF)) return { kind: 'exif', start: start + EXIF.length, end };
  if (startsWithAscii(bytes, start, XMP)) return { kind: 'xmp', start: start + XMP.length, end };
  if (startsWithAscii(bytes, start, XMP_EXTENSION))
    return {
      kind: 'xmp-extension',
      start: Math.min(end, start + XMP_EXTENSION.length + EXTENSION_HEADER_BYTES),
      end,
    };
  return null;
}
