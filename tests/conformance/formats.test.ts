import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterAll, describe, expect, it } from 'vitest';
import type { Format, FormatSettings, InputFile } from '../../src/core/format.js';
import type { ReadItem } from '../../src/core/record.js';
import { formatOfFile } from '../../src/formats/find-format.js';
import { FORMATS, formatById, formatOfName, listInputs } from '../../src/formats/index.js';
import { NAMES, type PlainRecord } from '../formats/encoders.js';
import { EXAMPLES, seedsOf } from '../formats/examples.js';
import { contentOf, readAll, settings, spliceAll, TestFolder } from '../formats/support.js';

const folder = new TestFolder();
afterAll(() => folder.remove());

const HAND_MADE: readonly PlainRecord[] = [
  ['1', 'plain words', 'web', 'https://example.org/1', '2021-03-04', 'en', null],
  ['2', 'two\nlines, a "quote"\tand a tab\r\n', 'web', null, null, null, 'news'],
  ['00003', 'Grüße, 世界 😀 नमस्ते', 'forum', null, '2022', 'de', null],
  ['4', '', 'forum', null, null, null, null],
  ['5', '"', 'a, b', null, null, null, '"quoted"'],
  ['6', ' space around \u0000 and zero ', 'web', null, null, null, null],
  ['7', '{"text":"inner"}\\u0041\\', 'web', null, null, null, null],
  ['8', '\u2028 \ufeff \u0085', 'web', null, null, 'xx', null],
].map((values) => Object.fromEntries(NAMES.map((name, at) => [name, values[at]])) as unknown as PlainRecord);

const aString = (minLength: number) => fc.string({ unit: 'binary', minLength, maxLength: 60 });
const orNull = (value: fc.Arbitrary<string>) => fc.option(value, { nil: null });
const aRecord: fc.Arbitrary<PlainRecord> = fc.record({
  id: aString(1),
  text: aString(0),
  source: aString(1),
  url: orNull(aString(1)),
  date: orNull(aString(1)),
  language: orNull(aString(1)),
  label: orNull(aString(1)),
});
const aCorpus = fc.array(aRecord, { minLength: 1, maxLength: 12 });

const written = FORMATS.flatMap((format) => {
  const example = EXAMPLES[format.id];
  return example?.write === undefined ? [] : [{ id: format.id, format, example, encode: example.write }];
});

const expected = (records: readonly PlainRecord[]) =>
  records.map((record) => expect.objectContaining({ ...record, modality: 'text' }));

it.each(FORMATS)(
  '$id has an example in tests/formats/examples.ts, so that this suite can read it',
  (format) => {
    const example = EXAMPLES[format.id];
    expect(example).toBeDefined();
    expect(example!.write ?? example!.seeds).toBeDefined();
  },
);

it.each(FORMATS)('$id says how its records are written, and that is read again', (format) => {
  const ways = [format.splice?.extension, format.writtenAs && `.${format.writtenAs}`].filter(Boolean);
  expect(ways, 'it splices, or says what it is written as').toHaveLength(1);
  expect(formatOfName(FORMATS, `x${ways[0]}`)).toBeDefined();
  expect(format.provenanceIn).not.toBe('');
});

it('ids are unique, and every ending leads to the format that has it', () => {
  expect(new Set(FORMATS.map((format) => format.id)).size).toBe(FORMATS.length);
  // Formats that share an ending tell themselves apart by what is inside.
  for (const format of FORMATS)
    for (const extension of format.extensions)
      if (format.recognises === undefined)
        expect(formatOfName(FORMATS, `data${extension}`.toUpperCase())?.id).toBe(format.id);
      else expect(formatOfName(FORMATS, `data${extension}`)?.extensions).toContain(extension);
});

