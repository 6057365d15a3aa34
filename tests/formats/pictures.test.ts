import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { ImageRecord } from '../../src/core/record.js';
import { FORMATS, formatById, listInputs } from '../../src/formats/index.js';
import { png } from '../image/fixtures.js';
import { readAll, settings } from './support.js';

let root = '';
const roots: string[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'freckle-pictures-'));
  roots.push(root);
});
afterAll(() => {
  for (const one of roots) rmSync(one, { recursive: true });
});

function put(name: string, content: string | Uint8Array = png({ width: 2, height: 2 })): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), content);
}

async function inputs() {
  return (await listInputs([root], { formats: FORMATS })).inputs;
}

async function pictures(): Promise<ImageRecord[]> {
  const [input, ...others] = await inputs();
  expect(others).toEqual([]);
  return (await readAll(formatById(FORMATS, input!.format)!, input!, settings())) as unknown as ImageRecord[];
}

describe('the caption beside a picture', () => {
  it('is that of kohya, OneTrainer or img2dataset, and no record of its own', async () => {
    put('a.png');
    put('a.txt', 'a tag, another\n');
    put('b.png');
    put('b.txt', 'worse');
    put('b.caption', 'better');
    put('sub/c.png');
    put('sub/c.json', '{"caption":"from JSON","url":"https://example.org/c.png"}');
    put('d.png');
    const found = await pictures();
    expect(found.map(({ name, caption, url }) => [name, caption, url])).toEqual([
      ['a.png', 'a tag, another', null],
      ['b.png', 'better', null],
      ['d.png', null, null],
      ['sub/c.png', 'from JSON', 'https://example.org/c.png'],
    ]);
  });

  it('is copied with the picture, byte for byte', async () => {
    put('a.png');
    put('a.txt', 'a tag\r\n');
    put('a.npz', new Uint8Array([1, 2, 3]));
    expect(await copied()).toMatchObject({
      'a.png': expect.anything(),
      'a.txt': 'a tag\r\n',
      'a.npz': '\x01\x02\x03',
    });
  });

  it('leaves texts without a picture as records', async () => {
    put('a.png');
    put('notes.txt', 'A text of its own.');
    expect((await inputs()).map(({ format }) => format).sort()).toEqual(['images', 'text']);
  });
});

describe('metadata.jsonl and metadata.csv', () => {
  const rows = [
    '{"file_name":"a.png","text":"first","is_synthetic":true,"n":1.0}',
    '{"file_name":"sub/b.png","text":"second","is_synthetic":false,"n":2}',
  ];

  it('tell caption and origin of the pictures that they name', async () => {
    put('train/a.png');
    put('train/sub/b.png');
    put('train/metadata.jsonl', `${rows.join('\n')}\n`);
    const found = await pictures();
    expect(found.map(({ caption, declaredOrigin }) => [caption, declaredOrigin])).toEqual([
      ['first', 'synthetic'],
      ['second', 'human'],
    ]);
  });

  it('are written with the rows of the pictures, byte for byte', async () => {
    put('train/a.png');
    put('train/sub/b.png');
    put('train/metadata.jsonl', `${rows.join('\n')}\n`);
    expect((await copied())['train/metadata.jsonl']).toBe(`${rows.join('\n')}\n`);
    expect((await copied((ordinal) => ordinal === 1))['train/metadata.jsonl']).toBe(`${rows[1]}\n`);
  });

  it('keep quoted cells of CSV', async () => {
    put('a.png');
    put('b.png');
    put('metadata.csv', 'file_name,text\na.png,"one, ""two"""\nb.png,"three\nlines"\n');
    expect((await pictures()).map(({ caption }) => caption)).toEqual(['one, "two"', 'three\nlines']);
    expect((await copied((ordinal) => ordinal === 1))['metadata.csv']).toBe(
      'file_name,text\nb.png,"three\nlines"\n',
    );
  });

  it('account for rows without a picture and lines that are no rows', async () => {
    put('a.png');
    put('metadata.jsonl', `{"file_name":"gone.png"}\nbroken\n{"text":"x"}\n`);
    const codes = (await pictures()).flatMap((item) =>
      'code' in item ? [item.code, item.position.line] : [],
    );
    expect(codes).toEqual(['malformed-json', 2, 'missing-image', 3, 'missing-image', 1]);
  });

  it('account for a second row about a picture, and count the first', async () => {
    put('a.png');
    put('metadata.jsonl', '{"file_name":"a.png","text":"first"}\n{"file_name":"a.png","text":"second"}\n');
    expect(await pictures()).toMatchObject([
      { caption: 'first' },
      { code: 'duplicate-key', position: { line: 2 } },
    ]);
  });

  it('keep Windows line ends, and quoted line ends in the header of CSV', async () => {
    put('a.png');
    put('b.png');
    const table = 'file_name,"my\r\ntext"\r\na.png,one\r\nb.png,two';
    put('metadata.csv', table);
    expect((await copied())['metadata.csv']).toBe(`${table}\r\n`);
    rmSync(join(root, 'metadata.csv'));
    put('metadata.jsonl', '{"file_name":"a.png"}\r\n{"file_name":"b.png"}\r\n');
    expect((await copied())['metadata.jsonl']).toBe('{"file_name":"a.png"}\r\n{"file_name":"b.png"}\r\n');
  });

  it('make a picture unreadable whose row loaders would refuse', async () => {
    put('a.png');
    put('metadata.jsonl', '{"file_name":"a.png","text":"half \\ud800"}\n');
    expect(await pictures()).toMatchObject([{ code: 'lone-surrogate' }]);
  });
});

describe('a file beside a picture that cannot be read', () => {
  it.each([
    ['a.txt', Buffer.from([0x61, 0xff]), 'invalid-utf8'],
    ['a.json', '{"is_synthetic": tru', 'malformed-json'],
  ])('makes the picture unreadable: %s', async (name, content, code) => {
    put('a.png');
    put(name, content);
    expect(await pictures()).toMatchObject([{ code, position: { file: 'a.png' } }]);
  });
});

/** Copies of the pictures that are kept, and of what belongs to them. */
async function copied(
  isKept: (ordinal: number) => boolean = () => true,
): Promise<{ [name: string]: string }> {
  const [input] = await inputs();
  const format = formatById(FORMATS, input!.format)!;
  const files: { [name: string]: string } = {};
  const [split] = await format.plan(input!, settings());
  await format.splice!.write({
    input: input!,
    split: split!,
    settings: settings(),
    provenanceOf: (ordinal) => (isKept(ordinal) ? { ...PROVENANCE } : null),
    sinkOf: () => ({ write: () => {} }),
    copy: (_, name, bytes) => {
      files[name] = Buffer.from(bytes).toString('latin1');
    },
  });
  expect(readFileSync(join(root, Object.keys(files)[0]!)).length).toBeGreaterThan(0);
  return files;
}

const PROVENANCE = {
  source: 's',
  position: 'p',
  contentHash: 'h',
  decision: 'admit',
  reasons: [],
  origin: 'unknown',
  evidence: [],
};
