import { existsSync, readdirSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isatty } from 'node:tty';
import { FreckleError } from '../core/errors.js';
import type { Format } from '../core/format.js';
import { AtomicFile, PARTIAL } from '../disk/atomic.js';
import { RunFolder } from '../disk/run-folder.js';
import { formatById, sniffFormat } from '../formats/index.js';

/**
 * Copies standard input into the run folder, since a run reads its inputs twice and may be resumed. If the command is
 * given again without standard input, the copy is used; otherwise standard input is read again, since it may differ.
 *
 * @throws FreckleError `no-input` | `other-run` | `run-locked` | `no-space` | `write-failed`
 */
export async function spoolStandardInput(
  out: string,
  formats: readonly Format[],
  formatId?: string,
): Promise<string> {
  const run = new RunFolder(out);
  // The lock keeps the copy safe while another process reads it.
  run.open();
  try {
    return await spool(run.state('stdin'), (head) => extensionOf(head, formats, formatId));
  } finally {
    run.release();
  }
}

async function spool(folder: string, extensionOf: (head: Uint8Array) => Promise<string>): Promise<string> {
  const known = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.startsWith('stdin.') && !name.endsWith(PARTIAL))
    : [];
  const buffer = Buffer.allocUnsafe(1 << 20);
  let read = isatty(0) && known.length > 0 ? 0 : readInput(buffer);
  if (read === 0) {
    if (known.length === 0) throw new FreckleError('no-input', 'standard input is empty');
    return join(folder, known[0]!);
  }
  const name = `stdin${await extensionOf(buffer.subarray(0, read))}`;
  const file = new AtomicFile(join(folder, name));
  for (; read > 0; read = readInput(buffer)) file.write(buffer.subarray(0, read));
  for (const old of known) if (old !== name) rmSync(join(folder, old));
  file.commit();
  return file.path;
}

async function extensionOf(
  head: Uint8Array,
  formats: readonly Format[],
  formatId: string | undefined,
): Promise<string> {
  if (formatId !== undefined) return formatById(formats, formatId)?.extensions[0] ?? '.txt';
  return (await sniffFormat(formats, head))?.extensions[0] ?? '.txt';
}

/** Reads the next bytes; waits if none have arrived yet. */
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
