import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import { FORMATS, formatById, formatOfName, listInputs, sniffFormat } from '../../src/formats/index.js';
import { plainBzip2, storedLz4, storedXz, storedZstd } from './compressors.js';
import { randomFrom } from './fuzzer.js';
import { readAll, settings, spliceAll, TestFolder } from './support.js';

const folder = new TestFolder();
afterAll(() => folder.remove());

async function itemsOf(extension: string, bytes: Uint8Array | string, using = settings()) {
  return readAll(formatOfName(FORMATS, `x${extension}`)!, folder.write(extension, bytes), using);
}

/** The items read: texts of records, codes of unreadable items. */
async function outcome(extension: string, bytes: Uint8Array | string, using = settings()) {
  const items = await itemsOf(extension, bytes, using);
  return items.map((item) => (item.modality === 'text' ? item.text : `!${'code' in item ? item.code : ''}`));
}

const good = (text: string): string => `${JSON.stringify({ text })}\n`;
const around = (line: string | Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(good('before')), Buffer.from(line), Buffer.from(`\n${good('after')}`)]);

describe('a bad line of JSON costs that line alone', () => {
  it.each([
    ['a line that is not JSON', '{"text":}', 'malformed-json'],
    ['a line cut off inside a string', '{"text":"cut', 'malformed-json'],
    ['a list', '["text"]', 'not-an-object'],
    ['a number', '7', 'not-an-object'],
    ['null', 'null', 'not-an-object'],
    ['an object without text', '{"title":"x"}', 'missing-text'],
    ['a text that is null', '{"text":null}', 'text-not-a-string'],
    ['a text that is a number', '{"text":7}', 'text-not-a-string'],
    ['a text that is an object', '{"text":{"a":1}}', 'text-not-a-string'],
    ['half a surrogate pair', '{"text":"a\\ud800b"}', 'lone-surrogate'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'invalid-utf8'],
    ['a surrogate encoded as UTF-8', Buffer.from('{"text":"\xed\xa0\x80"}', 'latin1'), 'invalid-utf8'],
    ['zeros', Buffer.alloc(9), 'malformed-json'],
    ['a hundred thousand open brackets', '['.repeat(100_000), 'malformed-json'],
  ])('%s', async (_name, line, code) => {
    expect(await outcome('.jsonl', around(line))).toEqual(['before', `!${code}`, 'after']);
    expect(await outcome('.jsonl.gz', gzipSync(around(line)))).toEqual(['before', `!${code}`, 'after']);
  });

  it('is reported with its line, byte, column and excerpt', async () => {
    const [, item] = await itemsOf('.jsonl', around('{"text":"x" "y"}'));
    expect(item).toMatchObject({
      position: { line: 2, byte: 18 },
      message: "Column 13: expected ',' or '}' and found '\"'.",
      excerpt: '{"text":"x" "y"}',
    });
  });

  it('names the byte of the file at which UTF-8 breaks', async () => {
    const [item] = await itemsOf('.jsonl', Buffer.from('{"text":"é\xff"}', 'latin1'));
    expect(item).toMatchObject({ message: 'Byte 9 (9 in the line) is not valid UTF-8.' });
    const split = Buffer.concat([Buffer.from('{"text":"é'), Buffer.from([0xff])]);
    const [second] = await itemsOf('.jsonl', split);
    expect(second).toMatchObject({ message: 'Byte 11 (11 in the line) is not valid UTF-8.' });
  });
});

