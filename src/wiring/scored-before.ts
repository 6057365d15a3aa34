import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { FreckleError } from '../core/errors.js';
import type { ScoreTable } from '../origin/inferred/scores/score-table.js';
import { readScoreFiles } from './score-files.js';

/** The scores of an earlier run; an incomplete last line is removed. @throws FreckleError `other-run` */
export async function scoredBefore(
  path: string,
  names: readonly string[],
  maxBytes: number,
): Promise<ScoreTable | null> {
  if (!existsSync(path)) return null;
  const { isEmpty, head } = cutToWholeLines(path);
  if (isEmpty) return null;
  if (!head.startsWith('{"content_hash":"'))
    throw new FreckleError(
      'other-run',
      `${path} is not a file of language-model scores: give another with --out`,
    );
  try {
    return (await readScoreFiles([path], names, maxBytes)).table;
  } catch (error) {
    if (!(error instanceof FreckleError) || error.code !== 'invalid-setting') throw error;
    throw new FreckleError(
      'other-run',
      `${path} holds scores of other models or settings (${error.message}): give another file with --out`,
      { cause: error },
    );
  }
}

function cutToWholeLines(path: string): { isEmpty: boolean; head: string } {
  const file = openSync(path, 'r+');
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.min(size, 1 << 20));
    readSync(file, buffer, 0, buffer.length, size - buffer.length);
    const whole = size - buffer.length + buffer.lastIndexOf(0x0a) + 1;
    if (whole < size) ftruncateSync(file, whole);
    const head = Buffer.alloc(Math.min(whole, 100));
    readSync(file, head, 0, head.length, 0);
    return { isEmpty: whole === 0, head: head.toString('utf8') };
  } finally {
    closeSync(file);
  }
}
