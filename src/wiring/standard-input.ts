import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { FreckleError } from '../core/errors.js';
import { FORMATS, formatById, sniffFormat } from '../formats/index.js';

/**
 * Standard input can be read once, but a run reads its inputs twice and may be resumed: what comes in is
 * kept in the run folder. A resumed run finds it there and does not wait for it again.
 */
export async function spoolStandardInput(out: string, formatId?: string): Promise<string> {
  const folder = join(out, '.freckle', 'stdin');
  const known = existsSync(folder)
    ? readdirSync(folder).find((name) => name.startsWith('stdin.'))
    : undefined;
  if (known !== undefined) return join(folder, known);
  mkdirSync(folder, { recursive: true });
  const partial = join(folder, 'partial');
  const buffer = Buffer.allocUnsafe(1 << 20);
  const output = openSync(partial, 'w');
  let head: Buffer | null = null;
  let total = 0;
  for (let read = readInput(buffer); read > 0; read = readInput(buffer)) {
    head ??= Buffer.from(buffer.subarray(0, read));
    writeSync(output, buffer, 0, read);
    total += read;
  }
  closeSync(output);
  if (head === null || total === 0) throw new FreckleError('no-input', 'standard input was empty');
  const path = join(folder, `stdin${extensionOf(head, formatId)}`);
  renameSync(partial, path);
  return path;
}

function extensionOf(head: Uint8Array, formatId: string | undefined): string {
  if (formatId !== undefined) return formatById(FORMATS, formatId)?.extensions[0] ?? '.txt';
  return sniffFormat(head)?.extension ?? '.txt';
}

/** Reads what is there, waiting where nothing is yet. */
function readInput(buffer: Buffer): number {
  while (true) {
    try {
      return readSync(0, buffer);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
