import { hash } from 'node:crypto';
import { FreckleError } from '../core/errors.js';
import { type ColumnNames, DEFAULT_FORMAT_SETTINGS } from '../core/format.js';
import type { TextRecord } from '../core/record.js';
import { FORMATS, formatById, listInputs } from '../formats/index.js';
import type { Calibration } from '../origin/calibration/calibration.js';
import { fitCalibration, type KnownText } from '../origin/calibration/fit.js';
import { writeCalibration } from './calibration.js';

export interface CalibrateOptions {
  readonly name: string;
  /** Files, folders or globs of texts that people wrote. */
  readonly human: readonly string[];
  /** Of texts that models wrote. */
  readonly synthetic: readonly string[];
  /** The folder to write. */
  readonly out: string;
  readonly columns?: Pick<ColumnNames, 'text' | 'id'>;
  /** Column of the prompt, document or author that texts must not be parted from. */
  readonly groupColumn?: string;
  /** Column of the model that wrote a synthetic text. */
  readonly generatorColumn?: string;
  /** Column of who wrote a human text, to compare false positives by. */
  readonly writerColumn?: string;
  /** Columns of scores computed elsewhere. */
  readonly scoreColumns?: readonly string[];
  /** JSON lines of scores computed elsewhere, joined by `id` or `content_hash` (SHA-256 of the text). */
  readonly scores?: string;
  readonly promisedRate?: number;
  readonly textsPerSide?: number;
  readonly withAttacks?: boolean;
  /** Told of records left out, once. */
  readonly onProblem?: (message: string) => void;
}

/**
 * Fits a calibration on files of known origin and writes it.
 *
 * @throws FreckleError where inputs are not there, or too few to learn from
 */
export async function calibrate(options: CalibrateOptions): Promise<Calibration> {
  const elsewhere = options.scores === undefined ? null : await readScores(options.scores);
  const externalNames = [...(options.scoreColumns ?? []), ...(elsewhere?.names ?? [])];
  const texts: KnownText[] = [];
  for (const label of ['human', 'synthetic'] as const)
    for await (const record of textsOf(options[label], options, label))
      texts.push(knownText(record, label, options, externalNames, elsewhere));
  const calibration = fitCalibration(texts, {
    name: options.name,
    promisedRate: options.promisedRate,
    textsPerSide: options.textsPerSide,
    withAttacks: options.withAttacks,
    externalNames,
  });
  writeCalibration(options.out, calibration);
  return calibration;
}

type Facet = 'groupColumn' | 'generatorColumn' | 'writerColumn';
const FACETS: readonly Facet[] = ['groupColumn', 'generatorColumn', 'writerColumn'];

/** Columns to be kept as facets, in the order in which `knownText` finds them again. */
const facetColumns = (options: CalibrateOptions): string[] => [
  ...FACETS.flatMap((facet) => options[facet] ?? []),
  ...(options.scoreColumns ?? []),
];

async function* textsOf(
  paths: readonly string[],
  options: CalibrateOptions,
  label: string,
): AsyncGenerator<TextRecord> {
  const { inputs, problems } = await listInputs(paths, { formats: FORMATS });
  const [problem] = problems;
  if (problem !== undefined)
    throw new FreckleError(
      problem.code === 'input-unreadable' ? 'no-readable-files' : problem.code,
      problem.message,
    );
  const settings = {
    ...DEFAULT_FORMAT_SETTINGS,
    columns: { ...options.columns, facets: facetColumns(options) },
  };
  let unreadable = 0;
  for (const input of inputs) {
    const format = formatById(FORMATS, input.format)!;
    for (const split of await format.plan(input, settings))
      for await (const items of format.read(input, split, settings))
        for (const item of items)
          if (item.modality === 'text') yield item;
          else unreadable++;
  }
  if (unreadable > 0)
    options.onProblem?.(`${unreadable} of the ${label} records are no text that can be read: left out`);
}

