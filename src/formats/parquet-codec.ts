import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { compressors } from 'hyparquet-compressors';
import { decompressFrames } from './compression/zstd-frame.js';

/** Decompresses a page. @throws Error if the bytes are damaged or do not decompress to `size` bytes */
export function decompressPage(bytes: Buffer, size: number, codec: string): Uint8Array {
  const page = decompressWith(codec, bytes, size);
  if (page.length !== size) throw new Error(`a page has ${page.length} bytes uncompressed, not ${size}`);
  return page;
}

function decompressWith(codec: string, bytes: Buffer, size: number): Uint8Array {
  switch (codec) {
    case 'UNCOMPRESSED':
      return bytes;
    case 'GZIP':
      return gunzipSync(bytes, { maxOutputLength: Math.max(1, size) });
    case 'BROTLI':
      return brotliDecompressSync(bytes, { maxOutputLength: Math.max(1, size) });
    case 'ZSTD':
      return decompressFrames(bytes, size);
    default: {
      const known = compressors[codec as keyof typeof compressors];
      if (known === undefined) throw new Error(`pages use the unknown compression ${codec}`);
      return known(bytes, size);
    }
  }
}
