import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Random } from '../../src/core/random.js';
import { randomFrom } from '../../src/math/random.js';

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `freckle-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const root = new URL('../../', import.meta.url).pathname;

/** Real paragraphs: the Markdown files of installed packages. */
export function realParagraphs(): string[] {
  const found: string[] = [];
  for (const name of [
    'vitest',
    'zod',
    'commander',
    'yaml',
    'fast-check',
    'assemblyscript',
    'hyparquet',
    'csv-parse',
  ]) {
    const folder = join(root, 'node_modules', name);
    for (const file of readdirSync(folder).filter((entry) => entry.endsWith('.md')))
      found.push(
        ...readFileSync(join(folder, file), 'utf8')
          .split(/\n{2,}/)
          .filter((part) => part.length > 80),
      );
  }
  return found;
}

export interface MadeRecord {
  readonly id: string;
  readonly text: string;
  readonly source: string;
  readonly date: string;
}

/** Records of a few real paragraphs each, some of them copies, from a seed. */
export function madeRecords(count: number, seed: string): MadeRecord[] {
  const paragraphs = realParagraphs();
  const random: Random = randomFrom(seed);
  const records: MadeRecord[] = [];
  for (let index = 0; index < count; index++) {
    const isCopy = records.length > 0 && random.uniform() < 0.1;
    const text = isCopy
      ? records[random.integer(records.length)]!.text
      : Array.from(
          { length: 2 + random.integer(5) },
          () => paragraphs[random.integer(paragraphs.length)]!,
        ).join('\n\n');
    records.push({
      id: `r${index}`,
      text: isCopy && random.uniform() < 0.5 ? text.replace(/\w+/, 'changed') : text,
      source: `site-${random.integer(7)}.example`,
      date: `${2019 + random.integer(6)}-0${1 + random.integer(9)}-15`,
    });
  }
  return records;
}

export const toJsonl = (records: readonly object[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

/** SHA-256 of every file that a run leaves for people, by name. Timings differ from run to run and are left out. */
export function fingerprintRun(run: string): { [file: string]: string } {
  const found: { [file: string]: string } = {};
  for (const entry of readdirSync(run, { recursive: true, withFileTypes: true })) {
    const name = join(entry.parentPath, entry.name).slice(run.length + 1);
    if (!entry.isFile() || name.startsWith('.freckle') || name === 'timings.json') continue;
    found[name] = createHash('sha256')
      .update(readFileSync(join(run, name)))
      .digest('hex');
  }
  return Object.fromEntries(Object.entries(found).sort());
}

/**
 * Makes texts of this many sentences, each the beginning of a real sentence and the end of another one, so that there are
 * thousands of different ones. The same seed makes the same texts.
 */
export function inventedProse(seed: string): (sentences: number) => string {
  const halves = [...new Set(realParagraphs().flatMap((text) => text.split(/(?<=[.:])\s+/)))]
    .filter((sentence) => /^[A-Z][a-z]+( [\w,'’()/-]+){5,40}\.$/.test(sentence))
    .map((sentence) => sentence.split(' '))
    .map((words) => [words.slice(0, words.length / 2), words.slice(words.length / 2)] as const);
  const random = randomFrom(seed);
  const sentence = (): string =>
    [0, 1].flatMap((half) => halves[random.integer(halves.length)]![half]!).join(' ');
  return (sentences) => Array.from({ length: sentences }, sentence).join(' ');
}
