import { z } from 'zod';
import { FreckleError } from '../../../core/errors.js';
import { type DetectorArray, type DetectorArrays, FOLDS } from '../detectors/detector.js';
import { DETECTORS } from '../detectors/index.js';
import { Calibration } from './calibration.js';
import type { Card } from './card.js';
import { Domain } from './domain.js';
import { CALIBRATION_VERSIONS } from './fit.js';
import { Head, type StepReference } from './head.js';
import { LADDER } from './ladder.js';
import { LEVELS } from './levels.js';

/** A calibration as two files: the card as JSON, and the numbers. */
export interface EncodedCalibration {
  /** `calibration.json`: the card and the layout of the arrays. */
  readonly json: string;
  /** `calibration.bin`: the arrays in sequence, each at a multiple of 8 bytes, little-endian. */
  readonly bytes: Uint8Array;
}

const ARRAY_TYPES = { Int8Array, Int16Array, Int32Array, Uint32Array, Float32Array, Float64Array } as const;
type ArrayType = keyof typeof ARRAY_TYPES;

const count = z.number().int().nonnegative();
const probability = z.number().min(0).max(1);
const estimate = z.object({ value: probability, low: probability, high: probability }).nullable();
const area = estimate;
const quality = z.object({
  area,
  truePositiveRateAtPromise: estimate,
  truePositiveRateAtTenth: estimate,
  expectedCalibrationError: probability,
});
const text = z.string().max(1000);
const list = <T extends z.ZodType>(item: T) => z.array(item).max(10_000);
const cardSchema = z.object({
  format: z.literal('freckle-calibration@1'),
  name: text,
  promisedRate: z.number().gt(0).lt(1),
  fittedOn: z.object({ human: count, synthetic: count, groups: count, tooShort: count, beyondLimit: count }),
  versions: list(text),
  external: z.array(text).max(64),
  quality,
  externalQuality: quality.extend({ human: count, synthetic: count }).nullable(),
  detectors: list(z.object({ id: text, title: text, area })),
  generators: list(quality.extend({ generator: text, texts: count })),
  lengths: list(quality.extend({ words: count, human: count, synthetic: count })),
  writers: list(
    z.object({ writer: text, texts: count, flagged: count, low: probability, high: probability, area }),
  ),
  attacks: list(
    z.object({ attack: text, description: text, texts: count, before: probability, after: probability }),
  ),
});
const fileSchema = z.object({
  card: cardSchema,
  steps: z.array(count).min(1).max(LADDER.length),
  arrays: z
    .array(
      z.object({
        name: text,
        type: z.enum(Object.keys(ARRAY_TYPES) as [ArrayType, ...ArrayType[]]),
        length: count.max(1 << 26),
      }),
    )
    .max(2000),
});

/** The same calibration gives the same bytes. */
export function encodeCalibration(calibration: Calibration): EncodedCalibration {
  const named = Object.entries(arraysOf(calibration));
  const arrays = named.map(([name, array]) => ({ name, type: typeOf(array), length: array.length }));
  const bytes = new Uint8Array(named.reduce((sum, [, array]) => sum + padded(array.byteLength), 0));
  let at = 0;
  for (const [, array] of named) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += padded(array.byteLength);
  }
  const json = JSON.stringify({ card: calibration.card, steps: calibration.steps, arrays }, null, 1);
  return { json: `${json}\n`, bytes };
}

/**
 * Reads the files of `encodeCalibration` and validates everything.
 *
 * @throws FreckleError `invalid-setting` for damaged files, another version or anything else
 */
export function decodeCalibration({ json, bytes }: EncodedCalibration): Calibration {
  const data = parseJson(json);
  refuseOtherVersion(data);
  const parsed = fileSchema.safeParse(data);
  if (!parsed.success) throw damaged(z.prettifyError(parsed.error));
  const { card, steps } = parsed.data;
  if ((card.external.length === 0) !== (card.externalQuality === null))
    throw damaged('it names external scores but has no quality for them');
  if (steps.some((step, at) => at > 0 && step <= steps[at - 1]!))
    throw damaged('its steps are not ascending');
  const arrays = readArrays(parsed.data.arrays, bytes);
  try {
    const detectors = DETECTORS.map((detector) =>
      detector.restore(under(arrays, `detector/${detector.id}/`)),
    );
    const distances = Array.from({ length: 2 * steps.length }, (_, at) => floats(arrays, `distances/${at}`));
    const domain = Domain.restore(under(arrays, 'domain/'), distances);
    const head = restoreHead(arrays, 'head', 0, steps.length);
    const externalHead =
      card.external.length === 0
        ? null
        : restoreHead(arrays, 'external-head', card.external.length, steps.length);
    return new Calibration(card as Card, detectors, steps, head, externalHead, domain);
  } catch (error) {
    if (error instanceof RangeError) throw damaged(error.message);
    throw error;
  }
}