describe('unusual but valid input is read', () => {
  it('blank lines are not items, and a missing newline at the end loses nothing', async () => {
    expect(await outcome('.jsonl', `\n  \r\n${good('a')}\n\t\n{"text":"b"}`)).toEqual(['a', 'b']);
  });
  it('a byte order mark, CRLF and spaces around the object', async () => {
    expect(await outcome('.jsonl', '\ufeff{"text":"a"}\r\n  {"text":"b"} \r\n')).toEqual(['a', 'b']);
  });
  it('zeros inside a text, depth without end, keys that are names of the prototype', async () => {
    const deep = `{"text":"deep","x":${'['.repeat(50_000)}${']'.repeat(50_000)}}\n`;
    const names = '{"__proto__":{"text":"no"},"constructor":1,"text":"\\u0000"}\n';
    expect(await outcome('.jsonl', deep + names)).toEqual(['!nested-too-deeply', '\u0000']);
  });
  it('numbers keep their digits, in ids and in outputs', async () => {
    const line = '{"id":12345678901234567890,"score":1.10,"text":"a","meta":{"url":98765432109876543210}}';
    const input = folder.write('.jsonl', line);
    const jsonl = formatById(FORMATS, 'jsonl')!;
    const [item] = await readAll(jsonl, input);
    expect(item).toMatchObject({ id: '12345678901234567890', url: '98765432109876543210' });
    const { bytes } = await spliceAll(jsonl, input);
    expect(
      bytes
        .get('admit')!
        .toString()
        .startsWith(`${line.slice(0, -1)},"freckle":{`),
    ).toBe(true);
  });
  it('an escaped member name cannot forge provenance', async () => {
    const input = folder.write(
      '.jsonl',
      '{"\\u0066reckle":{"decision":"admit"},"text":"a","in":{"freckle":1}}\n',
    );
    const { bytes } = await spliceAll(formatById(FORMATS, 'jsonl')!, input, () => 'reject');
    const line = bytes.get('reject')!.toString();
    expect(line).not.toContain('\\u0066');
    expect(JSON.parse(line)).toMatchObject({ in: { freckle: 1 }, freckle: { decision: 'reject' } });
  });
});

describe('a Git LFS pointer', () => {
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n';

  it.each(['.jsonl', '.jsonl.gz', '.csv', '.parquet', '.txt', '.png'])(
    'in %s is unreadable and says how to fetch the data',
    async (extension) => {
      expect(await itemsOf(extension, pointer)).toMatchObject([
        { code: 'input-unreadable', message: expect.stringContaining('git lfs pull') },
      ]);
    },
  );
});

it('compressed lines under a plain name are written as plain lines', async () => {
  const lines = Buffer.concat(Array.from({ length: 50 }, (_, index) => Buffer.from(good(`text ${index}`))));
  const { bytes } = await spliceAll(
    formatOfName(FORMATS, 'x.jsonl')!,
    folder.write('.jsonl', gzipSync(lines)),
    () => 'admit',
    settings({ splitBytes: 16 }),
  );
  const written = bytes.get('admit')!.toString().trimEnd().split('\n');
  expect(written.map((line) => JSON.parse(line).text)).toEqual(
    Array.from({ length: 50 }, (_, i) => `text ${i}`),
  );
});

describe('files with misleading names', () => {
  it.each([
    ['.jsonl', '', ['!empty-file']],
    ['.csv', '', ['!empty-file']],
    ['.parquet', '', ['!empty-file']],
    ['.txt', '', ['!empty-file']],
    ['.jsonl.gz', gzipSync(''), ['!empty-file']],
    ['.jsonl.gz', '', ['!empty-file']],
    ['.jsonl.zst', storedZstd(Buffer.alloc(0)), ['!empty-file']],
    ['.jsonl', Buffer.from(`\ufeff${good('x')}`, 'utf16le'), ['!invalid-utf8']],
    ['.csv', Buffer.from('text\nx\n', 'utf16le'), ['!invalid-utf8']],
    ['.txt', Buffer.from('\ufeffwords', 'utf16le'), ['!invalid-utf8']],
    ['.txt', Buffer.alloc(100), ['!invalid-utf8']],
    ['.txt', gzipSync('words'), ['!invalid-utf8']],
    ['.jsonl.gz', good('not compressed'), ['not compressed']],
    ['.jsonl.zst', good('not compressed'), ['not compressed']],
    ['.csv', 'sep=;\r\ntext;id\r\na, b, c;1\r\n', ['a, b, c']],
    ['.csv', '\ufeffSEP=|\ntext,id|n\na|1\n', ['!missing-text']],
    ['.csv.gz', 'text\nnot compressed\n', ['not compressed']],
    ['.jsonl', gzipSync(good('gzip')), ['gzip']],
    ['.jsonl', storedZstd(Buffer.from(good('zstd')), 1), ['zstd']],
    ['.jsonl.gz', storedZstd(Buffer.from(good('zstd')), 1), ['zstd']],
    ['.csv', gzipSync('text\ngzip\n'), ['gzip']],
    ['.tsv', storedZstd(Buffer.from('text\tid\nzstd\t1\n'), 1), ['zstd']],
    ['.jsonl.gz', Buffer.from([1, 2, 3, 4, 5, 6]), ['!corrupt-compression']],
    ['.parquet', good('no table at all'), ['!malformed-parquet']],
  ])('%s holding %j', async (extension, bytes, expected) => {
    expect(await outcome(extension, bytes)).toEqual(expected);
  });
});

