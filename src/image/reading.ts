import { type DecodedPixels, decodePixels, isDecoded, type NotDecoded } from './decode.js';
import { type ImageFormat, sniffImage } from './format.js';
import type { LumaPlane } from './luma.js';
import { type ImageMetadata, readMetadata } from './metadata.js';
import { imageKernel } from './simd.js';

/** The reading of an image that all signals share. Each part is computed once, at first use. */
export interface ImageReading {
  readonly bytes: Uint8Array;
  /** Format according to the bytes; null for unknown formats. */
  readonly format: ImageFormat | null;
  readonly metadata: () => Promise<ImageMetadata>;
  readonly pixels: () => Promise<DecodedPixels | NotDecoded>;
  readonly luma: () => Promise<LumaPlane | NotDecoded>;
  /** Caches a result under a name, for computations that several signals share. */
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