it.each(FORMATS)(
  '$id gives the same items of whole files whether they are cut or not, and those that are wanted',
  async (format) => {
    for (const bytes of await seedsOf(format.id, folder)) {
      const input = folder.write(format.extensions[0]!, bytes);
      const whole = await readAll(format, input, settings({ splitBytes: 2 ** 40 }));
      expect(whole.length).toBeGreaterThan(0);
      const parts = await readAll(format, input, settings({ splitBytes: 1 }));
      expect(parts.map(withoutOrdinal)).toEqual(whole.map(withoutOrdinal));
      await expectWanted(format, input, settings({ splitBytes: 700 }));
    }
  },
);

describe.each(written)('$id', ({ format, example, encode }) => {
  const [ending] = format.extensions as [string];
  const write = (records: readonly PlainRecord[]) => folder.write(ending, encode(records));

  it('gives the records of a hand-made corpus as every other format does', async () => {
    expect(await readAll(format, write(HAND_MADE))).toEqual(expected(HAND_MADE));
  });

  it('gives the records of any corpus as every other format does', async () => {
    await fc.assert(
      fc.asyncProperty(aCorpus, async (records) => {
        expect(await readAll(format, write(records))).toEqual(expected(records));
      }),
      { numRuns: 40, seed: 7 },
    );
  });

  it('gives the same items whether it is cut into many splits or none', async () => {
    const records = Array.from({ length: 20 }, (_, at) => ({ ...HAND_MADE[at % 8]!, id: `${at}` }));
    const input = write(records);
    const whole = await readAll(format, input, settings({ splitBytes: 2 ** 40 }));
    for (const splitBytes of [1, 100, 500]) {
      const parts = await readAll(format, input, settings({ splitBytes }));
      expect(parts.map(withoutOrdinal)).toEqual(whole.map(withoutOrdinal));
    }
  });

  it('gives those of its items that are wanted as it gives them among all', async () => {
    const records = Array.from({ length: 60 }, (_, at) => ({ ...HAND_MADE[at % 8]!, id: `${at}` }));
    await expectWanted(format, write(records), settings({ splitBytes: 700 }));
  });

  it('survives being cut off at every byte, with every record before the cut as it was', async () => {
    const records = HAND_MADE.slice(0, 5);
    const bytes = encode(records);
    for (let length = 0; length < bytes.length; length++) {
      const items = await readAll(format, folder.write(ending, bytes.subarray(0, length)));
      const texts = items.flatMap((item) => (item.modality === 'text' ? [item.text] : []));
      const certain = example.mayEndShort ? texts.slice(0, -1) : texts;
      expect(certain).toEqual(records.slice(0, certain.length).map((record) => record.text));
      if (example.noticesCuts) expect(items.at(-1)?.modality).toBe('unreadable');
      for (const item of items) if (item.modality === 'unreadable') expect(item.message).not.toBe('');
    }
  });

  it.skipIf(format.splice === undefined)(
    'writes outputs that read back as the same records, whatever was decided',
    async () => {
      await fc.assert(
        fc.asyncProperty(aCorpus, async (records) => {
          const all = [...records, ...HAND_MADE];
          const decide = (item: ReadItem) => (item.ordinal % 3 === 0 ? 'reject' : 'admit');
          const input = write(all);
          const before = await readAll(format, input);
          const { bytes } = await spliceAll(format, input, decide);
          for (const decision of ['admit', 'reject']) {
            const output = folder.write(format.splice!.extension, bytes.get(decision) ?? '');
            const after = await readAll(await formatOfOutput(output), { ...output, source: input.source });
            expect(after.map(contentOf)).toEqual(
              before.filter((item) => decide(item) === decision).map(contentOf),
            );
          }
        }),
        { numRuns: 20, seed: 11 },
      );
    },
  );

  it.skipIf(format.splice === undefined)(
    'replaces the provenance of an earlier run when its output is vetted again',
    async () => {
      const first = await spliceAll(format, write(HAND_MADE));
      const input = folder.write(format.splice!.extension, first.bytes.get('admit')!);
      const second = await spliceAll(await formatOfOutput(input), input);
      const bytes = second.bytes.get('admit')!;
      const text = format.splice!.extension === '.parquet' ? await cellsOf(bytes) : unpacked(bytes);
      expect(text.split('0123456789abcdef').length - 1).toBe(HAND_MADE.length);
    },
  );
});

