import { hash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { FreckleError } from '../core/errors.js';
import type { ColumnNames } from '../core/format.js';
import type { WatermarksSetting } from '../core/signal.js';
import { readNamedFile } from '../disk/named-file.js';
import { readWatermarks } from '../origin/marked/text/config.js';
import { heldWatermarks, holdWatermarks, type OpenWatermarks } from '../origin/marked/text/loaded.js';
import { readTokenizer } from '../origin/marked/text/tokenizer.js';

/** The largest tokenizers have about 30 MB. */
const LARGEST_BYTES = 512 * 1024 * 1024;

/** A watermarks file or a tokenizer. @throws FreckleError `input-not-found` | `invalid-setting` */
export const readWatermarkFile = (path: string): string =>
  readNamedFile(path, { what: 'a watermarks file or a tokenizer', limitBytes: LARGEST_BYTES }).toString();

/**
 * Opens a watermarks file and its tokenizer. The tokenizer comes from its own path or from the file, where a relative
 * path starts at the file's folder. Settings hold both by path and digest, so the keys stay in the user's file.
 *
 * @throws FreckleError `input-not-found` | `invalid-setting`
 */
export function openWatermarks(
  path: string,
  tokenizerPath?: string,
): { opened: OpenWatermarks; setting: WatermarksSetting } {
  const yaml = readWatermarkFile(path);
  const config = readWatermarks(yaml, path);
  const beside = config.tokenizer === null ? null : resolve(dirname(path), config.tokenizer);
  const named = tokenizerPath ?? beside;
  const json = named === null ? null : readWatermarkFile(named);
  const schemes = config.watermarks.map(({ scheme }) => `${scheme.id}@${scheme.version}`);
  const digest = hash('sha256', JSON.stringify([yaml, schemes, json === null ? null : hash('sha256', json)]));
  const held = heldWatermarks(digest);
  const opened = held ?? { config, tokenizer: json === null ? null : readTokenizer(json, named!) };
  if (held === undefined) holdWatermarks(digest, opened);
  return { opened, setting: { path, ...(named === null ? {} : { tokenizer: named }), digest } };
}

/** Loads the watermarks of the settings in this thread. @throws FreckleError `input-changed` */
export function prepareWatermarks(setting: WatermarksSetting | undefined): void {
  if (setting === undefined || heldWatermarks(setting.digest) !== undefined) return;
  if (openWatermarks(setting.path, setting.tokenizer).setting.digest !== setting.digest)
    throw new FreckleError(
      'input-changed',
      `${setting.path} or its tokenizer changed during the run: start the run again`,
    );
}

/** The watermark options of a vet. */
export interface VetWatermarkOptions {
  readonly watermarks?: string;
  readonly tokenizer?: string;
  readonly columns?: ColumnNames;
}

/**
 * The watermark setting of a vet; null without watermarks. @throws FreckleError `invalid-setting` | `input-not-found`
 */
export function watermarksSetting({
  watermarks,
  tokenizer,
  columns,
}: VetWatermarkOptions): WatermarksSetting | null {
  if (watermarks === undefined) {
    if (tokenizer === undefined && columns?.tokens === undefined) return null;
    throw new FreckleError(
      'invalid-setting',
      '--tokenizer and --tokens-column need --watermarks: give the watermarks file too',
    );
  }
  const { opened, setting } = openWatermarks(
    resolve(watermarks),
    tokenizer === undefined ? undefined : resolve(tokenizer),
  );
  if (opened.tokenizer === null && columns?.tokens === undefined)
    throw new FreckleError(
      'invalid-setting',
      '--watermarks needs token ids: give their column (--tokens-column) or the tokenizer that encodes the text (--tokenizer)',
    );
  return setting;
}