describe('files of several chunks', () => {
  it('are read the same plain, cut, compressed, and as tables', async () => {
    const random = randomFrom(21);
    const texts = Array.from(
      { length: 1200 },
      (_, at) => `${at} é${'wörd, "x"\n'.repeat(Math.floor(random() ** 4 * 2000))}`,
    );
    texts[600] = 'long '.repeat(600_000);
    const lines = Buffer.from(texts.map(good).join(''));
    const table = `text\n${texts.map((text) => `"${text.replaceAll('"', '""')}"\n`).join('')}`;
    expect(lines.length).toBeGreaterThan(6 * 1024 * 1024);
    const small = settings({ splitBytes: 100_000 });
    for (const [extension, bytes] of [
      ['.jsonl', lines],
      ['.jsonl.gz', gzipSync(lines)],
      ['.jsonl.zst', storedZstd(lines, 3, 99_991)],
      ['.csv', table],
      ['.tsv.gz', gzipSync(table)],
    ] as const) {
      const items = await itemsOf(extension, bytes, small);
      expect(items.map((item) => (item.modality === 'text' ? item.text : item))).toEqual(texts);
      if (extension.startsWith('.jsonl'))
        expect(items.map((item) => item.position.line)).toEqual(texts.map((_, at) => at + 1));
    }
  });
});

