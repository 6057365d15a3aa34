/**
 * Decompresses at most `limit` bytes, so that a decompression bomb cannot fill memory. Null where the stream is damaged
 * before its first byte.
 */
export async function inflate(
  bytes: Uint8Array,
  format: 'deflate' | 'gzip',
  limit: number,
): Promise<Uint8Array | null> {
  const source = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
  const reader = source.pipeThrough(new DecompressionStream(format)).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    while (length < limit) {
      const { value, done } = await reader.read();
      if (done) break;
      parts.push(value);
      length += value.length;
    }
    await reader.cancel();
  } catch {
    if (length === 0) return null;
  }
  const whole = new Uint8Array(Math.min(length, limit));
  let at = 0;
  for (const part of parts) {
    whole.set(part.subarray(0, whole.length - at), at);
    at += Math.min(part.length, whole.length - at);
  }
  return whole;
}
