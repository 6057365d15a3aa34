import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Engine, Row } from '../../src/core/engine.js';
import type { Finding } from '../../src/core/finding.js';
import { DEFAULT_METRIC_SETTINGS, type Tables } from '../../src/core/metric.js';
import { find } from '../../src/gate/find/find.js';
import { CharacterClass } from '../../src/text/character-class.js';
import { createReferenceSketcher, sketchToBytes } from '../../src/text/minhash.js';
import { createReader, type Reading, readText } from '../../src/text/reading.js';

/** What a test says of a record; the rest is measured. */
export interface Planted {
  readonly text: string;
  readonly source?: string;
  readonly input?: string;
  readonly position?: string;
  readonly day?: string | null;
  readonly language?: string | null;
  readonly facets?: readonly (string | null)[];
  /** How severe the decision of its own rules is; 0 where left out. */
  readonly severity?: number;
  /** What is asked and answered in it; `caption` makes it a captioned picture. */
  readonly prompt?: string | null;
  readonly answer?: string | null;
  readonly caption?: string | null;
  /** Hash of the parts that are compared, where they are not the whole text. */
  readonly compared?: string | null;
  readonly comparedPicture?: string | null;
  /** The passage before the text, which other records may share. */
  readonly context?: string;
}

const sketch = createReferenceSketcher();
const reader = createReader();

/** Rows of `records`, `preliminary_decisions` and `words` as the gate would make them; `facets` as JSON, for the references. */
export function tablesOf(
  planted: readonly Planted[],
  firstRecord = 0,
): Tables & { words: Row[]; records: Row[]; preliminary_decisions: Row[] } {
  const records: Row[] = [];
  const words: Row[] = [];
  const own: Row[] = [];
  planted.forEach((one, index) => {
    const record = firstRecord + index;
    const ownReading = reader.read(one.text);
    const ownMinima = sketch(ownReading.wordHash, ownReading.wordCount);
    const ownHashes = ownReading.wordHash.slice(0, ownReading.wordCount);
    const reading = reader.read(one.context === undefined ? one.text : `${one.context}\n\n${one.text}`);
    const minima = sketch(reading.wordHash, reading.wordCount);
    const day = one.day ?? null;
    if ((one.severity ?? 0) > 0) own.push({ record, severity: one.severity! });
    records.push({
      record,
      input: one.input ?? 'corpus.jsonl',
      position: one.position ?? `corpus.jsonl:${record + 1}`,
      content_hash: createHash('sha256')
        .update(`${one.context ?? ''}${one.text}`)
        .digest('hex'),
      source: one.source ?? 'web',
      day,
      month: day === null ? null : day.slice(0, 7),
      facets: JSON.stringify(one.facets ?? []),
      language: one.language ?? null,
      'word-count': reading.wordCount,
      'compared-hash': one.compared ?? null,
      'compared-picture-hash': one.comparedPicture ?? null,
      'unspaced-word-share': reading.wordCount === 0 ? null : unspacedShare(reading),
      'compression-ratio': one.text === '' ? null : 1 + (one.text.length % 7) / 3,
      'minhash-sketch': minima === null ? null : sketchToBytes(minima),
      'minhash-sketch-without-context':
        one.context === undefined || ownMinima === null ? null : sketchToBytes(ownMinima),
      'system-hash': null,
      'prompt-hash': hashOf(one.prompt),
      'answer-hash': hashOf(one.answer),
      'answer-word-count': one.answer == null ? null : readText(one.answer).wordCount,
      'caption-hash': hashOf(one.caption),
      'context-hash':
        one.context === undefined ? null : createHash('sha256').update(one.context).digest().subarray(0, 8),
      'line-hashes': lineHashes(one.text),
      'perceptual-hash': pictureHash(one.text),
    });
    const hashes = reading.wordHash.slice(0, reading.wordCount);
    const own_words = one.context === undefined ? null : new Uint8Array(ownHashes.buffer);
    words.push({ record, words: new Uint8Array(hashes.buffer), own_words });
  });
  return { records, words, preliminary_decisions: own };
}

const hashOf = (text: string | null | undefined): Uint8Array | null =>
  text == null ? null : new Uint8Array(createHash('sha256').update(text).digest().subarray(0, 8));

const unspacedShare = ({ classCounts, wordCount }: Reading): number =>
  (classCounts[CharacterClass.ideograph]! + classCounts[CharacterClass.spaceless]!) / wordCount;