describe('compressed streams', () => {
  const texts = Array.from({ length: 4000 }, (_, at) => `text ${at} ${'word '.repeat(at % 40)}`);
  const lines = Buffer.from(texts.map(good).join(''));

  it('of many members or frames are read to the end', async () => {
    const middle = Math.floor(lines.length / 2);
    const gzip = Buffer.concat([gzipSync(lines.subarray(0, middle)), gzipSync(lines.subarray(middle))]);
    expect(await outcome('.jsonl.gz', gzip)).toEqual(texts);
    const skippable = Buffer.from('502a4d1803000000ffffff', 'hex');
    const zstd = Buffer.concat([skippable, storedZstd(lines, 7, 100_000), skippable]);
    expect(await outcome('.jsonl.zst', zstd)).toEqual(texts);
  });

  it('that are cut off give the items before, and one item with the position', async () => {
    for (const [extension, whole] of [
      ['.jsonl.gz', gzipSync(lines)],
      ['.jsonl.zst', storedZstd(lines)],
    ] as const) {
      const items = await outcome(extension, whole.subarray(0, Math.floor(whole.length / 3)));
      expect(items.at(-1)).toBe('!truncated-input');
      expect(items.length).toBeGreaterThan(100);
      expect(items.slice(0, -1)).toEqual(texts.slice(0, items.length - 1));
    }
  });

  it('with altered bytes are detected, at the latest by their checksum', async () => {
    const zstd = storedZstd(lines, 1);
    zstd[Math.floor(zstd.length / 2)]! ^= 1;
    const items = await outcome('.jsonl.zst', zstd);
    expect(items.at(-1)).toBe('!corrupt-compression');
    const gzip = gzipSync(lines);
    gzip[gzip.length - 6]! ^= 1;
    expect((await outcome('.jsonl.gz', gzip)).at(-1)).toBe('!corrupt-compression');
  });

  it('with other bytes after a gzip member give every member, and one item that counts the bytes', async () => {
    const middle = lines.indexOf('\n', lines.length / 2) + 1;
    const [first, second] = [gzipSync(lines.subarray(0, middle)), gzipSync(lines.subarray(middle))];
    const stray = async (...parts: (Buffer | string)[]) => {
      const items = await itemsOf('.jsonl.gz', Buffer.concat(parts.map((part) => Buffer.from(part))));
      const [last] = items.splice(texts.length);
      expect(items.map((item) => (item.modality === 'text' ? item.text : ''))).toEqual(texts);
      return last?.modality === 'unreadable' ? `${last.code}: ${last.message}` : last;
    };
    const message = (count: string) =>
      expect.stringMatching(new RegExp(`^corrupt-compression: ${count} a gzip member, from about byte \\d+`));
    expect(await stray(first, second, 'hello')).toEqual(message('5 other bytes follow'));
    expect(await stray(first, second, 'x')).toEqual(message('1 other byte follows'));
    expect(await stray(first, second, Buffer.from([0x1f, 0x8b]))).toEqual(message('2 other bytes follow'));
    expect(await stray(first, 'noise', second)).toEqual(message('5 other bytes follow'));
    expect(await stray(first, second, 'z'.repeat(300_000))).toEqual(message('300000 other bytes follow'));
    expect(await stray(first, Buffer.alloc(100), second, Buffer.alloc(200_000))).toBeUndefined();
    expect(await stray(first, Buffer.alloc(65_000), second, Buffer.alloc(1))).toBeUndefined();
  });

  it('of gzip are read with every kind of header', async () => {
    const body = gzipSync(lines).subarray(10);
    const header = (flags: number, ...rest: (string | number[])[]) =>
      Buffer.concat([
        Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 255]),
        ...rest.map((part) => Buffer.from(part as string)),
        body,
      ]);
    expect(await outcome('.jsonl.gz', header(0))).toEqual(texts);
    expect(await outcome('.jsonl.gz', header(0x08, 'name.jsonl\0'))).toEqual(texts);
    expect(await outcome('.jsonl.gz', header(0x1e, [3, 0, 1, 2, 3], 'name\0', 'note\0', [0, 0]))).toEqual(
      texts,
    );
    expect(await outcome('.jsonl.gz', header(0x08, `${'n'.repeat(200_000)}\0`))).toEqual(texts);
    for (const broken of [
      header(0x20),
      header(0x08, 'n'.repeat(100)).subarray(0, 60),
      header(0).subarray(0, 7),
    ])
      expect((await outcome('.jsonl.gz', broken)).length).toBe(1);
  });

  it('that demand a window of gigabytes are refused', async () => {
    const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00]);
    const [item] = await itemsOf('.jsonl.zst', header);
    expect(item).toMatchObject({ code: 'corrupt-compression', message: expect.stringContaining('window') });
  });

  it('with a bomb inside cost no memory', async () => {
    const before = process.memoryUsage().rss;
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024, 0x20), { level: 1 });
    const between = process.memoryUsage().rss;
    const items = await outcome('.jsonl.gz', bomb, settings({ maxRecordBytes: 1024 * 1024 }));
    expect(items).toEqual(['!line-too-long']);
    expect(process.memoryUsage().rss - Math.max(before, between)).toBeLessThan(150 * 1024 * 1024);
  });
});

