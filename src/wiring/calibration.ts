import { hash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FreckleError } from '../core/errors.js';
import type { CalibrationSetting } from '../core/signal.js';
import { copyAtomically, writeAtomically } from '../disk/atomic.js';
import { readNamedFile } from '../disk/named-file.js';
import type { Calibration } from '../origin/inferred/calibration/calibration.js';
import { decodeCalibration, encodeCalibration } from '../origin/inferred/calibration/codec.js';
import { heldCalibration, holdCalibration } from '../origin/inferred/calibration/loaded.js';

const JSON_NAME = 'calibration.json';
const BINARY_NAME = 'calibration.bin';
/** Language-model scores of the known texts. */
export const KNOWN_SCORES = 'lm.scores.jsonl';
/** Size limit, far above that of any calibration. */
const LARGEST_BYTES = 512 * 1024 * 1024;

/** Accepts a folder that is absent, empty, or holds a calibration. @throws FreckleError `other-run` */
export function refuseForeignFolder(folder: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory())
    throw new FreckleError('other-run', `${folder} is a file: give a new folder with --out`);
  const names = readdirSync(folder);
  // The binary part is written first, except for language-model scores.
  const isOurs = names.some((name) => name.startsWith(BINARY_NAME) || name.startsWith(KNOWN_SCORES));
  if (names.length > 0 && !isOurs)
    throw new FreckleError(
      'other-run',
      `${folder} is not empty and holds no calibration: give an empty or new folder with --out`,
    );
}

/** Writes a calibration into a folder. The card is written last, so a folder with a card is complete. */
export function writeCalibration(folder: string, calibration: Calibration): void {
  const { json, bytes } = encodeCalibration(calibration);
  writeAtomically(join(folder, BINARY_NAME), bytes);
  writeAtomically(join(folder, JSON_NAME), json);
}

/** @throws FreckleError `input-not-found` | `invalid-setting` */
export function readCalibration(folder: string): { calibration: Calibration; setting: CalibrationSetting } {
  const [json, bytes] = [JSON_NAME, BINARY_NAME].map((name) => readPart(folder, name)) as [Buffer, Buffer];
  const digest = hash('sha256', `${hash('sha256', json)}${hash('sha256', bytes)}`);
  const held = heldCalibration(digest);
  const calibration = held ?? decodeCalibration({ json: json.toString('utf8'), bytes });
  if (held === undefined) holdCalibration(digest, calibration);
  return { calibration, setting: { path: folder, digest } };
}

/** Loads the calibration of the settings in this thread. @throws FreckleError `input-changed` */
export function prepareCalibration(setting: CalibrationSetting | undefined): void {
  if (setting === undefined || heldCalibration(setting.digest) !== undefined) return;
  refuseOther(readCalibration(setting.path).setting, setting);
}

function refuseOther(found: CalibrationSetting, wanted: CalibrationSetting): void {
  if (found.digest !== wanted.digest)
    throw new FreckleError(
      'input-changed',
      `the calibration in ${wanted.path} changed since the run was measured`,
    );
}

function readPart(folder: string, name: string): Buffer {
  const path = join(folder, name);
  if (!existsSync(path))
    throw new FreckleError(
      'input-not-found',
      `no calibration in ${folder}: ${name} is missing. Fit one with freckle calibrate`,
    );
  return readNamedFile(path, { what: 'a part of a calibration', limitBytes: LARGEST_BYTES });
}

/** The run's own copy, made at first use, so that the run can be decided again after the calibration has moved. */
export function keptCalibration(setting: CalibrationSetting, folder: string): Calibration {
  if (existsSync(join(folder, JSON_NAME))) {
    const kept = readCalibration(folder);
    if (kept.setting.digest === setting.digest) return kept.calibration;
  }
  const { calibration, setting: found } = readCalibration(setting.path);
  refuseOther(found, setting);
  // The card is copied last, so a folder with a card is complete.
  for (const name of [BINARY_NAME, JSON_NAME]) copyAtomically(join(setting.path, name), join(folder, name));
  return calibration;
}
