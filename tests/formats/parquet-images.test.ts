import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import type { ImageRecord, ReadItem } from '../../src/core/record.js';
import { FORMATS, formatById, listInputs } from '../../src/formats/index.js';
import { parquet } from '../../src/formats/parquet.js';
import { parquetImages } from '../../src/formats/parquet-images.js';
import { png, tar, textChunk } from '../image/fixtures.js';
import { imageParquet } from './encoders.js';
import { readAll, settings, TestFolder } from './support.js';

const folder = new TestFolder();
afterAll(() => folder.remove());

const pictures = Array.from({ length: 9 }, (_, at) =>
  png({ width: 4 + at, height: 5, before: [textChunk('Comment', `picture ${at}`)] }),
);
const ABOUT = { source: 'album', label: '7', url: 'https://example.org/p', date: '2021-05-06' };
const rows = pictures.map((bytes, at) => ({
  image: { bytes, path: `${at}.png` },
  caption: `what ${at} shows`,
  ...ABOUT,
  is_synthetic: 'true',
}));

const formatOf = async (bytes: Uint8Array, columns = {}) => {
  const { path } = folder.write('.parquet', bytes);
  const { inputs } = await listInputs([path], { formats: FORMATS, columns });
  return inputs[0]!.format;
};

describe('Parquet of images', () => {
  it('gives a row as an image with its name, caption, label, source, address, date and declared origin', async () => {
    const items = await readAll(parquetImages, folder.write('.parquet', imageParquet(rows)));
    expect(items).toHaveLength(9);
    expect(items[8]).toMatchObject({
      modality: 'image',
      position: { row: 8 },
      id: '8.png',
      name: '8.png',
      caption: 'what 8 shows',
      ...ABOUT,
      declaredOrigin: 'synthetic',
      declaredOriginText: 'is_synthetic: true',
    });
    for (const [at, item] of items.entries())
      expect(Buffer.from((item as ImageRecord).bytes).equals(pictures[at]!)).toBe(true);
  });

  it('gives the same corpus as a folder and an archive', async () => {
    const root = join(folder.path, 'album');
    mkdirSync(root);
    for (const [at, bytes] of pictures.entries()) writeFileSync(join(root, `${at}.png`), bytes);
    const json = JSON.stringify({ ...ABOUT, is_synthetic: true });
    const archive = tar(
      pictures.flatMap((bytes, at) => [
        [`${at}.png`, bytes],
        [`${at}.txt`, `what ${at} shows`],
        [`${at}.json`, json],
      ]),
    );
    const table = imageParquet(rows.map((row, at) => ({ ...row, id: `${at}` })));
    const inputs = [
      (await listInputs([root], { formats: FORMATS })).inputs[0]!,
      { ...folder.write('.tar', archive), format: 'webdataset' },
      { ...folder.write('.parquet', table), format: 'parquet-images' },
    ];
    const [files, samples, cells] = await Promise.all(
      inputs.map((input) => readAll(formatById(FORMATS, input.format)!, input)),
    );
    const without = (item: ReadItem) => ({ ...item, position: null, bytes: hexOf(item) });
    expect(cells!.map(without)).toEqual(samples!.map(without));
    // A folder knows no more than names and bytes.
    const known = (item: ReadItem) =>
      item.modality === 'image' ? [item.name, item.source, hexOf(item)] : item;
    expect(files!.map(known)).toEqual(cells!.map(known));
  });

  it('gives the same items with one split and with many', async () => {
    const input = folder.write('.parquet', imageParquet(rows, 2));
    const without = (item: ReadItem) => ({ ...item, ordinal: null });
    const whole = await readAll(parquetImages, input, settings({ splitBytes: 2 ** 40 }));
    const parts = await readAll(parquetImages, input, settings({ splitBytes: 1 }));
    expect(await parquetImages.plan(input, settings({ splitBytes: 1 }))).toHaveLength(5);
    expect(parts.map(without)).toEqual(whole.map(without));
  });

  it('turns every broken cell into an item with position and reason, and continues after it', async () => {
    const broken = [
      { image: { bytes: pictures[0]!, path: 'fine.png' } },
      { image: null },
      { image: { bytes: null, path: 'elsewhere.png' } },
      { image: { bytes: new Uint8Array(0), path: null } },
      { image: { bytes: Buffer.from('<svg/>'), path: 'drawing.png' } },
      { image: { bytes: Buffer.concat([pictures[0]!, Buffer.alloc(2000)]), path: null } },
      { image: { bytes: pictures[1]!, path: null } },
    ];
    const input = folder.write('.parquet', imageParquet(broken));
    const items = await readAll(parquetImages, input, settings({ maxRecordBytes: 1000 }));
    expect(items.map((item) => (item.modality === 'unreadable' ? item.code : item.id))).toEqual([
      'fine.png',
      'missing-image',
      'missing-image',
      'missing-image',
      'not-an-image',
      'record-too-long',
      null,
    ]);
    expect(items[2]).toMatchObject({
      position: { row: 2 },
      message: expect.stringContaining('found only the file name "elsewhere.png"'),
    });
    expect(items[4]).toMatchObject({ excerpt: '<svg/>' });
  });

  it('loses only the rest of the row group to a damaged page', async () => {
    const bytes = imageParquet(rows, 3);
    const damaged = Buffer.from(bytes);
    // The length before the picture's bytes.
    damaged.writeUInt32LE(0xffff_ffff, bytes.indexOf(pictures[4]!) - 4);
    const items = await readAll(parquetImages, folder.write('.parquet', damaged));
    const ids = items.map((item) => (item.modality === 'unreadable' ? item.code : item.id));
    expect(ids.slice(0, 3)).toEqual(['0.png', '1.png', '2.png']);
    expect(ids.slice(-3)).toEqual(['6.png', '7.png', '8.png']);
    expect(ids).toContain('malformed-parquet');
  });
});