describe('items that are too long are skipped, not kept in memory', () => {
  it('a line of 200 MB between two records', async () => {
    const input = folder.write('.jsonl', good('before'));
    truncateSync(input.path, 200 * 1024 * 1024);
    writeFileSync(input.path, `\n${good('after')}`, { flag: 'a' });
    const grown = { ...input, sizeBytes: 200 * 1024 * 1024 + 1 + good('after').length };
    const before = process.memoryUsage().rss;
    const items = await readAll(
      formatById(FORMATS, 'jsonl')!,
      grown,
      settings({ maxRecordBytes: 8 * 1024 * 1024 }),
    );
    expect(items.map((item) => (item.modality === 'text' ? item.text : 'code' in item && item.code))).toEqual(
      ['before', 'line-too-long', 'after'],
    );
    expect(items[2]!.position.line).toBe(3);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });

  it('gives the same result wherever chunks of the file end', async () => {
    const long = good('x'.repeat(3000));
    const lines = [good('a'), long, good('b'), long, good('c')].join('');
    for (const maxRecordBytes of [2999, long.length - 2, long.length - 1]) {
      const expected = maxRecordBytes >= long.length - 1 ? 5 : 3;
      const items = await outcome('.jsonl', lines, settings({ maxRecordBytes }));
      expect(items.filter((item) => !item.startsWith('!')).length).toBe(expected);
      const packed = await outcome(
        '.jsonl.zst',
        storedZstd(Buffer.from(lines), 1, 7),
        settings({ maxRecordBytes }),
      );
      expect(packed).toEqual(items);
    }
  });

  it('a quote in a table that is never closed', async () => {
    const table = `text\n"open ${'x\n'.repeat(3000)}`;
    const items = await outcome('.csv', table, settings({ maxRecordBytes: 1000 }));
    expect(items[0]).toMatch(/^!(record-too-long|malformed-csv)$/);
    expect(items.slice(1, 4)).toEqual(['x', 'x', 'x']);
  });
});

describe('tables', () => {
  it('rows with too few or too many cells are reported with their line', async () => {
    const items = await itemsOf('.csv', 'id,text\n1,a\n2\n3,c,d\n"4","multi\nline"\n5,e\n');
    expect(items.map((item) => ('code' in item ? `${item.code}@${item.position.line}` : item.id))).toEqual([
      '1',
      'malformed-csv@3',
      'malformed-csv@4',
      '4',
      '5',
    ]);
    expect(items.at(-1)!.position.line).toBe(7);
  });
  it('a quote that is not closed costs one record, not the rest of the file', async () => {
    expect(await outcome('.csv', 'id,text\n1,"open\n2,b\n3,c\n')).toEqual(['!malformed-csv', 'b', 'c']);
  });
  it('TSV written without quoting keeps its quotes', async () => {
    expect(await outcome('.tsv', 'text\tlabel\n"so he said\t1\n"A" and B\t0\n')).toEqual([
      '"so he said',
      '"A" and B',
    ]);
  });
  it('semicolons of spreadsheets are recognised', async () => {
    expect(await outcome('.csv', '\ufeffid;text\r\n1;a, b\r\n')).toEqual(['a, b']);
  });
  it('a column named __proto__ is a column', async () => {
    expect(await outcome('.csv', '__proto__,text\nx,a\n')).toEqual(['a']);
  });
});

describe('Parquet', () => {
  const column = Array.from({ length: 100 }, (_, at) => (at === 7 ? null : `text ${at}`));
  const file = Buffer.from(
    parquetWriteBuffer({
      columnData: [{ name: 'text', data: column, type: 'STRING', nullable: true }],
      rowGroupSize: 10,
      codec: 'UNCOMPRESSED',
    }),
  );

  it('a null is an unreadable item that names it', async () => {
    const items = await itemsOf('.parquet', file);
    expect(items.length).toBe(100);
    expect(items[7]).toMatchObject({ code: 'text-not-a-string', position: { row: 7 } });
  });

  it('damage in a row group loses only its remaining rows', async () => {
    const broken = Buffer.from(file);
    const at = broken.indexOf('text 35');
    // The length before the text: now longer than the page.
    broken.writeUInt32LE(1_000_000, at - 4);
    const items = await itemsOf('.parquet', broken);
    const lost = items.filter((item) => 'code' in item && item.code === 'malformed-parquet');
    expect(lost).toMatchObject([
      { position: { row: 30 }, message: expect.stringContaining('Rows 30 to 39') },
    ]);
    expect(items.length).toBe(91);
  });

  it('bytes that are not UTF-8 are detected', async () => {
    const broken = Buffer.from(file);
    broken[broken.indexOf('text 42')] = 0xff;
    const bad = (await itemsOf('.parquet', broken)).filter((item) => item.modality === 'unreadable');
    expect(bad).toMatchObject([{ position: { row: 7 } }, { position: { row: 42 }, code: 'invalid-utf8' }]);
  });

  it('a footer that claims to be larger than the file is refused', async () => {
    const broken = Buffer.from(file);
    broken.writeUInt32LE(0xfffffff0, broken.length - 8);
    expect(await outcome('.parquet', broken)).toEqual(['!malformed-parquet']);
  });
});