function knownText(
  record: TextRecord,
  label: KnownText['label'],
  options: CalibrateOptions,
  externalNames: readonly string[],
  elsewhere: Scores | null,
): KnownText {
  let at = 0;
  const [group, generator, writer] = FACETS.map((facet) =>
    options[facet] === undefined ? null : (record.facets[at++] ?? null),
  );
  const own = (options.scoreColumns ?? []).map(() => numberOf(record.facets[at++] ?? null));
  const joined =
    elsewhere === null
      ? []
      : (elsewhere.byKey.get(record.id ?? '') ??
        elsewhere.byKey.get(hash('sha256', record.text)) ??
        elsewhere.names.map(() => null));
  const external = [...own, ...joined];
  return {
    text: record.text,
    label,
    group,
    generator: label === 'synthetic' ? generator : null,
    writer: label === 'human' ? writer : null,
    external:
      externalNames.length === 0 || external.some((score) => score === null) ? null : (external as number[]),
  };
}

function numberOf(text: string | null): number | null {
  const value = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

interface Scores {
  readonly names: readonly string[];
  /** By id and by content hash. */
  readonly byKey: ReadonlyMap<string, readonly (number | null)[]>;
}

/** Most scores that a record may have. */
const SCORES_READ = 32;

async function readScores(path: string): Promise<Scores> {
  const rows: { key: string; values: { readonly [name: string]: number } }[] = [];
  const names: string[] = [];
  for await (const line of linesOf(path)) {
    const row = line as { readonly [name: string]: unknown };
    const values: { [name: string]: number } = {};
    for (const [name, value] of Object.entries(row)) {
      if (typeof value !== 'number' || !Number.isFinite(value) || name === 'id') continue;
      if (!names.includes(name) && names.length < SCORES_READ) names.push(name);
      values[name] = value;
    }
    for (const key of [row['id'], row['content_hash']])
      if (typeof key === 'string' || typeof key === 'number') rows.push({ key: String(key), values });
  }
  if (names.length === 0)
    throw new FreckleError(
      'invalid-setting',
      `${path} holds no scores: expected JSON lines with an id or a content_hash, and numbers`,
    );
  return {
    names,
    byKey: new Map(rows.map(({ key, values }) => [key, names.map((name) => values[name] ?? null)])),
  };
}

/** The objects of a JSON-lines file, plain or compressed. @throws FreckleError with the line of the first fault */
async function* linesOf(path: string): AsyncGenerator<object> {
  const { inputs, problems } = await listInputs([path], { formats: FORMATS });
  const [input] = inputs;
  if (input === undefined)
    throw new FreckleError('input-not-found', problems[0]?.message ?? `there is no ${path}`);
  const { itemsOfLines } = await import('../formats/line-items.js');
  const compression = ({ jsonl: 'none', 'jsonl-gzip': 'gzip', 'jsonl-zstd': 'zstd' } as const)[
    input.format as 'jsonl'
  ];
  if (compression === undefined)
    throw new FreckleError('unknown-format', `${path} is read as ${input.format}: scores are JSON lines`);
  const whole = { start: 0, end: input.sizeBytes, firstLine: 1 };
  for await (const part of itemsOfLines(input, whole, DEFAULT_FORMAT_SETTINGS, compression)) {
    if (part.kind === 'lost') throw new FreckleError('invalid-setting', `${path}: ${part.message}`);
    for (let index = 0; index < part.count; index++) {
      const text = part.bytes.toString('utf8', part.start[index]!, part.end[index]!);
      let row: unknown = null;
      try {
        row = JSON.parse(text);
      } catch {
        // Said below: what is no JSON is no object either.
      }
      if (typeof row !== 'object' || row === null || Array.isArray(row))
        throw new FreckleError('invalid-setting', `${path}:${part.line[index]}: expected a JSON object`);
      yield row;
    }
  }
}
