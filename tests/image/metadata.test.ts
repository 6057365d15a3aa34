import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readExif } from '../../src/image/exif.js';
import { createImageReading } from '../../src/image/index.js';
import { readXmp } from '../../src/image/xmp.js';
import { randomFrom } from '../../src/math/random.js';
import {
  asciiComment,
  compressedChunk,
  internationalChunk,
  png,
  pngChunk,
  textChunk,
  tiff,
  unicodeComment,
  withSegment,
  xmpPacket,
} from './fixtures.js';

const metadataOf = (bytes: Uint8Array) => createImageReading(bytes).metadata();
const textsOf = async (bytes: Uint8Array) =>
  (await metadataOf(bytes)).entries.map(({ key, text }) => [key, text]);
const blank = sharp({ create: { width: 40, height: 30, channels: 3, background: '#808080' } });

describe('PNG text', () => {
  it('is read from tEXt, zTXt and iTXt, compressed or not, before and behind the picture', async () => {
    const bytes = png({
      width: 2,
      height: 2,
      before: [textChunk('a', 'plain'), compressedChunk('b', 'packed')],
      after: [internationalChunk('c', 'Grüße 世界'), internationalChunk('d', 'packed 世界', true)],
    });
    expect(await textsOf(bytes)).toEqual([
      ['a', 'plain'],
      ['b', 'packed'],
      ['c', 'Grüße 世界'],
      ['d', 'packed 世界'],
    ]);
  });

  it('is UTF-8 where that is valid and Latin-1 where not', async () => {
    const utf8 = pngChunk('tEXt', Buffer.from('key\0テスト'));
    expect(await textsOf(png({ width: 2, height: 2, before: [utf8, textChunk('key', 'caf\xe9')] }))).toEqual([
      ['key', 'テスト'],
      ['key', 'café'],
    ]);
  });

  it('that unpacks to gigabytes costs four megabytes', async () => {
    const bomb = compressedChunk('parameters', 'a'.repeat(64 << 20));
    const { entries } = await metadataOf(png({ width: 2, height: 2, before: [bomb] }));
    expect(entries[0]!.text.length).toBe(4 << 20);
  });

  it('says where in the file it stands', async () => {
    const bytes = png({ width: 2, height: 2, before: [textChunk('a', 'plain')] });
    const { start, end } = (await metadataOf(bytes)).entries[0]!;
    expect(bytes.toString('latin1', start, end)).toBe('a\0plain');
  });
});

describe('EXIF', () => {
  it.each([true, false])('is read in both byte orders (little-endian: %s)', (littleEndian) => {
    const block = tiff(
      [
        [0x0131, 'a program'],
        [0x013b, 'me'],
      ],
      asciiComment('a comment'),
      littleEndian,
    );
    expect(readExif(block)).toEqual([
      { name: 'Software', text: 'a program' },
      { name: 'Artist', text: 'me' },
      { name: 'UserComment', text: 'a comment' },
    ]);
  });

  it('reads UTF-16 comments in the byte order they have, whatever the file says', () => {
    for (const comment of [true, false])
      for (const file of [true, false])
        expect(readExif(tiff([], unicodeComment('a cat, テスト', comment), file))).toEqual([
          { name: 'UserComment', text: 'a cat, テスト' },
        ]);
  });

  it('ends where a directory points at itself', () => {
    const block = tiff([], asciiComment('x'));
    block.writeUInt32LE(8, 10 + 8);
    expect(readExif(block)).toEqual([]);
  });

  it('and XMP are found in JPEG, WebP, AVIF and PNG, comments in JPEG and GIF', async () => {
    const packet = xmpPacket('<a:Tool>one</a:Tool>', 'xmlns:a="urn:a/"');
    const picture = blank
      .clone()
      .withExif({ IFD0: { ImageDescription: 'described' } })
      .withXmp(packet);
    for (const bytes of [
      await picture.clone().jpeg().toBuffer(),
      await picture.clone().webp().toBuffer(),
      await picture.clone().avif({ effort: 0 }).toBuffer(),
      await picture.clone().png().toBuffer(),
    ]) {
      const metadata = await metadataOf(bytes);
      expect([metadata.width, metadata.height, metadata.isWhole]).toEqual([40, 30, true]);
      expect(metadata.entries.map(({ text }) => text)).toContain('described');
      expect(metadata.xmp.flatMap(({ properties }) => properties)).toContainEqual({
        namespace: 'urn:a/',
        name: 'Tool',
        value: 'one',
      });
    }
    const jpeg = withSegment(await blank.clone().jpeg().toBuffer(), 0xfe, Buffer.from('a comment'));
    expect(await textsOf(jpeg)).toContainEqual(['comment', 'a comment']);
    const gif = await blank.clone().gif().toBuffer();
    const comment = Buffer.from('\x21\xfe\x05split\x04 two\0', 'latin1');
    // Behind the colour table, before the first picture.
    const at = gif.indexOf(0x21, 13);
    const commented = Buffer.concat([gif.subarray(0, at), comment, gif.subarray(at)]);
    expect(await textsOf(commented)).toContainEqual(['comment', 'split two']);
  });
});