describe('a Parquet file is', () => {
  const texts = { name: 'text', data: ['a', 'b'], type: 'STRING' as const };
  const bytes = (name: string) => ({ name, data: [pictures[0]!, pictures[1]!], type: 'BYTE_ARRAY' as const });
  const file = (...columnData: Parameters<typeof parquetWriteBuffer>[0]['columnData']) =>
    new Uint8Array(parquetWriteBuffer({ columnData }));

  it('one of images if a column with a common name holds bytes, with or without texts', async () => {
    expect(await formatOf(file(bytes('image')))).toBe('parquet-images');
    expect(await formatOf(file(texts, bytes('JPG')))).toBe('parquet-images');
    expect(await formatOf(imageParquet(rows))).toBe('parquet-images');
  });

  it('one of texts if that column holds strings, is absent, or the file is damaged', async () => {
    expect(await formatOf(file(texts, { ...texts, name: 'image' }))).toBe('parquet');
    expect(await formatOf(file(texts, bytes('thumbnail')))).toBe('parquet');
    expect(await formatOf(imageParquet(rows).subarray(0, 300))).toBe('parquet');
  });

  it('of the kind that the user names', async () => {
    const both = file(texts, bytes('image'), bytes('thumbnail'));
    expect(await formatOf(both, { text: 'text' })).toBe('parquet');
    expect(await formatOf(both, { image: 'thumbnail', text: 'text' })).toBe('parquet-images');
    const input = folder.write('.parquet', both);
    const columns = { image: 'thumbnail', text: 'text' };
    expect(await readAll(parquetImages, input, settings({ columns }))).toMatchObject([
      { caption: 'a' },
      { caption: 'b' },
    ]);
    const missing = await readAll(parquetImages, input, settings({ columns: { image: 'nothing' } }));
    expect(missing).toMatchObject([
      { code: 'missing-image', message: expect.stringContaining('"nothing"') },
      { code: 'missing-image' },
    ]);
    expect(await readAll(parquet, input)).toMatchObject([{ text: 'a' }, { text: 'b' }]);
  });

  it('one of images if a path through structs leads to bytes', async () => {
    const input = folder.write('.parquet', readFileSync(folder.write('.parquet', imageParquet(rows)).path));
    const columns = { image: 'image.bytes' };
    const items = await readAll(parquetImages, input, settings({ columns }));
    expect(items[3]).toMatchObject({ modality: 'image', name: '', caption: 'what 3 shows' });
  });
});

const hexOf = (item: ReadItem): string | null =>
  item.modality === 'image' ? Buffer.from(item.bytes).toString('hex') : null;
