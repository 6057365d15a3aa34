import { walkAvif } from './avif.js';
import { asciiAt, utf8, utf8OrLatin1 } from './bytes.js';
import { readExif } from './exif.js';
import type { ImageFormat } from './format.js';
import { gifText, walkGif } from './gif.js';
import { inflate } from './inflate.js';
import { walkJpeg } from './jpeg.js';
import type { Container, ContainerPart } from './parts.js';
import { walkPng } from './png.js';
import { walkWebp } from './webp.js';
import { readXmp, type XmpProperty } from './xmp.js';

/** A text in an image's container. */
export interface MetadataEntry {
  /**
   * `png-text`: keyword and text; `exif`: tag and text; `comment`: of JPEG or GIF; `trailer`: after the image;
   * `pixels`: hidden in the pixels.
   */
  readonly carrier: 'png-text' | 'exif' | 'xmp' | 'comment' | 'trailer' | 'pixels';
  readonly key: string;
  readonly text: string;
  /** Bytes of the part in the file, end exclusive. */
  readonly start: number;
  readonly end: number;
}

export interface XmpPacket {
  readonly properties: readonly XmpProperty[];
  readonly start: number;
  readonly end: number;
}

export interface ImageMetadata {
  readonly width: number | null;
  readonly height: number | null;
  readonly entries: readonly MetadataEntry[];
  readonly xmp: readonly XmpPacket[];
  /** Range of embedded content credentials (C2PA in JUMBF), or null. */
  readonly credentials: { readonly start: number; readonly end: number } | null;
  /** Whether the container reaches its end. */
  readonly isWhole: boolean;
}

/** Limit of a text. Workflows have hundreds of kilobytes; legitimate texts stay below this. */
const MAX_TEXT_BYTES = 4 << 20;
const MAX_ALL_TEXT_BYTES = 16 << 20;
const TRAILER_BYTES = 64 * 1024;

const WALKERS: { readonly [format in ImageFormat]: (bytes: Uint8Array) => Container } = {
  png: walkPng,
  jpeg: walkJpeg,
  webp: walkWebp,
  avif: walkAvif,
  gif: walkGif,
};

/** Reads everything in the container except the picture. Never throws for the content of the bytes. */
export async function readMetadata(bytes: Uint8Array, format: ImageFormat): Promise<ImageMetadata> {
  const container = WALKERS[format](bytes);
  const entries: MetadataEntry[] = [];
  const xmp: XmpPacket[] = [];
  let budget = MAX_ALL_TEXT_BYTES;
  for (const part of container.parts) {
    if (part.end - part.start > Math.min(budget, MAX_TEXT_BYTES)) continue;
    const { start, end } = part;
    if (part.kind === 'xmp' || part.kind === 'xmp-extension')
      xmp.push({ properties: readXmp(utf8(bytes.subarray(start, end))), start, end });
    for (const found of await entriesOf(bytes, part, format)) {
      budget -= found.text.length;
      if (isXmpKey(found.key)) xmp.push({ properties: readXmp(found.text), start, end });
      else if (budget >= 0) entries.push(found);
    }
  }
  const trailer = container.end === null ? null : trailerOf(bytes, container.end);
  if (trailer !== null) entries.push(trailer);
  return {
    width: container.width,
    height: container.height,
    entries,
    xmp,
    credentials: credentialsIn(container.parts),
    isWhole: container.end !== null,
  };
}

/** Midjourney writes XMP into a tEXt chunk with the keyword reserved for iTXt. */
const isXmpKey = (key: string): boolean => key === 'XML:com.adobe.xmp';

async function entriesOf(
  bytes: Uint8Array,
  part: ContainerPart,
  format: ImageFormat,
): Promise<MetadataEntry[]> {
  const { start, end } = part;
  switch (part.kind) {
    case 'text': {
      const text = await pngText(bytes.subarray(start, end), part.chunk!);
      return text === null ? [] : [{ carrier: 'png-text', ...text, start, end }];
    }
    case 'exif':
      return readExif(bytes.subarray(start, end)).map(({ name, text }) => ({
        carrier: 'exif',
        key: name,
        text,
        start,
        end,
      }));
    case 'comment': {
      const body = format === 'gif' ? gifText(bytes, start, end) : bytes.subarray(start, end);
      return [{ carrier: 'comment', key: 'comment', text: utf8OrLatin1(body), start, end }];
    }
    case 'xmp':
    case 'xmp-extension':
    case 'jumbf':
      return [];
    default:
      void (part.kind satisfies never);
      return [];
  }
}

/** Keyword and text of tEXt, zTXt and iTXt (W3C PNG, third edition, §11.3.3). */
async function pngText(data: Uint8Array, chunk: string): Promise<{ key: string; text: string } | null> {
  const zero = data.indexOf(0);
  if (zero < 1 || zero > 79) return null;
  const key = utf8OrLatin1(data.subarray(0, zero));
  if (chunk === 'tEXt') return { key, text: utf8OrLatin1(data.subarray(zero + 1)) };
  if (chunk === 'zTXt') {
    const text = await inflate(data.subarray(zero + 2), 'deflate', MAX_TEXT_BYTES);
    return text === null ? null : { key, text: utf8OrLatin1(text) };
  }
  const isCompressed = data[zero + 1] === 1;
  const language = data.indexOf(0, zero + 3);
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
  if (translated < 0) return null;
  const body = data.subarray(translated + 1);
  const text = isCompressed ? await inflate(body, 'deflate', MAX_TEXT_BYTES) : body;
  return text === null ? null : { key, text: utf8(text) };
}

/** Bytes after the end of the image, where some phones store their edits. */
function trailerOf(bytes: Uint8Array, from: number): MetadataEntry | null {
  if (from >= bytes.length) return null;
  const start = Math.max(from, bytes.length - TRAILER_BYTES);
  return {
    carrier: 'trailer',
    key: 'trailer',
    text: asciiAt(bytes, start, bytes.length - start),
    start,
    end: bytes.length,
  };
}

function credentialsIn(parts: readonly ContainerPart[]): ImageMetadata['credentials'] {
  const found = parts.filter(({ kind }) => kind === 'jumbf');
  return found.length === 0 ? null : { start: found[0]!.start, end: found.at(-1)!.end };
}
