import { chmodSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { beforeAll, describe, expect, it, test } from 'vitest';
import type { UnreadableCode } from '../../src/core/record.js';
import { freckle } from '../support/cli.js';
import { madeRecords, temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('bad');
const good = toJsonl(madeRecords(30, 'bad'));
const line = (text: string): string => `${JSON.stringify({ text })}\n`;

interface RunFile {
  readonly counts: { readonly [count: string]: number };
}

const runFile = (run: string): RunFile =>
  JSON.parse(readFileSync(join(folder, run, 'run.json'), 'utf8')) as RunFile;

function expectBalance({ counts }: RunFile): void {
  expect(counts['read']).toBe(
    counts['admitted']! + counts['quarantined']! + counts['rejected']! + counts['unreadable']!,
  );
}

/** Noise that does not compress, so that a cut loses records. */
const packed = gzipSync(toJsonl(madeRecords(200, 'packed')));
const table = new Uint8Array(
  parquetWriteBuffer({
    columnData: [{ name: 'text', data: madeRecords(50, 'table').map(({ text }) => text), type: 'STRING' }],
  }),
);

/** Bad files, each with the expected codes and positions. */
const BAD: readonly [name: string, bytes: string | Uint8Array, position: RegExp, code: UnreadableCode][] = [
  [
    'malformed.jsonl',
    `${line('before the fault')}{"text": broken\n${line('after the fault')}`,
    /malformed\.jsonl:2$/,
    'malformed-json',
  ],
  ['list.jsonl', '["text"]\n', /list\.jsonl:1$/, 'not-an-object'],
  ['no-text.jsonl', '{"title":"only"}\n', /no-text\.jsonl:1$/, 'missing-text'],
  ['number.jsonl', '{"text":7}\n', /number\.jsonl:1$/, 'text-not-a-string'],
  [
    'not-utf8.jsonl',
    Buffer.from('{"text":"\xff\xfe broken"}\n', 'latin1'),
    /not-utf8\.jsonl:1$/,
    'invalid-utf8',
  ],
  ['surrogate.jsonl', '{"text":"half \\ud800 a pair"}\n', /surrogate\.jsonl:1$/, 'lone-surrogate'],
  ['zeros.jsonl', `${'\0'.repeat(64)}\n`, /zeros\.jsonl:1$/, 'malformed-json'],
  ['zeros.txt', Buffer.alloc(64), /zeros\.txt$/, 'invalid-utf8'],
  ['long.jsonl', line('word '.repeat(60_000)), /long\.jsonl:1$/, 'line-too-long'],
  ['empty.jsonl', '', /empty\.jsonl/, 'empty-file'],
  ['unclosed.csv', 'id,text\n1,"never closed\n2,more\n', /unclosed\.csv:2$/, 'malformed-csv'],
  ['cut.jsonl.gz', packed.subarray(0, packed.length >> 1), /cut\.jsonl\.gz:\d+$/, 'truncated-input'],
  ['cut.parquet', table.subarray(0, table.length >> 1), /cut\.parquet/, 'malformed-parquet'],
  ['no.parquet', 'this is no table', /no\.parquet/, 'malformed-parquet'],
];

interface Note {
  readonly position: string;
  readonly code: UnreadableCode;
  readonly message: string;
}

describe('a corpus of bad files', () => {
  let notes: Note[];
  beforeAll(async () => {
    mkdirSync(join(folder, 'corpus'));
    writeFileSync(join(folder, 'corpus', 'good.jsonl'), good);
    for (const [name, bytes] of BAD) writeFileSync(join(folder, 'corpus', name), bytes);
    const flags = ['--out', 'run', '--max-record', '200kB', '--policy', 'annotate-only', '--quiet'];
    const result = await freckle(['vet', 'corpus', ...flags], { cwd: folder });
    expect(result.stderr).toBe('');
    expect([0, 1]).toContain(result.code);
    notes = readFileSync(join(folder, 'run', 'unreadable.jsonl'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((text) => JSON.parse(text) as Note);
  });

  it('is vetted to the end, and its counts add up', () => {
    const run = runFile('run');
    expectBalance(run);
    expect(run.counts['unreadable']).toBe(notes.length);
    expect(run.counts['read']! - run.counts['unreadable']!).toBeGreaterThan(30);
  });

  it.each(BAD.map(([name, , position, code]) => ({ name, position, code })))(
    'says of $name: $code, and where',
    ({ position, code }) => {
      const found = notes.filter((note) => position.test(note.position) && note.code === code);
      expect(found.length, JSON.stringify(notes, null, 1)).toBeGreaterThan(0);
      expect(found[0]!.message.length).toBeGreaterThan(10);
    },
  );

  it('shows them in the report', () => {
    const page = readFileSync(join(folder, 'run', 'report.html'), 'utf8');
    for (const code of new Set(BAD.map((bad) => bad[3]))) expect(page).toContain(code);
  });
});

test('a file without permission costs only itself', async ({ skip }) => {
  if (process.getuid?.() === 0) {
    // Root may read everything, so another user has to try.
    const able = await freckle(['--version'], { uid: 65_534 });
    if (able.code !== 0) skip('the user nobody cannot reach the built command here');
  }
  const place = temporaryFolder('forbidden');
  chmodSync(place, 0o777);
  writeFileSync(join(place, 'good.jsonl'), good);
  writeFileSync(join(place, 'secret.jsonl'), good);
  chmodSync(join(place, 'secret.jsonl'), 0);
  const flags = ['vet', 'good.jsonl', 'secret.jsonl', '--out', 'run', '--quiet'];
  const result = await freckle(flags, { cwd: place, uid: process.getuid?.() === 0 ? 65_534 : undefined });
  expect(result.stderr).toBe('');
  expect(result.code).toBe(0);
  const notes = readFileSync(join(place, 'run', 'unreadable.jsonl'), 'utf8');
  expect(notes).toContain('"input-unreadable"');
  expect(notes.trimEnd().split('\n').length).toBe(1);
});

test('a file that shrinks during a run gives an unreadable item or a restart, never a wrong count', async () => {
  const path = join(folder, 'shrinking.jsonl');
  const whole = toJsonl(madeRecords(800, 'shrinking'));
  writeFileSync(path, whole);
  const flags = [
    'vet',
    'shrinking.jsonl',
    '--out',
    'shrinking-run',
    '--split-size',
    '150kB',
    '--policy',
    'annotate-only',
  ];
  const result = await freckle(flags, {
    cwd: folder,
    onStart: (child) =>
      child.stderr?.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('Measuring')) truncateSync(path, Math.floor(whole.length / 3));
      }),
  });
  if (result.code === 3) {
    expect(result.stderr).toContain('[input-changed]');
    expect(result.stderr).not.toMatch(/\n {4}at /);
  } else {
    expectBalance(runFile('shrinking-run'));
    expect(readFileSync(join(folder, 'shrinking-run', 'unreadable.jsonl'), 'utf8')).toContain(
      'input-changed',
    );
  }
  const again = await freckle(flags, { cwd: folder });
  expect([0, 1], again.stderr).toContain(again.code);
  expectBalance(runFile('shrinking-run'));
});
