import { FreckleError } from '../core/errors.js';
import { DEFAULT_FORMAT_SETTINGS, type InputFile } from '../core/format.js';
import { digestFile, fingerprintOf } from '../disk/fingerprint.js';
import { codecOfJsonl, FORMATS, JSONL_ENDINGS, listInputs } from '../formats/index.js';
import { itemsOfLines } from '../formats/line-items.js';
import {
  keyOfContent,
  keyOfId,
  type ScoreTable,
  ScoreTableBuilder,
} from '../origin/inferred/scores/score-table.js';

/** Maximum number of score names read where no names are requested. */
export const SCORES_READ = 32;
/** Maximum line length in bytes: a line holds an id and some numbers. */
const LONGEST_LINE = 1 << 20;
const NAMES_SHOWN = 8;

/** Number of occurrences of a fault, and the first one. */
interface Fault {
  count: number;
  /** `scores.jsonl:12: …` */
  first: string;
}

export interface ScoreFiles {
  readonly table: ScoreTable;
  /** Digest of the files' bytes. */
  readonly digest: string;
  /** Notes on the scores read and the items skipped, for people. */
  readonly notes: readonly string[];
}

/**
 * Reads JSON lines of scores computed elsewhere: an `id` or a `content_hash` (SHA-256 of the text), and numbers by
 * name. A line with a content hash applies to that content only, whatever its id. Other lines and values are skipped
 * and counted. Where `wanted` is null, every number is a score.
 *
 * @throws FreckleError for a file that cannot be read to its end, holds no scores, or exceeds `maxBytes`
 */
export async function readScoreFiles(
  paths: readonly string[],
  wanted: readonly string[] | null,
  maxBytes: number,
): Promise<ScoreFiles> {
  const inputs: InputFile[] = [];
  for (const path of paths) inputs.push(await scoreFile(path));
  const digest = fingerprintOf(inputs.map(({ path }) => digestFile(path)));
  const reader = new ScoreReader(wanted, maxBytes);
  for (const input of inputs) await reader.read(input);
  if (fingerprintOf(inputs.map(({ path }) => digestFile(path))) !== digest)
    throw new FreckleError('input-changed', `${paths.join(', ')} changed while being read`);
  return { table: reader.finish(paths), digest, notes: reader.notes() };
}

async function scoreFile(path: string): Promise<InputFile> {
  const { inputs, problems } = await listInputs([path], { formats: FORMATS });
  const [input] = inputs;
  if (input === undefined || inputs.length > 1 || input.files !== undefined)
    throw new FreckleError('input-not-found', problems[0]?.message ?? `${path}: expected one file of scores`);
  if (codecOfJsonl(input.format) === undefined)
    throw new FreckleError(
      'unknown-format',
      `${path} has the format ${input.format}: expected JSON lines of scores (${JSONL_ENDINGS})`,
    );
  return input;
}

class ScoreReader {
  private readonly builder: ScoreTableBuilder;
  private readonly faults = new Map<string, Fault>();
  /** Numbers under names that were not requested. */
  private readonly others = new Map<string, number>();
  private lines = 0;
  private scores = 0;
  private place = '';

  constructor(
    private readonly wanted: readonly string[] | null,
    maxBytes: number,
  ) {
    this.builder = new ScoreTableBuilder(maxBytes);
  }

  async read(input: InputFile & { readonly format?: string }): Promise<void> {
    const whole = { start: 0, end: input.sizeBytes, firstLine: 1 };
    const settings = { ...DEFAULT_FORMAT_SETTINGS, maxRecordBytes: LONGEST_LINE };
    for await (const part of itemsOfLines(input, whole, settings, codecOfJsonl(input.format!) ?? null)) {
      if (part.kind === 'lost') {
        this.place = `${input.name}:${part.position.line ?? 1}`;
        // The scores missing from here on would look like texts without scores.
        if (part.code !== 'line-too-long')
          throw new FreckleError('invalid-setting', `${this.place}: ${part.message}`);
        this.lines++;
        this.fault('unreadable line', part.message);
        continue;
      }
      for (let index = 0; index < part.count; index++) {
        this.lines++;
        this.place = `${input.name}:${part.line[index]!}`;
        this.line(part.bytes.toString('utf8', part.start[index]!, part.end[index]!));
      }
    }
  }

