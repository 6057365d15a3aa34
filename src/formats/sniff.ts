import type { Format, Resemblance } from '../core/format.js';

/**
 * Tells the format of bytes that came without a name, from the first 64 KB or so: the first that is sure, else the first
 * that may be. Null where they look like none: an image, a program, UTF-16.
 */
export function sniffFormat(formats: readonly Format[], head: Uint8Array): Format | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  const found = formats.map((format) => ({ format, resemblance: format.looksLike?.(bytes) ?? 'no' }));
  const like = (wanted: Resemblance) => found.find(({ resemblance }) => resemblance === wanted)?.format;
  return like('surely') ?? like('perhaps') ?? null;
}
