import type { Format, Resemblance } from '../core/format.js';
import { codecOf, compressedId, startOf } from './compression/index.js';
import { jsonl } from './jsonl.js';

const HEAD_BYTES = 256 * 1024;

/**
 * Recognises the format of input without a name, from about its first 64 KB: the first sure match, else the first
 * possible one. Looks inside compressed input, which is taken for JSON lines where that shows nothing. Null if no format
 * matches: an image, a program, UTF-16.
 */
export async function sniffFormat(formats: readonly Format[], head: Uint8Array): Promise<Format | null> {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  const codec = codecOf(bytes);
  if (codec === null) return matching(formats, bytes);
  const start = await startOf(bytes, codec, HEAD_BYTES);
  const inside = start.length === 0 ? null : matching(formats, start);
  const withId = (plain: string) => formats.find(({ id }) => id === compressedId(plain, codec));
  return (inside === null ? undefined : withId(inside.id)) ?? withId(jsonl.id) ?? null;
}

function matching(formats: readonly Format[], bytes: Buffer): Format | null {
  const found = formats.map((format) => ({ format, resemblance: format.looksLike?.(bytes) ?? 'no' }));
  const like = (wanted: Resemblance) => found.find(({ resemblance }) => resemblance === wanted)?.format;
  return like('surely') ?? like('perhaps') ?? null;
}
