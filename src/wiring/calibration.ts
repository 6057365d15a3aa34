import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../core/engine.js';
import { FreckleError } from '../core/errors.js';
import type { CalibrationSetting } from '../core/signal.js';
import { randomFrom } from '../math/random.js';
import type { Basis, Calibration } from '../origin/calibration/calibration.js';
import { decodeCalibration, encodeCalibration } from '../origin/calibration/codec.js';
import { heldCalibration, holdCalibration } from '../origin/calibration/loaded.js';
import { CorpusShare } from '../origin/share/corpus-share.js';
import type { Estimate, InferredShares } from '../report/data.js';

const JSON_NAME = 'calibration.json';
const BINARY_NAME = 'calibration.bin';
/** No calibration is near this size; what is larger is not read. */
const LARGEST_BYTES = 512 * 1024 * 1024;

/** Writes a calibration into a folder, the card last: a folder with a card is whole. */
export function writeCalibration(folder: string, calibration: Calibration): void {
  mkdirSync(folder, { recursive: true });
  const { json, bytes } = encodeCalibration(calibration);
  for (const [name, data] of [
    [BINARY_NAME, bytes],
    [JSON_NAME, json],
  ] as const) {
    writeFileSync(join(folder, `${name}.partial`), data);
    renameSync(join(folder, `${name}.partial`), join(folder, name));
  }
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
  const found = readCalibration(setting.path);
  if (found.setting.digest !== setting.digest)
    throw new FreckleError('input-changed', `the calibration in ${setting.path} changed during the run`);
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

/** Sources and months beyond these, the smaller ones, get no share of their own. */
const GROUPS_SHOWN = 60;

/** Shares of the corpus, its sources and its months, from what was measured of every record. */
export async function inferShares(calibration: Calibration, engine: Engine): Promise<InferredShares> {
  const random = randomFrom('share').split(calibration.card.name);
  const bySource = await gatherSources(calibration, engine);
  const whole = new CorpusShare(calibration);
  const byMonth = new Map<string, Gathered>();
  const sources: Gathered[] = [];
  for (const [source, months] of bySource) {
    const all: Gathered = { key: source, records: 0, share: new CorpusShare(calibration) };
    for (const month of months.values()) {
      all.records += month.records;
      all.share.addParts(month.share);
    }
    const isOutside = all.share.domainRefusal() !== null;
    for (const { key, records, share } of months.values()) {
      const month = gatheredOf(byMonth, key, calibration);
      month.records += records;
      month.share.addParts(share, isOutside);
    }
    whole.addParts(all.share, isOutside);
    sources.push(all);
  }
  const listed = (groups: Iterable<Gathered>, kind: string) =>
    [...groups]
      .sort((a, b) => b.records - a.records || (a.key < b.key ? -1 : 1))
      .slice(0, GROUPS_SHOWN)
      .map(({ key, records, share }) => ({
        key,
        records,
        share: estimateOf(share, random.split(kind, key)),
      }));
  return {
    inferredShare: estimateOf(whole, random.split('all')),
    inferredBySource: listed(sources, 'source'),
    inferredByMonth: listed(byMonth.values(), 'month').sort((a, b) => (a.key < b.key ? -1 : 1)),
    calibration: calibration.card.name,
  };
}

/** What was measured, by source and within it by month: a source outside the domain is outside in every month. */
async function gatherSources(
  calibration: Calibration,
  engine: Engine,
): Promise<Map<string, Map<string, Gathered>>> {
  const bySource = new Map<string, Map<string, Gathered>>();
  for await (const rows of engine.stream(SHARE_SQL)) {
    for (const row of rows) {
      const source = String(row['source']);
      let months = bySource.get(source);
      if (months === undefined) {
        months = new Map();
        bySource.set(source, months);
      }
      const month = row['month'] === null ? 'undated' : String(row['month']);
      const gathered = gatheredOf(months, month, calibration);
      gathered.records++;
      const { known, score, words } = row;
      if (known === 'human' || known === 'synthetic') gathered.share.addKnown(known);
      else if (score !== null) gathered.share.addScored(Number(words), Number(score), row['basis'] as Basis);
      else if (row['is_outside'] === true) gathered.share.addOutside();
      else gathered.share.addUnscored();
    }
  }
  return bySource;
}

interface Gathered {
  readonly key: string;
  records: number;
  readonly share: CorpusShare;
}

/**
 * What was captured before models wrote is human; what data sets declare synthetic is; a declaration of `human` is only
 * a claim and is not believed. Scores are taken as they are: rounding would move them to other levels.
 */
const SHARE_SQL = `
  SELECT source, month,
    CASE WHEN "capture-era" = 'before-cutoff' THEN 'human' WHEN "declared-origin" = 'synthetic' THEN 'synthetic' END AS known,
    "word-count" AS words, "synthetic-score" AS score, "score-basis" AS basis,
    "synthetic-score" IS NULL AND coalesce(why, '') LIKE '%outside the calibration%' AS is_outside
  FROM records`;

function gatheredOf(map: Map<string, Gathered>, key: string, calibration: Calibration): Gathered {
  let gathered = map.get(key);
  if (gathered === undefined) {
    gathered = { key, records: 0, share: new CorpusShare(calibration) };
    map.set(key, gathered);
  }
  return gathered;
}

function estimateOf(share: CorpusShare, random: ReturnType<typeof randomFrom>): Estimate {
  const estimate = share.estimate(random);
  return estimate.value === null
    ? estimate
    : { value: estimate.value, low: estimate.low, high: estimate.high, level: estimate.level };
}