  finish(paths: readonly string[]): ScoreTable {
    if (this.scores > 0) return this.builder.finish();
    const others = [...this.others.keys()];
    throw new FreckleError(
      'invalid-setting',
      this.wanted !== null && others.length > 0
        ? `${paths.join(', ')} holds ${listOf(others)}, but the calibration was fitted with ${listOf(this.wanted)}`
        : `${paths.join(', ')} holds no scores: expected JSON lines with an id or a content_hash, and numbers${this.notes()
            .slice(1)
            .map((note) => `; ${note}`)
            .join('')}`,
    );
  }

  notes(): string[] {
    const { rowCount, names } = this.builder;
    return [
      `${rowCount} texts with scores (${listOf(names)}) in ${this.lines} lines`,
      ...[...this.faults].map(([what, { count, first }]) => `skipped ${count} × ${what} (first: ${first})`),
      ...(this.others.size === 0 ? [] : [`not used: ${listOf([...this.others.keys()])}`]),
    ];
  }

  private line(text: string): void {
    const row = this.objectOf(text);
    if (row === null) return;
    const key = this.keyOf(row);
    if (key === null) return;
    let at = -1;
    for (const [name, value] of Object.entries(row)) {
      if (name === 'id' || name === 'content_hash') continue;
      if (!this.isScore(name, value)) continue;
      if (typeof value !== 'number' || !Number.isFinite(value)) {
        this.fault('value that is not a number', `${name} is ${shown(value)}`);
        continue;
      }
      if (at < 0) at = this.builder.row(key);
      const added = this.builder.add(at, this.builder.name(name), value);
      if (added === 'new') this.scores++;
      else if (added === 'repeated') this.fault('repeated score', name);
      else this.fault('repeated score with another value, the first of which is kept', name);
    }
  }

  private objectOf(text: string): { readonly [name: string]: unknown } | null {
    const parsed = parse(text) ?? parse(withoutNaN(text));
    if (
      parsed === null ||
      typeof parsed.value !== 'object' ||
      parsed.value === null ||
      Array.isArray(parsed.value)
    ) {
      this.fault('line that is not a JSON object', shown(text));
      return null;
    }
    return parsed.value as { readonly [name: string]: unknown };
  }

  private keyOf(row: { readonly [name: string]: unknown }) {
    const { content_hash: content, id } = row;
    if (content != null) {
      const digest = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(String(content))?.[1];
      if (digest !== undefined) return keyOfContent(digest.toLowerCase());
      this.fault('content_hash that is not a SHA-256', shown(content));
      return null;
    }
    if ((typeof id === 'string' && id !== '') || Number.isSafeInteger(id)) {
      this.builder.hasIds = true;
      return keyOfId(String(id));
    }
    if (typeof id === 'number') this.fault('id that exceeds 2^53: write it as a string', shown(id));
    else this.fault('line without an id or a content_hash', shown(JSON.stringify(row)));
    return null;
  }

  /** Counts names that are not requested. A missing value is not a fault. */
  private isScore(name: string, value: unknown): boolean {
    if (value === null) return false;
    const isNumber = typeof value === 'number' || NOT_A_NUMBER.test(String(value));
    if (this.wanted !== null ? this.wanted.includes(name) : isNumber && this.hasRoomFor(name)) return true;
    if (isNumber && (this.others.size < 1000 || this.others.has(name)))
      this.others.set(name, (this.others.get(name) ?? 0) + 1);
    return false;
  }

  private hasRoomFor(name: string): boolean {
    const { names } = this.builder;
    return names.length < SCORES_READ || names.includes(name);
  }

  private fault(what: string, detail: string): void {
    const known = this.faults.get(what);
    if (known !== undefined) known.count++;
    else this.faults.set(what, { count: 1, first: `${this.place}: ${detail}` });
  }
}

const NOT_A_NUMBER = /^(NaN|-?Infinity)$/;

function parse(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    // The caller tries another form, then reports a fault.
    return null;
  }
}

/** Turns Python's NaN and Infinity, which JSON lacks, into strings. A string is not a score. */
const withoutNaN = (text: string): string =>
  text.replaceAll(/([:,[]\s*)(NaN|-?Infinity)(?=\s*[,}\]])/g, '$1"$2"');

const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  const plain = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '�');
  return plain.length > 60 ? `${plain.slice(0, 60)}…` : plain;
};

export const listOf = (names: readonly string[]): string =>
  names.length === 0
    ? 'none'
    : names.slice(0, NAMES_SHOWN).map(shown).join(', ') +
      (names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : '');
