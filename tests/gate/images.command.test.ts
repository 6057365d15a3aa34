import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ImageRecord } from '../../src/core/record.js';
import { parquetImages } from '../../src/formats/parquet-images.js';
import type { ReportData } from '../../src/report/data.js';
import { imageParquet } from '../formats/encoders.js';
import { readAll } from '../formats/support.js';
import { bomb } from '../image/fixtures.js';
import { freckle } from '../support/cli.js';
import { madeRecords, temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('images');

/** A picture of its own for every seed: soft hills of colour. */
async function hills(seed: number, side = 160): Promise<Sharp> {
  const data = Buffer.alloc(side * side * 3);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      for (let channel = 0; channel < 3; channel++) {
        const wave = (step: number) =>
          Math.sin((x * ((seed * 7 + step * 3) % 11)) / 40 + step) *
          Math.cos((y * ((seed * 5 + step * 2) % 13)) / 40 + channel / 9);
        data[(y * side + x) * 3 + channel] = 128 + 40 * (wave(1) + wave(2) + wave(3));
      }
  return sharp(data, { raw: { width: side, height: side, channels: 3 } });
}

const jpeg = async (seed: number, quality = 92) => (await hills(seed)).jpeg({ quality }).toBuffer();
const names = ['first', 'again', 'same', 'other', 'broken', 'bomb', 'called.png', 'none'] as const;

async function rows() {
  const pictures: { readonly [name in (typeof names)[number]]: Buffer | null } = {
    first: await jpeg(1),
    again: await (await hills(1)).resize(120).webp({ quality: 80 }).toBuffer(),
    same: await jpeg(1),
    other: await jpeg(2),
    broken: (await jpeg(3)).subarray(0, 2000),
    bomb: bomb(50_000, 50_000),
    'called.png': await jpeg(4),
    none: null,
  };
  return names.map((name, at) => ({
    image: { bytes: pictures[name], path: name },
    caption: `picture ${at}`,
    source: at < 2 ? 'old' : 'new',
    date: at === 0 ? '2001-01-01' : null,
    camera: `camera ${at}`,
  }));
}

interface Decided {
  readonly freckle: { readonly decision: string; readonly reasons: readonly string[] };
  readonly id: string;
  readonly image: { readonly base64: string };
}

async function vet(out: string, ...args: string[]): Promise<ReportData> {
  const result = await freckle(['vet', ...args, '--out', out, '--quiet'], { cwd: folder });
  expect(result.stderr).toBe('');
  return reportOf(out);
}

const reportOf = (out: string): ReportData =>
  JSON.parse(readFileSync(join(folder, out, 'report.json'), 'utf8')) as ReportData;

const linesOf = (out: string, decision: string, name: string): Decided[] =>
  readFileSync(join(folder, out, decision, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Decided);

beforeAll(async () => {
  writeFileSync(join(folder, 'album.parquet'), imageParquet(await rows()));
  writeFileSync(join(folder, 'texts.jsonl'), toJsonl(madeRecords(30, 'beside images')));
  await vet('own', 'album.parquet');
});

describe('a Parquet file of images, vetted', () => {
  test('loses copies, damage and bombs by the default policy, and labels wrong endings', async () => {
    const report = await vet('json', 'album.parquet', '--to', 'jsonl');
    const decided = ['admitted', 'rejected'].flatMap((decision) => linesOf('json', decision, 'album.jsonl'));
    const reasons = Object.fromEntries(decided.map(({ id, freckle: { reasons: list } }) => [id, list]));
    expect(reasons).toEqual({
      first: ['none'],
      again: ['near-copy-of-image'],
      same: ['exact-copy'],
      other: ['none'],
      broken: ['damaged-image'],
      bomb: ['image-bomb'],
      'called.png': ['wrong-image-ending'],
    });
    expect(report.counts).toEqual({ read: 8, admitted: 3, quarantined: 0, rejected: 4, unreadable: 1 });
    expect(report.unreadable).toMatchObject([
      { code: 'missing-image', examples: [{ position: 'album.parquet#row=7' }] },
    ]);
    const first = decided.find(({ id }) => id === 'first')!;
    expect(Buffer.from(first.image.base64, 'base64').equals(await jpeg(1))).toBe(true);
  });

  test('asks it no question about texts, and texts none about images', async () => {
    const of = (report: ReportData, id: string) => report.rules.find((rule) => rule.id === id)!;
    const images = reportOf('own');
    expect(of(images, 'few-words')).toMatchObject({ evaluated: 0, unknown: 0 });
    expect(of(images, 'damaged-image')).toMatchObject({ evaluated: 7, unknown: 0, fired: 1 });
    expect(images.signals.map(({ id }) => id)).not.toContain('word-count');
    const whyNoShare = ({ origin: { inferredShare } }: ReportData) =>
      inferredShare.value === null && inferredShare.why;
    expect(whyNoShare(images)).toBe('The corpus has no texts to estimate it from.');
    const both = await vet('both', 'album.parquet', 'texts.jsonl');
    expect(whyNoShare(both)).toContain('freckle calibrate');
    expect(of(both, 'few-words')).toMatchObject({ evaluated: 30, unknown: 0 });
    expect(of(both, 'damaged-image')).toMatchObject({ evaluated: 7, unknown: 0, fired: 1 });
    const page = readFileSync(join(folder, 'own', 'report.html'), 'utf8');
    expect(page).toContain('Rules about other kinds of records, which applied to none here');
  });

  test('keeps all columns in its own format, and the same pictures when written as plain Parquet', async () => {
    await vet('plain', 'album.parquet', '--to', 'parquet');
    const read = async (out: string) => {
      const path = join(folder, out, 'admitted', 'album.parquet');
      const input = { path, name: 'album', source: 'album', sizeBytes: 0 };
      const settings = { columns: { facets: ['camera'] }, maxRecordBytes: 1e9, splitBytes: 1e9 };
      return (await readAll(parquetImages, input, settings)) as ImageRecord[];
    };
    const [own, plain] = [await read('own'), await read('plain')];
    expect(own.map(({ id, facets }) => [id, ...facets])).toEqual([
      ['first', 'camera 0'],
      ['other', 'camera 3'],
      ['called.png', 'camera 6'],
    ]);
    const content = ({ id, name, caption, source, date, bytes }: ImageRecord) => [
      id,
      name,
      caption,
      source,
      date,
      Buffer.from(bytes).toString('hex'),
    ];
    expect(plain.map(content)).toEqual(own.map(content));
  });

  test('is stricter under strict', async () => {
    const report = await vet('strict', 'album.parquet', '--policy', 'strict');
    const of = (id: string) => report.rules.find((rule) => rule.id === id)!;
    expect(of('wrong-image-ending')).toMatchObject({ decision: 'quarantine', fired: 1 });
    expect(of('oversized-image')).toMatchObject({ decision: 'reject', fired: 1 });
  });

  test('is shown by thumbnails of its own making, the same whoever works on it', async () => {
    await vet('by-1-worker', 'album.parquet', '--workers', '1', '--split-size', '1kB');
    await vet('by-3-workers', 'album.parquet', '--workers', '3', '--memory', '3GB', '--split-size', '1kB');
    const [one, three] = ['by-1-worker', 'by-3-workers'].map((out) =>
      readFileSync(join(folder, out, 'report.json'), 'utf8').replaceAll(out, ''),
    ) as [string, string];
    expect(three === one).toBe(true);
    const { samples, duplicates } = JSON.parse(one) as ReportData;
    const of = (id: string) => samples.find((sample) => sample.id === id)!;
    expect(of('first').picture).toMatchObject({
      format: 'jpeg',
      width: 160,
      height: 160,
      caption: 'picture 0',
    });
    expect(of('bomb').picture).toMatchObject({
      thumbnail: null,
      why: expect.stringContaining('50000 × 50000'),
    });
    expect(of('broken').picture!.evidence).toMatchObject([{ signal: 'image-integrity' }]);
    const { webp } = of('first').picture!.thumbnail!;
    const made = await sharp(Buffer.from(webp, 'base64')).metadata();
    expect(made).toMatchObject({ format: 'webp', width: 160, height: 160 });
    expect([made.exif, made.xmp, made.icc]).toEqual([undefined, undefined, undefined]);
    const cluster = duplicates.largest.find(({ kind }) => kind === 'image')!;
    expect(cluster.kept.record).toBe('album.parquet#row=0');
    expect(cluster.copies).toMatchObject([
      { record: 'album.parquet#row=1', differingBits: expect.any(Number) },
    ]);
    expect(cluster.copies[0]!.picture!.thumbnail).not.toBeNull();
    expect(duplicates.images).toEqual({ clusters: 1, copies: 1 });
  });

  test('is explained in words', async () => {
    const { stdout } = await freckle(['explain', 'own', 'again'], { cwd: folder });
    expect(stdout).toContain('bits that differ from the kept copy');
    expect(stdout).toMatch(/Picture\n {2}WEBP, 120 × 120 {2}picture 1/);
    const broken = await freckle(['explain', 'own', 'broken'], { cwd: folder });
    expect(broken.stdout).toMatch(
      /not shown: the decoder cannot read .*\n {2}image-integrity {2}the decoder cannot/,
    );
  });
});
