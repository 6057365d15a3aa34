import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { FORMATS, listInputs } from '../../src/formats/index.js';
import { JSON_FORMATS } from '../../src/formats/json.js';
import { readAll, settings, spliceAll, TestFolder } from './support.js';

const [json] = JSON_FORMATS;
const folder = new TestFolder();
afterAll(() => folder.remove());

const ROWS = [1, 2, 3].map((number) => ({ id: `${number}`, text: `Text {"[,]\\ ${number}\nnaïve 世界` }));
const list = JSON.stringify(ROWS, null, 2);
const read = (text: string, using = settings()) => readAll(json, folder.write('.json', text), using);
const textsOf = (items: Awaited<ReturnType<typeof read>>): unknown[] =>
  items.map((item) =>
    item.modality === 'text' ? item.text : item.modality === 'unreadable' ? item.code : '',
  );
const texts = ROWS.map(({ text }) => text);

describe('a JSON document', () => {
  it.each([
    ['a list over several lines', list],
    ['a list on one line', JSON.stringify(ROWS)],
    ['a list after a byte order mark', `\ufeff${list}`],
    ['a list in an object', JSON.stringify({ version: '1.1', data: ROWS, more: [{ a: ']' }] }, null, 1)],
    ['a list behind another member', JSON.stringify({ info: { data: [1] }, tags: ['x'], rows: ROWS })],
    ['objects over several lines', ROWS.map((row) => JSON.stringify(row, null, 2)).join('\n')],
    ['objects without a line between them', ROWS.map((row) => JSON.stringify(row, null, 2)).join('')],
  ])('%s gives its objects, and outputs of its shape', async (_, text) => {
    const input = folder.write('.json', text);
    expect(textsOf(await readAll(json, input))).toEqual(texts);
    const { bytes } = await spliceAll(json, input, (item) => (item.ordinal === 1 ? 'reject' : 'admit'));
    const admitted = bytes.get('admit')!.toString();
    expect(textsOf(await read(admitted))).toEqual([texts[0], texts[2]]);
    const start = text.replace(/^\ufeff/, '').trimStart();
    if (start.startsWith('[')) expect(JSON.parse(admitted)).toMatchObject([ROWS[0], ROWS[2]]);
    else if (start.includes('"version"') || start.includes('"info"')) {
      const { data, rows, ...others } = JSON.parse(admitted) as { [name: string]: unknown };
      expect(data ?? rows).toMatchObject([ROWS[0], ROWS[2]]);
      const { data: _data, rows: _rows, ...before } = JSON.parse(start) as { [name: string]: unknown };
      expect(others).toEqual(before);
    }
  });

  it('places each element by line and byte', async () => {
    const input = folder.write('.json', list);
    const items = await readAll(json, input);
    expect(items.map(({ position }) => position.line)).toEqual([2, 6, 10]);
    const bytes = Buffer.from(list);
    for (const { position } of items) expect(bytes.toString('utf8', position.byte)).toMatch(/^\{\n {4}"id"/);
  });

  it('loses the damaged element and no other', async () => {
    const odd = '[{"text":"a"}, 3, "x", [1], null, {"text": bad}, {"text":"\\ud800"}, {"text":"b"},]';
    expect(textsOf(await read(odd))).toEqual([
      'a',
      'not-an-object',
      'not-an-object',
      'not-an-object',
      'not-an-object',
      'malformed-json',
      'lone-surrogate',
      'b',
    ]);
  });

  it.each([
    ['a cut element', list.slice(0, -20), 'The file ends inside this element.'],
    ['a list without its end', list.slice(0, -2), 'The file ends before the list is closed: expected ].'],
    ['bytes after the list', `${list} {"text":"more"}`, 'Expected nothing after the list, found "{'],
    ['an object without its end', `{"data": ${list}`, 'Expected the end of the object after its list'],
    ['a word', 'hello', 'Expected a list of objects'],
    ['nothing', '', 'The file is empty'],
  ])('%s is an unreadable item that says so', async (_, text, message) => {
    const items = await read(text);
    expect(items.at(-1)).toMatchObject({ modality: 'unreadable', message: expect.stringContaining(message) });
  });

  it.each([
    ['before', `{"version": bad, "data": ${list}}`, 'What stands before the list is not JSON'],
    ['after', `{"version": 1, "data": ${list}, bad}`, 'Expected the end of the object after its list'],
  ])(
    'whose words %s its list are damaged gives its objects, and outputs that are JSON',
    async (_, text, message) => {
      const input = folder.write('.json', text);
      const items = await readAll(json, input);
      expect(items.find(({ modality }) => modality === 'unreadable')).toMatchObject({
        message: expect.stringContaining(message),
      });
      const { bytes } = await spliceAll(json, input);
      const written = JSON.parse(bytes.get('admit')!.toString()) as { data?: unknown };
      expect(written.data ?? written).toMatchObject(ROWS);
    },
  );

  it('passes over an element that is too long, and reads on', async () => {
    const long = JSON.stringify([ROWS[0], { text: 'x'.repeat(3_000_000) }, ROWS[2]]);
    const items = await read(long, settings({ maxRecordBytes: 1_000_000 }));
    expect(textsOf(items)).toEqual([texts[0], 'record-too-long', texts[2]]);
    expect(items[1]).toMatchObject({ message: expect.stringContaining('3000011 bytes') });
    expect(items[1]!.position.byte).toBe(Buffer.from(long).indexOf('{"text":"xxx'));
  });

  it('gives the same elements wherever a chunk ends', async () => {
    const aValue = fc.object({ maxDepth: 2, values: [fc.string({ unit: 'grapheme' }), fc.integer()] });
    await fc.assert(
      fc.asyncProperty(fc.array(aValue, { minLength: 1, maxLength: 5 }), fc.nat(70), async (values, gap) => {
        // Chunks have a megabyte: white space moves the elements over its end.
        const rows = values.map((value, at) => ({ ...value, text: `text ${at}` }));
        const text = `[${' '.repeat(1024 * 1024 - gap)}${rows.map((row) => JSON.stringify(row)).join(',')}]`;
        expect(textsOf(await read(text))).toEqual(rows.map((row) => row.text));
      }),
      { numRuns: 15, seed: 5 },
    );
  });
});

it('in a folder, lists of objects are read and other .json files are counted', async () => {
  const root = join(folder.path, 'mixed');
  mkdirSync(root);
  writeFileSync(join(root, 'train.json'), list);
  writeFileSync(join(root, 'lines.json'), ROWS.map((row) => JSON.stringify(row)).join('\n'));
  writeFileSync(join(root, 'config.json'), '{"a": 1}');
  writeFileSync(join(root, 'numbers.json'), '[1, 2]');
  writeFileSync(
    join(root, 'vendors.json'),
    JSON.stringify([{ name: 'Some service', env: 'SOME' }, { text: 'late' }]),
  );
  const { inputs, notRead } = await listInputs([root], { formats: FORMATS, columns: {} });
  expect(inputs.map(({ name, format }) => [name, format])).toEqual([['mixed/train.json', 'json']]);
  expect(notRead).toMatchObject([{ reason: 'no-format', ending: '.json', count: 4 }]);
  const named = await listInputs([root], { formats: FORMATS, columns: { text: 'name' } });
  expect(named.inputs.map(({ name }) => name)).toContain('mixed/vendors.json');
});

it('a .json file that is named is read by its content: as lines, or as a document', async () => {
  const formatsOf = async (text: string): Promise<string[]> => {
    const { path } = folder.write('.json', text);
    const { inputs } = await listInputs([path], { formats: FORMATS, columns: {} });
    return inputs.map(({ format }) => format);
  };
  expect(await formatsOf(list)).toEqual(['json']);
  expect(await formatsOf(ROWS.map((row) => JSON.stringify(row)).join('\n'))).toEqual(['jsonl']);
  expect(await formatsOf(JSON.stringify(ROWS[0]))).toEqual(['jsonl']);
  expect(await formatsOf(`{"text": "${'long '.repeat(100_000)}"}\n{"text": "b"}\n`)).toEqual(['jsonl']);
  expect(await formatsOf(JSON.stringify({ data: ROWS }, null, 1))).toEqual(['json']);
});
