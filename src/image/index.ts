/**
 * Pure reading of encoded images: containers, metadata, pixels, spectra, hashes. It sees one image, never the corpus,
 * and judges nothing: `origin/declared` interprets metadata such as a prompt in a PNG chunk.
 *
 * May import core, math and the kernels. Only `decode.ts` loads sharp, at its first use. It uses no `node:` module, so
 * everything except decoding runs in a browser.
 */
export { type DecodedPixels, isDecoded, MAX_PIXELS, type NotDecoded } from './decode.js';
export { type ImageFormat, sniffImage } from './format.js';
export type { ImageMetadata, MetadataEntry } from './metadata.js';
export { createImageReading, type ImageReading } from './reading.js';
