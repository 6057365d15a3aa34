import { type DecodedPixels, decodePixels, isDecoded, type NotDecoded } from './decode.js';
import { type ImageFormat, sniffImage } from './format.js';
import type { LumaPlane } from './luma.js';
import { type ImageMetadata, readMetadata } from './metadata.js';
import { imageKernel } from './simd.js';

/** The one reading of an image that all signals share: each part is made when first asked for, once. */
export interface ImageReading {
  readonly bytes: Uint8Array;
  /** By the bytes, never by the name; null where they are no image that is read. */
  readonly format: ImageFormat | null;
  readonly metadata: () => Promise<ImageMetadata>;
  readonly pixels: () => Promise<DecodedPixels | NotDecoded>;
  readonly luma: () => Promise<LumaPlane | NotDecoded>;
  /** Keeps the answer of the first call under that name: for questions that several signals ask. */
  readonly once: <T>(name: symbol, make: () => Promise<T>) => Promise<T>;
}

const NOTHING: ImageMetadata = {
  width: null,
  height: null,
  entries: [],
  xmp: [],
  credentials: null,
  isWhole: false,
};
const METADATA = Symbol('metadata');
const PIXELS = Symbol('pixels');
const LUMA = Symbol('luma');

export function createImageReading(bytes: Uint8Array): ImageReading {
  const format = sniffImage(bytes);
  const made = new Map<symbol, Promise<unknown>>();
  const once = <T>(name: symbol, make: () => Promise<T>): Promise<T> => {
    if (!made.has(name)) made.set(name, make());
    return made.get(name) as Promise<T>;
  };
  const metadata = () =>
    once(METADATA, async () => (format === null ? NOTHING : readMetadata(bytes, format)));
  const pixels = () =>
    once(PIXELS, async (): Promise<DecodedPixels | NotDecoded> => {
      if (format === null) return { fault: 'damaged', why: 'not an image' };
      return decodePixels(bytes, await metadata());
    });
  const luma = () =>
    once(LUMA, async () => {
      const decoded = await pixels();
      return isDecoded(decoded) ? imageKernel().lumaOf(decoded) : decoded;
    });
  return { bytes, format, metadata, pixels, luma, once };
}
