import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { decompress as unzstd } from 'fzstd';
import { compressors } from 'hyparquet-compressors';

/** Decompresses a page. @throws Error where the bytes are damaged, or become more or fewer than `size` */
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
      // Given its output, it takes no size from the frame.
      return unzstd(bytes, new Uint8Array(size));
    default: {
      const known = compressors[codec as keyof typeof compressors];
      if (known === undefined) throw new Error(`pages are compressed by ${codec}, which is not known`);
      return known(bytes, size);
    }
  }
}
