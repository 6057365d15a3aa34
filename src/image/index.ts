/**
 * Pure reading of encoded images: containers, metadata, pixels, spectra, hashes. It knows no corpus and no
 * verdict: what a prompt in a PNG chunk means is the affair of `origin/images`.
 *
 * May import core, math and the kernels; `decode.ts` alone loads sharp, at its first use. No `node:` module, so that
 * everything but decoding runs in a browser.
 */
export { type DecodedPixels, isDecoded, MAX_PIXELS, type NotDecoded } from './decode.js';
export { type ImageFormat, sniffImage } from './format.js';
export type { ImageMetadata, MetadataEntry } from './metadata.js';
export { createImageReading, type ImageReading } from './reading.js';
