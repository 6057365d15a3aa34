import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LAYOUT_EXAMPLES } from '../formats/layout-examples.js';
import { freckle } from '../support/cli.js';
import { temporaryFolder } from '../support/corpus.js';

/** Outputs loaded back by the libraries that users load them with. Needs Python with pyarrow; FRECKLE_PYTHON names it. */
const PYTHON = process.env['FRECKLE_PYTHON'] ?? 'python3';
const SCRIPT = fileURLToPath(new URL('./loaders.py', import.meta.url));
const folder = temporaryFolder('zoo');

function python(...args: string[]): { readonly [key: string]: unknown } {
  return JSON.parse(
    execFileSync(PYTHON, [SCRIPT, ...args], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 }),
  );
}

const isThere = (() => {
  try {
    execFileSync(PYTHON, ['-c', 'import pyarrow'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn(`Skipped: ${PYTHON} has no pyarrow. Set FRECKLE_PYTHON to a Python that has it.`);
    return false;
  }
})();

/** Vets a file or folder and returns the outputs, by decision. */
async function vetted(input: string): Promise<string[]> {
  const out = `${input}.run`;
  const { code, stderr } = await freckle(['vet', input, '--out', out, '--quiet'], { cwd: folder });
  expect(code, stderr).toBeLessThan(2);
  return ['admitted', 'quarantined', 'rejected'].flatMap((decision) => filesIn(join(out, decision)));
}

function filesIn(path: string): string[] {
  try {
    return readdirSync(join(folder, path), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
  } catch {
    return [];
  }
}

function expectLoaded(files: readonly string[]): void {
  const loaded = python('load', ...files) as { [file: string]: { [loader: string]: number | string } };
  for (const [file, by] of Object.entries(loaded)) {
    const rows = by['pandas'];
    // Some rows mix strings and lists, which pandas alone reads, whoever wrote them.
    if (file.includes('conversation-3')) continue;
    for (const [loader, count] of Object.entries(by))
      if (count !== 'absent') expect([file, loader, count]).toEqual([file, loader, rows]);
  }
}

/** Different rows of one layout; a third of them repeats its neighbour, so that several decisions have rows. */
function rowsOf(row: object): object[] {
  const words = (seed: number) =>
    `The keeper of lamp ${seed} counted ${seed * seed + 7} ships before the fog came in.`;
  const varied = (value: unknown, seed: number): unknown =>
    typeof value === 'string'
      ? value.startsWith('[')
        ? value
        : `${value} ${words(seed)}`
      : Array.isArray(value)
        ? value.map((item) => varied(item, seed))
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value).map(([key, inner]) => [
                key,
                ['role', 'from', 'type'].includes(key) ? inner : varied(inner, seed),
              ]),
            )
          : value;
  return Array.from({ length: 30 }, (_, index) => varied(row, index - (index % 3 === 2 ? 1 : 0)) as object);
}

describe.skipIf(!isThere)('each layout, vetted and loaded back', () => {
  it.each(['jsonl', 'parquet'])('as %s', async (format) => {
    const input = `layouts-${format}`;
    mkdirSync(join(folder, input));
    const pairs: string[] = [];
    for (const [index, { layout, row }] of LAYOUT_EXAMPLES.entries()) {
      const base = `${layout}-${index}`;
      const lines = rowsOf(row).map((one) => `${JSON.stringify(one)}\n`);
      writeFileSync(join(folder, `${base}.jsonl`), lines.join(''));
      if (format === 'jsonl') writeFileSync(join(folder, input, `${base}.jsonl`), lines.join(''));
      else pairs.push(`${base}.jsonl`, join(input, `${base}.parquet`));
    }
    if (pairs.length > 0) python('build', ...pairs);
    const outputs = await vetted(input);
    const files = LAYOUT_EXAMPLES.map(({ layout }, index) => `${layout}-${index}.${format}`);
    const wanted = files.map((name) => [
      join(input, name),
      ...outputs.filter((output) => basename(output) === name),
    ]);
    for (const [source, ...own] of wanted) expect([source, own.length]).not.toEqual([source, 0]);
    expect(python('same', ...wanted.flatMap((group) => ['--', ...group]))).toEqual({ differences: [] });
    expectLoaded(outputs);
  });
});

describe.skipIf(!isThere)('each layout as one JSON list, vetted and loaded back', () => {
  it('has the same rows, and each file is a list', async () => {
    mkdirSync(join(folder, 'lists'));
    const rows = new Map<string, object[]>();
    for (const [index, { layout, row }] of LAYOUT_EXAMPLES.entries()) {
      rows.set(`${layout}-${index}.json`, rowsOf(row));
      writeFileSync(join(folder, 'lists', `${layout}-${index}.json`), JSON.stringify(rowsOf(row), null, 2));
    }
    const outputs = await vetted('lists');
    for (const [name, expected] of rows) {
      const written = outputs
        .filter((output) => basename(output) === name)
        .flatMap(
          (output) => JSON.parse(readFileSync(join(folder, output), 'utf8')) as { freckle: unknown }[],
        );
      const bare = written.map(({ freckle: _, ...row }) => JSON.stringify(row));
      expect(bare.sort(), name).toEqual(expected.map((row) => JSON.stringify(row)).sort());
    }
    expectLoaded(outputs);
  });
});

describe.skipIf(!isThere)('Parquet of every type', () => {
  it.each(['v1', 'v2-zstd', 'plain', 'delta', 'small-pages', 'int96'])('%s', async (variant) => {
    const input = `typed-${variant}.parquet`;
    python('typed', input, variant);
    const outputs = await vetted(input);
    expect(outputs.length).toBeGreaterThan(1);
    expect(python('same', '--', input, ...outputs)).toEqual({ differences: [] });
  });
});

describe.skipIf(!isThere)('one bad cell never makes a file unloadable', () => {
  it.each([
    ['half-a-pair', '{"text":"TEXT","note":"\\ud800"}'],
    ['nan', '{"text":"TEXT","n":NaN}'],
    ['infinity', '{"text":"TEXT","n":-Infinity}'],
    ['twice', '{"text":"TEXT","a":{"b":1,"b":2}}'],
    ['deep', `{"text":"TEXT","m":${'['.repeat(120)}${']'.repeat(120)}}`],
    ['carriage-return', '{"n":1,\r"text":"TEXT"}'],
    ['zero', '{"text":"TEXT","o":"\\u0000"}'],
  ])('%s', async (name, line) => {
    const text = (seed: number) =>
      `The keeper of lamp ${seed} counted ${seed * seed + 7} ships before the fog came in.`;
    const good = Array.from({ length: 20 }, (_, seed) => JSON.stringify({ text: text(seed), n: seed }));
    const lines = [...good.slice(0, 10), line.replace('TEXT', text(99)), ...good.slice(10)];
    writeFileSync(join(folder, `${name}.jsonl`), `${lines.join('\n')}\n`);
    expectLoaded(await vetted(`${name}.jsonl`));
  });
});