/** As a user's next run would read it. */
const formatOfOutput = ({ name, path }: InputFile): Promise<Format> =>
  formatOfFile(FORMATS, formatOfName(FORMATS, name)!, path, {});

/** The cells of a Parquet file as text. */
async function cellsOf(bytes: Uint8Array): Promise<string> {
  const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer, compressors });
  return JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value));
}

describe('text', () => {
  const text = formatById(FORMATS, 'text')!;

  async function folderOf(texts: readonly string[]) {
    const root = join(folder.path, `texts-${Math.floor(performance.now() * 1000)}`);
    mkdirSync(join(root, 'package'), { recursive: true });
    for (const [at, content] of texts.entries())
      writeFileSync(join(root, 'package', `${String(at).padStart(3, '0')}.md`), content);
    const { inputs } = await listInputs([root], { formats: FORMATS });
    expect(inputs).toHaveLength(1);
    return inputs[0]!;
  }

  it('gives one record per file, whatever the text, in one split or many', async () => {
    const aText = aString(1).filter((content) => !/^\ufeff|\u0000/.test(content));
    await fc.assert(
      fc.asyncProperty(fc.array(aText, { minLength: 1, maxLength: 10 }), async (texts) => {
        const input = await folderOf(texts);
        const items = await readAll(text, input);
        expect(items).toEqual(
          texts.map((content, at) =>
            expect.objectContaining({
              text: content,
              id: `package/${String(at).padStart(3, '0')}.md`,
              source: 'package',
            }),
          ),
        );
        const parts = await readAll(text, input, settings({ splitBytes: 1 }));
        expect(parts.map(withoutOrdinal)).toEqual(items.map(withoutOrdinal));
      }),
      { numRuns: 20, seed: 3 },
    );
  });

  it('gives those of its files that are wanted as it gives them among all', async () => {
    const input = await folderOf(Array.from({ length: 150 }, (_, at) => (at % 7 === 3 ? '' : `text ${at}`)));
    await expectWanted(text, input, settings({ splitBytes: 300 }));
  });

  it('copies files byte for byte and says beside them where they came from', async () => {
    const input = await folderOf(['\ufeffmark\r\n', 'second', '']);
    const { bytes, copies } = await spliceAll(text, input);
    expect([...copies].map(([name, content]) => [name, Buffer.from(content).toString()])).toEqual([
      ['admit/package/000.md', '\ufeffmark\r\n'],
      ['admit/package/001.md', 'second'],
    ]);
    const lines = bytes.get('admit')!.toString().trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(['package/000.md', 'package/001.md']);
    expect(JSON.parse(lines[0]!).freckle.decision).toBe('admit');
  });
});

function withoutOrdinal(item: ReadItem): unknown {
  const { ordinal: _ordinal, ...rest } = item;
  return rest;
}

const unpacked = (bytes: Buffer): string =>
  (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');

/** Reads some of the items alone, of every split; any others that come along stand in order with them. */
async function expectWanted(format: Format, input: InputFile, using: FormatSettings): Promise<void> {
  for (const split of await format.plan(input, using)) {
    const all: ReadItem[] = [];
    for await (const batch of format.read(input, split, using)) all.push(...batch);
    for (const isWanted of [
      () => false,
      (at: number) => at === 0,
      (at: number) => at === all.length - 1,
      (at: number) => at % 3 === 1,
    ]) {
      const wanted = Int32Array.from(all.keys()).filter(isWanted);
      const given: ReadItem[] = [];
      for await (const batch of format.read(input, split, using, wanted)) given.push(...batch);
      expect(given.filter(({ ordinal }) => isWanted(ordinal))).toEqual(all.filter((_, at) => isWanted(at)));
      const ordinals = given.map(({ ordinal }) => ordinal);
      expect(ordinals).toEqual(ordinals.toSorted((a, b) => a - b));
    }
  }
}