describe('XMP', () => {
  it('is read from elements, attributes, lists and resources, entities resolved, prefixes by namespace', () => {
    const packet = xmpPacket(
      '<q:One>1 &lt; 2 &#x4e16;</q:One><q:List><rdf:Seq><rdf:li>x</rdf:li><rdf:li>y</rdf:li></rdf:Seq></q:List><q:Ref rdf:resource="http://r/"/>',
      'xmlns:q="urn:q/" q:Two="{&quot;a&quot;:1}"',
    );
    expect(readXmp(packet).filter(({ namespace }) => namespace === 'urn:q/')).toEqual([
      { namespace: 'urn:q/', name: 'Two', value: '{"a":1}' },
      { namespace: 'urn:q/', name: 'One', value: '1 < 2 世' },
      { namespace: 'urn:q/', name: 'List', value: 'x' },
      { namespace: 'urn:q/', name: 'List', value: 'y' },
      { namespace: 'urn:q/', name: 'Ref', value: 'http://r/' },
    ]);
  });

  it.each([
    ['an open quote', `<a b="${'x'.repeat(1 << 20)}`],
    ['tags without end', '<a '.repeat(1 << 18)],
    ['equals signs', `<a ${'= '.repeat(1 << 18)}>`],
    ['deep nesting', '<a:b>'.repeat(1 << 17)],
    ['names without values', `<a ${'n'.repeat(1 << 20)}>`],
  ])('of %s is read in linear time', (_, packet) => {
    expect(readXmp(packet)).toEqual([]);
  });
});

it('an SVG, a PDF and a web page are no images, whatever they are called', async () => {
  for (const text of [
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    '%PDF-1.7 and more bytes',
    '<html><body>hello',
  ])
    expect(createImageReading(Buffer.from(text)).format).toBeNull();
});

it('mutated files of every container are read without an exception', async () => {
  const random = randomFrom('mutants');
  const packet = xmpPacket('<a:Tool>one</a:Tool>', 'xmlns:a="urn:a/"');
  const picture = blank
    .clone()
    .withExif({ IFD0: { ImageDescription: 'described' } })
    .withXmp(packet);
  const seeds = await Promise.all([
    picture.clone().jpeg().toBuffer(),
    picture.clone().webp().toBuffer(),
    picture.clone().avif({ effort: 0 }).toBuffer(),
    picture.clone().png().toBuffer(),
    picture.clone().gif().toBuffer(),
  ]);
  let whole = 0;
  for (let index = 0; index < 2000; index++) {
    const mutant = Buffer.from(seeds[index % seeds.length]!);
    for (let change = random.integer(6); change >= 0; change--)
      mutant[12 + random.integer(mutant.length - 12)] = [0, 1, 0x7f, 0x80, 0xff][random.integer(5)]!;
    const cut = random.uniform() < 0.3 ? mutant.subarray(0, random.integer(mutant.length)) : mutant;
    if ((await metadataOf(cut)).isWhole) whole++;
  }
  expect(whole).toBeGreaterThan(100);
  expect(whole).toBeLessThan(2000);
});