describe('inputs that change or cannot be opened', () => {
  const jsonl = formatById(FORMATS, 'jsonl')!;

  it('a file that shrinks gives its records and one unreadable item', async () => {
    const input = folder.write('.jsonl', good('a') + good('b'));
    truncateSync(input.path, good('a').length + 3);
    const items = await readAll(jsonl, input);
    expect(items.map((item) => item.modality)).toEqual(['text', 'unreadable']);
    expect(items[1]).toMatchObject({ code: 'input-changed' });
  });

  it('a file that disappears gives one unreadable item', async () => {
    for (const extension of ['.jsonl', '.csv', '.jsonl.gz', '.parquet', '.txt']) {
      const format = formatOfName(FORMATS, `x${extension}`)!;
      const input = folder.write(extension, good('a'));
      unlinkSync(input.path);
      expect(await readAll(format, input)).toMatchObject([{ code: 'input-changed' }]);
    }
  });

  it('a file that shrinks between measuring and writing stops the writing', async () => {
    const input = folder.write('.jsonl', good('a') + good('b'));
    const using = settings();
    const [split] = await jsonl.plan(input, using);
    truncateSync(input.path, 5);
    const write = jsonl.splice!.write({
      input,
      split: split!,
      settings: using,
      provenanceOf: () => ({
        source: '',
        position: '',
        contentHash: '',
        decision: 'admit',
        reasons: [],
        origin: 'unknown',
        evidence: [],
      }),
      sinkOf: () => ({ write: () => {} }),
      copy: () => {},
    });
    await expect(write).rejects.toMatchObject({ code: 'input-changed' });
  });

  it.skipIf(process.getuid?.() === 0)('a file without permission gives one item that says so', async () => {
    const input = folder.write('.jsonl', good('a'));
    chmodSync(input.path, 0);
    expect(await readAll(jsonl, input)).toMatchObject([{ code: 'input-unreadable' }]);
  });
});

