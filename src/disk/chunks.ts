import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 1 << 20;

/** The bytes of a file in chunks; each chunk is valid until the next one. */
export function* chunksOf(path: string): Generator<Uint8Array, void, void> {
  const handle = openSync(path, 'r');
  try {
    const buffer = new Uint8Array(CHUNK_BYTES);
    for (let read = readSync(handle, buffer); read > 0; read = readSync(handle, buffer))
      yield buffer.subarray(0, read);
  } finally {
    closeSync(handle);
  }
}

/**
 * The lines of a UTF-8 file, split at line feeds only. readline would also split at U+2028, which JSON does not escape.
 */
export function* linesOf(path: string): Generator<string, void, void> {
  const decoder = new TextDecoder();
  let rest = '';
  for (const chunk of chunksOf(path)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
