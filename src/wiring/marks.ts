import { hash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { FreckleError } from '../core/errors.js';
import type { ColumnNames } from '../core/format.js';
import type { MarksSetting } from '../core/signal.js';
import { readMarks } from '../origin/marked/text/config.js';
import { heldMarks, holdMarks, type OpenMarks } from '../origin/marked/text/loaded.js';
import { readTokenizer } from '../origin/marked/text/tokenizer.js';

/** Tokenizers of the largest vocabularies have some 30 MB. */
const LARGEST_BYTES = 512 * 1024 * 1024;

/**
 * Marks by the path of their file, the tokenizer by its own or by the file's word; a path in the file is meant from
 * where the file lies. Settings name both by path and digest: keys stay in the user's file.
 *
 * @throws FreckleError `input-not-found` | `invalid-setting`
 */
export function openMarks(path: string, tokenizerPath?: string): { marks: OpenMarks; setting: MarksSetting } {
  const yaml = readNamed(path);
  const config = readMarks(yaml, path);
  const beside = config.tokenizer === null ? null : resolve(dirname(path), config.tokenizer);
  const named = tokenizerPath ?? beside;
  const json = named === null ? null : readNamed(named);
  const schemes = config.marks.map(({ scheme }) => `${scheme.id}@${scheme.version}`);
  const digest = hash('sha256', JSON.stringify([yaml, schemes, json === null ? null : hash('sha256', json)]));
  const held = heldMarks(digest);
  const marks = held ?? { config, tokenizer: json === null ? null : readTokenizer(json, named!) };
  if (held === undefined) holdMarks(digest, marks);
  return { marks, setting: { path, ...(named === null ? {} : { tokenizer: named }), digest } };
}

/** Makes the marks that settings name ready in this thread. @throws FreckleError `input-changed` */
export function prepareMarks(setting: MarksSetting | undefined): void {
  if (setting === undefined || heldMarks(setting.digest) !== undefined) return;
  if (openMarks(setting.path, setting.tokenizer).setting.digest !== setting.digest)
    throw new FreckleError(
      'input-changed',
      `the marks in ${setting.path} or their tokenizer changed during the run`,
    );
}

/** What a vet is told of watermarks; see its options. */
export interface MarkOptions {
  readonly watermarks?: string;
  readonly tokenizer?: string;
  readonly columns?: ColumnNames;
}

/** The marks that a vet is asked for; null where it is not. @throws FreckleError `invalid-setting` | `input-not-found` */
export function watermarksSetting({ watermarks, tokenizer, columns }: MarkOptions): MarksSetting | null {
  if (watermarks === undefined) {
    if (tokenizer === undefined && columns?.tokens === undefined) return null;
    throw new FreckleError(
      'invalid-setting',
      'a tokenizer and a column of token ids are for --watermarks; name the file of marks with it',
    );
  }
  const { marks, setting } = openMarks(
    resolve(watermarks),
    tokenizer === undefined ? undefined : resolve(tokenizer),
  );
  if (marks.tokenizer === null && columns?.tokens === undefined)
    throw new FreckleError(
      'invalid-setting',
      'name the column of the token ids (--tokens-column) or the tokenizer that makes them of the text (--tokenizer)',
    );
  return setting;
}

function readNamed(path: string): string {
  if (!existsSync(path)) throw new FreckleError('input-not-found', `there is no file ${path}`);
  const { size } = statSync(path);
  if (size > LARGEST_BYTES)
    throw new FreckleError('invalid-setting', `${path} has ${size} bytes, more than any file of its kind`);
  return readFileSync(path, 'utf8');
}