describe('listing inputs', () => {
  const root = join(folder.path, 'tree');
  mkdirSync(join(root, 'node_modules/@scope/name/docs'), { recursive: true });
  mkdirSync(join(root, '.hidden'));
  for (const [name, text] of [
    ['b.jsonl', good('b')],
    ['a.csv', 'text\na\n'],
    ['package.json', '{}'],
    ['.hidden/secret.txt', 'secret'],
    ['node_modules/@scope/name/docs/README.md', 'docs'],
    ['node_modules/@scope/name/LICENSE', 'licence'],
    ['note.txt', 'note'],
    ['program.bin', 'bin'],
  ])
    writeFileSync(join(root, name!), text!);
  symlinkSync('/etc/hostname', join(root, 'outside.txt'));

  it('a folder gives data files in order and its texts as one input, without links and hidden files', async () => {
    const { inputs, problems, notRead } = await listInputs([root], { formats: FORMATS });
    expect(inputs.map(({ name, format }) => [name, format])).toEqual([
      ['tree/a.csv', 'csv'],
      ['tree/b.jsonl', 'jsonl'],
      ['tree', 'text'],
    ]);
    expect(inputs[2]!.files!.map(({ name, source }) => [name, source])).toEqual([
      ['node_modules/@scope/name/LICENSE', '@scope/name'],
      ['node_modules/@scope/name/docs/README.md', '@scope/name'],
      ['note.txt', 'tree'],
    ]);
    expect(problems).toEqual([]);
    expect(notRead).toEqual([
      { reason: 'link', ending: '.txt', count: 1, examples: ['outside.txt'] },
      { reason: 'no-format', ending: '.json', count: 1, examples: ['package.json'] },
      { reason: 'no-format', ending: '.bin', count: 1, examples: ['program.bin'] },
    ]);
  });

  it('a pipe is a problem that says how to pipe it', async () => {
    const pipe = join(folder.path, 'pipe.jsonl');
    execFileSync('mkfifo', [pipe]);
    const { inputs, problems } = await listInputs([pipe], { formats: FORMATS });
    expect(inputs).toEqual([]);
    expect(problems[0]!.message).toContain(`freckle vet - < ${pipe}`);
  });

  it('links of a Hugging Face hub cache are followed to their blobs, other links are counted', async () => {
    const cache = join(folder.path, 'hub/datasets--owner--name');
    const snapshot = join(cache, 'snapshots/0a1b/data');
    mkdirSync(snapshot, { recursive: true });
    mkdirSync(join(cache, 'blobs'));
    writeFileSync(join(cache, 'blobs/4d7a'), good('cached'));
    symlinkSync('../../../blobs/4d7a', join(snapshot, 'train.jsonl'));
    symlinkSync('/etc/hostname', join(snapshot, 'outside.jsonl'));
    for (const path of [cache, snapshot, join(snapshot, '*.jsonl')]) {
      const { inputs, notRead } = await listInputs([path], { formats: FORMATS });
      expect(inputs.map(({ source, sizeBytes }) => [source, sizeBytes])).toEqual([
        ['train.jsonl', good('cached').length],
      ]);
      expect(notRead.filter(({ reason }) => reason === 'link')).toMatchObject([
        { count: 1, ending: '.jsonl' },
      ]);
    }
  });

  it('globs, files named twice, and names that two files share', async () => {
    const { inputs } = await listInputs([join(root, '*.jsonl'), join(root, 'b.jsonl')], { formats: FORMATS });
    expect(inputs.map(({ name }) => name)).toEqual(['tree/b.jsonl']);
    mkdirSync(join(folder.path, 'other'), { recursive: true });
    writeFileSync(join(folder.path, 'other/b.jsonl'), good('other'));
    const both = await listInputs([join(root, 'b.jsonl'), join(folder.path, 'other/b.jsonl')], {
      formats: FORMATS,
    });
    expect(both.inputs.map(({ name }) => name)).toEqual(['b.jsonl', 'other/b.jsonl']);
  });

  it('a missing path, or one without readable files, is a problem with a reason', async () => {
    const empty = join(folder.path, 'empty');
    mkdirSync(empty);
    writeFileSync(join(empty, 'a.bin'), 'bin');
    const { inputs, problems } = await listInputs(
      [empty, join(empty, 'a.bin'), join(empty, 'none'), join(empty, '*.jsonl')],
      { formats: FORMATS },
    );
    expect(inputs).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual([
      'no-readable-files',
      'unknown-format',
      'input-not-found',
      'input-not-found',
    ]);
  });
});

describe('bytes without a name', () => {
  it.each([
    [good('a'), 'jsonl'],
    ['\ufeff{"text"', 'jsonl'],
    ['id,text\n1,a\n', 'csv'],
    ['id\ttext\n1\ta\n', 'tsv'],
    ['Words, and more words.\nAnd no table\n', 'text'],
    [gzipSync(good('a')), 'jsonl-gzip'],
    [gzipSync('id,text\n1,a\n'), 'csv-gzip'],
    [storedZstd(Buffer.from(good('a'))), 'jsonl-zstd'],
    [storedZstd(Buffer.from('id\ttext\n1\ta\n')), 'tsv-zstd'],
    [plainBzip2(Buffer.from('id,text\n1,a\n')), 'csv-bzip2'],
    [storedXz(Buffer.from(good('a'))), 'jsonl-xz'],
    [storedLz4(Buffer.from('[{"text":"a"}]')), 'json-lz4'],
    [gzipSync('Words alone'), 'jsonl-gzip'],
    ['PAR1....', 'parquet'],
    [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0]), undefined],
  ])('%j is %s', async (bytes, format) => {
    expect((await sniffFormat(FORMATS, Buffer.from(bytes as string)))?.id).toBe(format);
  });
});
