import { afterAll, describe, expect, it } from 'vitest';
import type { ReadingOptions } from '../../src/core/format.js';
import { checkedReading, FORMATS, formatById, formatOfName, listInputs } from '../../src/formats/index.js';
import { settingsOfInput } from '../../src/gate/plan/plan.js';
import { readAll, settings, spliceAll, TestFolder } from './support.js';

const folder = new TestFolder();
afterAll(() => folder.remove());

/** What is read from a file of this ending. */
async function textsOf(ending: string, bytes: Uint8Array | string, reading: ReadingOptions) {
  const input = folder.write(ending, bytes);
  const format = formatOfName(FORMATS, input.name)!;
  const items = await readAll(format, input, settings({ reading: checkedReading(reading), splitBytes: 1 }));
  return items.map((item) =>
    item.modality === 'text' ? item.text : item.modality === 'unreadable' ? `!${item.code}` : '',
  );
}

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

describe('encodings', () => {
  it.each([
    ['.csv', Buffer.from('id;text\n1;Gr\xfc\xdfe \x80\n', 'latin1'), 'windows-1252', ['Grüße €']],
    [
      '.jsonl',
      Buffer.from('\ufeff{"text":"Grüße"}\n{"text":"世界"}\n', 'utf16le'),
      'UTF-16LE',
      ['Grüße', '世界'],
    ],
    ['.jsonl', utf16be('{"text":"Grüße"}\n'), 'utf-16be', ['Grüße']],
    [
      '.tsv',
      Buffer.from([...Buffer.from('text\tid\n'), 0x93, 0xfa, 0x96, 0x7b, 0x09, 0x31, 0x0a]),
      'shift_jis',
      ['日本'],
    ],
    ['.txt', Buffer.from([0xc4, 0xe3, 0xba, 0xc3]), 'gb18030', ['你好']],
    ['.txt', Buffer.from([0xff]), 'shift_jis', ['!invalid-encoding']],
    ['.txt', Buffer.from('plain'), 'utf8', ['plain']],
    ['.jsonl', Buffer.from('{"text":"\xff"}\n', 'latin1'), 'euc-kr', ['!invalid-encoding']],
  ])('%s %# in %s', async (ending, bytes, encoding, texts) => {
    expect(await textsOf(ending, bytes, { encoding })).toEqual(texts);
  });

  it('a JSON document in another encoding is recognised as one', async () => {
    const input = folder.write('.json', Buffer.from('[{"text":"Grüße"}]', 'utf16le'));
    const { inputs } = await listInputs(
      [{ path: input.path, reading: { encoding: 'utf-16le' }, columns: {} }],
      {
        formats: FORMATS,
      },
    );
    expect(inputs.map(({ format, reading }) => [format, reading])).toEqual([
      ['json', { encoding: 'utf-16le' }],
    ]);
  });

  it('one input may be UTF-8 in a run of another encoding, and is cut as ever', async () => {
    const input = folder.write('.jsonl', '{"text":"Grüße"}\n'.repeat(9));
    const run = settings({ reading: { encoding: 'windows-1252' }, splitBytes: 1 });
    const own = settingsOfInput({ reading: checkedReading({ encoding: 'UTF8' })! }, run);
    const jsonl = formatById(FORMATS, 'jsonl')!;
    expect(await jsonl.plan(input, { ...own, splitBytes: 1 })).toHaveLength(9);
    expect((await readAll(jsonl, input, own))[0]).toMatchObject({ text: 'Grüße' });
    expect((await readAll(jsonl, input, run))[0]).toMatchObject({ text: 'GrÃ¼ÃŸe' });
  });

  it('outputs are UTF-8', async () => {
    const input = folder.write('.jsonl', Buffer.from('{"text":"Grüße"}\n', 'utf16le'));
    const { bytes } = await spliceAll(
      formatById(FORMATS, 'jsonl')!,
      input,
      undefined,
      settings({ reading: { encoding: 'utf-16le' } }),
    );
    expect(JSON.parse(bytes.get('admit')!.toString()).text).toBe('Grüße');
  });

  it('damage costs its piece and the rest, and nothing before', async () => {
    const lines = Buffer.from('{"text":"a"}\n'.repeat(20_000));
    const texts = await textsOf('.jsonl', Buffer.concat([lines, Buffer.from([0xff, 0xff])]), {
      encoding: 'shift_jis',
    });
    expect(texts.at(-1)).toBe('!invalid-encoding');
    expect(texts.length).toBeGreaterThan(20_000 - 65_536 / 13);
  });
});

describe('tables', () => {
  it.each([
    ['.csv', 'a~1\nb,c~2\n', { delimiter: '~', header: ['text', 'id'] }, ['a', 'b,c']],
    ['.tsv', 'text|id\nx\ty|1\n', { delimiter: 'pipe' }, ['x\ty']],
    ['.csv', 'text\tid\na,b\t1\n', { delimiter: 'tab' }, ['a,b']],
    ['.csv', '\ufeff1,"two\nlines"\n2,x,y\n', { header: ['id', 'text'] }, ['two\nlines', '!malformed-csv']],
    ['.csv', 'sep=;\n1;x\n', { header: ['id', 'text'] }, ['x']],
  ] as const)('%s %j with %j', async (ending, bytes, reading, texts) => {
    expect(await textsOf(ending, bytes, reading)).toEqual(texts);
  });

  it('a table without a header stays one', async () => {
    const input = folder.write('.csv', '1,first\n2,second\n');
    const using = settings({ reading: { header: ['id', 'text'] } });
    const { bytes } = await spliceAll(formatById(FORMATS, 'csv')!, input, undefined, using);
    expect(bytes.get('admit')!.toString()).toMatch(/^1,first,.*\n2,second,.*\n$/);
  });
});

describe('what is said is checked', () => {
  it.each([
    [{ encoding: 'klingon' }, /unknown encoding "klingon"/],
    [{ delimiter: 'ab' }, /one ASCII sign/],
    [{ delimiter: '"' }, /one ASCII sign/],
    [{ header: ['a', 'a'] }, /twice/],
  ])('%j', (reading, message) => expect(() => checkedReading(reading)).toThrow(message));
});

describe('sources', () => {
  const row = '{"text":"a","source":"named","url":"https://www.Example.org/x"}\n';

  it.each([
    [undefined, row, 'named'],
    ['column', row, 'named'],
    ['url', row, 'example.org'],
    ['file', row, null],
    ['column', '{"text":"a","url":"https://example.org"}\n', null],
    ['url', '{"text":"a","source":"named"}\n', null],
  ] as const)('from %s', async (sourceFrom, bytes, source) => {
    const input = folder.write('.jsonl', bytes);
    const using = settings({ columns: sourceFrom === undefined ? {} : { sourceFrom } });
    const [item] = await readAll(formatById(FORMATS, 'jsonl')!, input, using);
    expect(item).toMatchObject({ source: source ?? input.name });
  });

  it('the folder is that of the file', async () => {
    const input = folder.write('.jsonl', row);
    const columns = { sourceFrom: 'folder' } as const;
    const { inputs } = await listInputs([input.path], { formats: FORMATS, columns });
    expect(inputs[0]!.source).toBe(folder.path.slice(folder.path.lastIndexOf('/') + 1));
  });
});
