import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FreckleError } from '../core/errors.js';
import type { CalibrationSetting } from '../core/signal.js';
import { copyAtomically, writeAtomically } from '../disk/atomic.js';
import type { Calibration } from '../origin/inferred/calibration/calibration.js';
import { decodeCalibration, encodeCalibration } from '../origin/inferred/calibration/codec.js';
import { heldCalibration, holdCalibration } from '../origin/inferred/calibration/loaded.js';

const JSON_NAME = 'calibration.json';
const BINARY_NAME = 'calibration.bin';
/** What a language model said of the known texts. */
export const KNOWN_SCORES = 'lm.scores.jsonl';
/** No calibration is near this size; what is larger is not read. */
const LARGEST_BYTES = 512 * 1024 * 1024;

/** A folder to keep a calibration in is absent, empty, or holds one already. @throws FreckleError `other-run` */
export function refuseForeignFolder(folder: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory())
    throw new FreckleError('other-run', `${folder} is a file; name a new folder with --out`);
  const names = readdirSync(folder);
  // The binary part is the first to be there, but for scores that were asked for.
  const isOurs = names.some((name) => name.startsWith(BINARY_NAME) || name.startsWith(KNOWN_SCORES));
  if (names.length > 0 && !isOurs)
    throw new FreckleError(
      'other-run',
      `${folder} is not empty and holds no calibration; name an empty or new folder with --out`,
    );
}

/** Writes a calibration into a folder, the card last: a folder with a card is whole. */
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

/** Makes the calibration that settings name ready in this thread. @throws FreckleError `input-changed` */
export function prepareCalibration(setting: CalibrationSetting | undefined): void {
  if (setting === undefined || heldCalibration(setting.digest) !== undefined) return;
  refuseOther(readCalibration(setting.path).setting, setting);
}

function refuseOther(found: CalibrationSetting, wanted: CalibrationSetting): void {
  if (found.digest !== wanted.digest)
    throw new FreckleError(
      'input-changed',
      `the calibration in ${wanted.path} is another one than the run was measured with`,
    );
}

function readPart(folder: string, name: string): Buffer {
  const path = join(folder, name);
  if (!existsSync(path))
    throw new FreckleError(
      'input-not-found',
      `no calibration in ${folder}: ${name} is missing; freckle calibrate makes one`,
    );
  const { size } = statSync(path);
  if (size > LARGEST_BYTES)
    throw new FreckleError('invalid-setting', `${path} has ${size} bytes, more than any calibration`);
  return readFileSync(path);
}

/** The run's own copy, made when it is first asked for: a run is decided again wherever the calibration has gone since. */
export function keptCalibration(setting: CalibrationSetting, folder: string): Calibration {
  if (existsSync(join(folder, JSON_NAME))) {
    const kept = readCalibration(folder);
    if (kept.setting.digest === setting.digest) return kept.calibration;
  }
  const { calibration, setting: found } = readCalibration(setting.path);
  refuseOther(found, setting);
  // The card last, as when it was written: a folder with a card is whole.
  for (const name of [BINARY_NAME, JSON_NAME]) copyAtomically(join(setting.path, name), join(folder, name));
  return calibration;
}
