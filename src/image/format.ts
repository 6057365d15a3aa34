import { asciiAt } from './bytes.js';

/** The containers that Freckle reads. */
export const IMAGE_FORMATS = ['png', 'jpeg', 'webp', 'avif', 'gif'] as const;
export type ImageFormat = (typeof IMAGE_FORMATS)[number];

/** File name endings of each format, the usual one first. */
export const IMAGE_EXTENSIONS: { readonly [format in ImageFormat]: readonly string[] } = {
  png: ['.png'],
  jpeg: ['.jpg', '.jpeg', '.jfif'],
  webp: ['.webp'],
  avif: ['.avif'],
  gif: ['.gif'],
};

/** Major and compatible brands of AVIF stills and sequences (AV1 Image File Format 1.1, §6). */
const AVIF_BRANDS = ['avif', 'avis'];
const MAX_BRANDS = 32;

/**
 * The format according to the first bytes, regardless of the file's name; null for anything else. Only these formats
 * reach a decoder: an SVG or a PDF named .png never reaches the parsers of those formats.
 *
 * Magic numbers: PNG §5.2, JPEG SOI + marker, RIFF `WEBP`, ISO 14496-12 `ftyp`, GIF87a and GIF89a.
 */
export function sniffImage(bytes: Uint8Array): ImageFormat | null {
  if (bytes.length < 12) return null;
  if (bytes[0] === 0x89 && asciiAt(bytes, 1, 7) === 'PNG\r\n\x1a\n') return 'png';
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (asciiAt(bytes, 0, 4) === 'RIFF' && asciiAt(bytes, 8, 4) === 'WEBP') return 'webp';
  const head = asciiAt(bytes, 0, 6);
  if (head === 'GIF87a' || head === 'GIF89a') return 'gif';
  if (asciiAt(bytes, 4, 4) === 'ftyp' && hasAvifBrand(bytes)) return 'avif';
  return null;
}

function hasAvifBrand(bytes: Uint8Array): boolean {
  const size = Math.min(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), bytes.length);
  for (let at = 8, count = 0; at + 4 <= size && count < MAX_BRANDS; at += 4, count++)
    // The four bytes after the major brand are its version.
    if (at !== 12 && AVIF_BRANDS.includes(asciiAt(bytes, at, 4))) return true;
  return false;
}

/** The format according to a file name, or null. */
export function formatOfImageName(name: string): ImageFormat | null {
  const lower = name.toLowerCase();
  for (const format of IMAGE_FORMATS)
    if (IMAGE_EXTENSIONS[format].some((extension) => lower.endsWith(extension))) return format;
  return null;
}