/** Checked first, since the card of another version may have another shape. */
function refuseOtherVersion(data: unknown): void {
  const parsed = z.object({ card: z.object({ name: text, versions: list(text) }) }).safeParse(data);
  if (!parsed.success) return;
  const { name, versions } = parsed.data.card;
  const wanted = CALIBRATION_VERSIONS.filter((version) => !versions.includes(version));
  const found = versions.filter((version) => !CALIBRATION_VERSIONS.includes(version));
  if (wanted.length + found.length > 0)
    throw new FreckleError(
      'invalid-setting',
      `calibration ${JSON.stringify(name)} was fitted by another version of Freckle and cannot be used: ` +
        `expected ${wanted.join(', ') || 'nothing else'}, found ${found.join(', ') || 'none of them'}. ` +
        'Run freckle calibrate again on the same texts',
    );
}

function arraysOf(calibration: Calibration): DetectorArrays {
  const arrays: { [name: string]: DetectorArray } = {};
  for (const [at, detector] of DETECTORS.entries())
    for (const [name, array] of Object.entries(calibration.detectors[at]!.arrays()))
      arrays[`detector/${detector.id}/${name}`] = array;
  for (const [name, array] of Object.entries(calibration.domain.arrays())) arrays[`domain/${name}`] = array;
  for (const [at, distances] of calibration.domain.sortedDistances.entries())
    arrays[`distances/${at}`] = distances;
  addHead(arrays, 'head', calibration.head);
  if (calibration.externalHead !== null) addHead(arrays, 'external-head', calibration.externalHead);
  return arrays;
}

function addHead(arrays: { [name: string]: DetectorArray }, path: string, head: Head): void {
  arrays[`${path}/centres`] = head.centres;
  arrays[`${path}/weights`] = head.weights;
  for (const [step, reference] of head.steps.entries()) {
    const { slope, intercept, lowest, highest } = reference.curve;
    arrays[`${path}/${step}/curve`] = Float64Array.of(slope, intercept, lowest, highest);
    arrays[`${path}/${step}/humanLevels`] = reference.humanLevels;
    arrays[`${path}/${step}/syntheticLevels`] = reference.syntheticLevels;
    arrays[`${path}/${step}/human`] = reference.human;
  }
}

function restoreHead(arrays: DetectorArrays, path: string, externalCount: number, stepCount: number): Head {
  const width = DETECTORS.length + externalCount;
  const steps: StepReference[] = [];
  for (let step = 0; step < stepCount; step++) {
    const [slope, intercept, lowest, highest] = floats(arrays, `${path}/${step}/curve`, 4);
    const humanLevels = floats(arrays, `${path}/${step}/humanLevels`, LEVELS);
    const syntheticLevels = floats(arrays, `${path}/${step}/syntheticLevels`, LEVELS);
    steps.push({
      human: floats(arrays, `${path}/${step}/human`),
      syntheticCount: syntheticLevels.reduce((sum, texts) => sum + texts, 0),
      curve: { slope: slope!, intercept: intercept!, lowest: lowest!, highest: highest! },
      humanLevels,
      syntheticLevels,
    });
  }
  return new Head(
    DETECTORS.length,
    externalCount,
    floats(arrays, `${path}/centres`, 2 * width),
    floats(arrays, `${path}/weights`, FOLDS * (width + 1)),
    steps,
  );
}

function readArrays(
  entries: readonly { name: string; type: ArrayType; length: number }[],
  bytes: Uint8Array,
): DetectorArrays {
  const arrays: { [name: string]: DetectorArray } = Object.create(null);
  let at = 0;
  for (const { name, type, length } of entries) {
    const size = ARRAY_TYPES[type].BYTES_PER_ELEMENT * length;
    if (at + padded(size) > bytes.length) throw damaged(`calibration.bin ends before ${name}`);
    // Copied, since typed arrays need an offset that is a multiple of their element size.
    arrays[name] = new ARRAY_TYPES[type](Uint8Array.from(bytes.subarray(at, at + size)).buffer);
    at += padded(size);
  }
  if (at !== bytes.length) throw damaged(`calibration.bin is ${bytes.length - at} bytes too long`);
  for (const [name, array] of Object.entries(arrays))
    if (!array.every(Number.isFinite)) throw damaged(`${name} holds a value that is not a finite number`);
  return arrays;
}

function under(arrays: DetectorArrays, path: string): DetectorArrays {
  return Object.fromEntries(
    Object.entries(arrays).flatMap(([name, array]) =>
      name.startsWith(path) ? [[name.slice(path.length), array]] : [],
    ),
  );
}

function floats(arrays: DetectorArrays, name: string, length?: number): Float64Array {
  const array = arrays[name];
  if (!(array instanceof Float64Array) || (length !== undefined && array.length !== length))
    throw new RangeError(`${name} is missing or has another size`);
  return array;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw damaged(error instanceof Error ? error.message : String(error));
  }
}

const padded = (size: number): number => Math.ceil(size / 8) * 8;
const typeOf = (array: DetectorArray): ArrayType => array.constructor.name as ArrayType;
const damaged = (why: string): FreckleError =>
  new FreckleError('invalid-setting', `unreadable calibration: ${why}`);
