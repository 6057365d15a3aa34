import type { Format, Resemblance } from '../core/format.js';

/**
 * Recognises the format of input without a name, from about its first 64 KB: the first sure match, else the first
 * possible one. Null if no format matches: an image, a program, UTF-16.
 */
export function sniffFormat(formats: readonly Format[], head: Uint8Array): Format | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  const found = formats.map((format) => ({ format, resemblance: format.looksLike?.(bytes) ?? 'no' }));
  const like = (wanted: Resemblance) => found.find(({ resemblance }) => resemblance === wanted)?.format;
  return like('surely') ?? like('perhaps') ?? null;
}