/** As if texts were pictures: those with the same first letter look alike, up to a few bits; some have no hash. */
function pictureHash(text: string): Uint8Array | null {
  if (text.length % 5 === 0) return null;
  const hash = createHash('sha256').update(text.slice(0, 1)).digest().subarray(0, 8);
  for (let flip = 0; flip < text.length % 9; flip++) hash[flip % 8]! ^= 1 << (text.length % 8);
  return hash;
}

function lineHashes(text: string): Uint8Array | null {
  const lines = new Set(text.split('\n').filter((line) => line.length >= 20));
  if (lines.size === 0) return null;
  return Buffer.concat([...lines].map((line) => createHash('sha256').update(line).digest().subarray(0, 8)));
}

const COLUMNS = {
  record: 'bigint',
  input: 'varchar',
  position: 'varchar',
  content_hash: 'varchar',
  source: 'varchar',
  day: 'varchar',
  month: 'varchar',
  facets: 'varchar',
  language: 'varchar',
  'word-count': 'double',
  'compared-hash': 'varchar',
  'compared-picture-hash': 'varchar',
  'unspaced-word-share': 'double',
  'compression-ratio': 'double',
  'minhash-sketch': 'blob',
  'minhash-sketch-without-context': 'blob',
  'system-hash': 'blob',
  'prompt-hash': 'blob',
  'answer-hash': 'blob',
  'answer-word-count': 'double',
  'caption-hash': 'blob',
  'context-hash': 'blob',
  'line-hashes': 'blob',
  'perceptual-hash': 'blob',
};

/** Puts the tables into an engine: `records` as a view, `preliminary_decisions` and `words`. */
export async function load(engine: Engine, tables: ReturnType<typeof tablesOf>): Promise<void> {
  await engine.run('drop view if exists records');
  const names = Object.keys(COLUMNS);
  const types = Object.entries(COLUMNS).map(([name, type]) => `"${name}" ${type}`);
  await engine.run(`create or replace table records_base (${types.join(', ')})`);
  await engine.append(
    'records_base',
    names.map((name) => tables.records.map((row) => row[name]!)),
  );
  const kept = names.map((name) =>
    name === 'facets' ? `from_json(facets, '["VARCHAR"]') as facets` : `"${name}"`,
  );
  await engine.run(`create view records as select ${kept.join(', ')} from records_base`);
  await engine.run('create or replace table preliminary_decisions (record bigint, severity integer)');
  const own = tables.preliminary_decisions;
  await engine.append('preliminary_decisions', [
    own.map((row) => row['record']!),
    own.map((row) => row['severity']!),
  ]);
  await loadWords(engine, tables.words, 'words');
}

export async function loadWords(engine: Engine, words: readonly Row[], table: string): Promise<void> {
  await engine.run(`create or replace table ${table} (record bigint, words blob, own_words blob)`);
  await engine.append(table, [
    words.map((row) => row['record']!),
    words.map((row) => row['words']!),
    words.map((row) => row['own_words'] ?? null),
  ]);
}

/** The `revisit` of a gate that has these texts. */
export const revisitOf =
  (engine: Engine, tables: ReturnType<typeof tablesOf>) =>
  async (selectSql: string, table: string): Promise<void> => {
    const asked = new Set((await engine.rows(selectSql)).map((row) => row['record']));
    await loadWords(
      engine,
      tables.words.filter((row) => asked.has(row['record']!)),
      table,
    );
  };

/** What the gate's search answers, and the members of its near-duplicates. */
export async function findNearDuplicates(
  engine: Engine,
  planted: readonly Planted[],
  overrides: object = {},
) {
  const tables = tablesOf(planted);
  await load(engine, tables);
  const { answers } = await find(engine, {
    settings: { ...DEFAULT_METRIC_SETTINGS, ...overrides },
    revisit: revisitOf(engine, tables),
  });
  const members = await engine.rows(
    `select * from finding_members where metric = 'near-duplicates' order by finding, role desc, record`,
  );
  return { answers, members };
}

/** What a metric wrote, by id as text orders it; members by record. Each finding has as many as it says. */
export async function findingsIn(engine: Engine): Promise<Finding[]> {
  const members = await engine.rows('select * from finding_members order by record');
  const rows = await engine.rows('select * from findings order by finding');
  return rows.map((row) => {
    const own = members.filter(({ finding }) => finding === row['finding']);
    expect(row['size'], String(row['finding'])).toBe(own.length);
    return {
      metric: String(row['metric']),
      id: String(row['finding']),
      summary: String(row['summary']),
      detail: JSON.parse(String(row['detail'])),
      members: own.map(({ record, role, value }) => ({
        record: record as number,
        role: String(role),
        value: value as number,
      })),
    };
  });
}
