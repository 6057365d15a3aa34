import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { ImageRecord } from '../../src/core/record.js';

/** One chunk of a PNG, with its checksum. */
export function pngChunk(type: string, data: Uint8Array): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  Buffer.from(data).copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

export const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

export interface PngOptions {
  readonly width: number;
  readonly height: number;
  /** 3: RGB, 4: RGB + alpha. */
  readonly channels?: 3 | 4;
  /** Samples; black where left out. */
  readonly pixels?: Uint8Array;
  /** Chunks before the picture's data. */
  readonly before?: readonly Buffer[];
  /** Chunks behind it. */
  readonly after?: readonly Buffer[];
  /** Size that the header claims instead of the true one. */
  readonly claimed?: readonly [width: number, height: number];
}

/** A whole PNG of 8 bits per sample. */
export function png({
  width,
  height,
  channels = 3,
  pixels,
  before = [],
  after = [],
  claimed,
}: PngOptions): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(claimed?.[0] ?? width, 0);
  header.writeUInt32BE(claimed?.[1] ?? height, 4);
  header.set([8, channels === 3 ? 2 : 6, 0, 0, 0], 8);
  const row = width * channels;
  const raw = Buffer.alloc((row + 1) * height);
  if (pixels !== undefined)
    for (let y = 0; y < height; y++) raw.set(pixels.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  return Buffer.concat([
    PNG_SIGNATURE,
    pngChunk('IHDR', header),
    ...before,
    pngChunk('IDAT', deflateSync(raw)),
    ...after,
    pngChunk('IEND', new Uint8Array()),
  ]);
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

export const textChunk = (key: string, text: string): Buffer => pngChunk('tEXt', latin1(`${key}\0${text}`));
export const compressedChunk = (key: string, text: string): Buffer =>
  pngChunk('zTXt', Buffer.concat([latin1(`${key}\0\0`), deflateSync(text)]));
export const internationalChunk = (key: string, text: string, isCompressed = false): Buffer =>
  pngChunk(
    'iTXt',
    Buffer.concat([
      latin1(`${key}\0${isCompressed ? '\x01' : '\0'}\0en\0\0`),
      isCompressed ? deflateSync(text) : Buffer.from(text),
    ]),
  );

/** A TIFF block with ASCII fields in its first directory and a UserComment in its EXIF directory. */
export function tiff(
  fields: readonly (readonly [tag: number, text: string])[],
  userComment?: Buffer,
  littleEndian = true,
): Buffer {
  const all = [...fields.map(([tag, text]) => ({ tag, type: 2, data: Buffer.from(`${text}\0`) }))];
  const count = all.length + (userComment === undefined ? 0 : 1);
  const block = Buffer.alloc(8 + 2 + count * 12 + 4);
  const exifAt = block.length + all.reduce((sum, { data }) => sum + data.length, 0);
  const u16 = (value: number, at: number, into = block) =>
    littleEndian ? into.writeUInt16LE(value, at) : into.writeUInt16BE(value, at);
  const u32 = (value: number, at: number, into = block) =>
    littleEndian ? into.writeUInt32LE(value, at) : into.writeUInt32BE(value, at);
  block.write(littleEndian ? 'II' : 'MM', 0, 'latin1');
  u16(42, 2);
  u32(8, 4);
  u16(count, 8);
  let at = 10;
  let dataAt = block.length;
  for (const { tag, type, data } of all) {
    u16(tag, at);
    u16(type, at + 2);
    u32(data.length, at + 4);
    if (data.length <= 4) data.copy(block, at + 8);
    else u32(dataAt, at + 8);
    dataAt += data.length;
    at += 12;
  }
  if (userComment === undefined) return Buffer.concat([block, ...all.map(({ data }) => data)]);
  u16(0x8769, at);
  u16(4, at + 2);
  u32(1, at + 4);
  u32(exifAt, at + 8);
  const exif = Buffer.alloc(2 + 12 + 4);
  u16(1, 0, exif);
  u16(0x9286, 2, exif);
  u16(7, 4, exif);
  u32(userComment.length, 6, exif);
  u32(exifAt + exif.length, 10, exif);
  return Buffer.concat([block, ...all.map(({ data }) => data), exif, userComment]);
}

export const asciiComment = (text: string): Buffer =>
  Buffer.concat([latin1('ASCII\0\0\0'), Buffer.from(text)]);
export const unicodeComment = (text: string, littleEndian: boolean): Buffer => {
  const body = Buffer.from(text, 'utf16le');
  return Buffer.concat([latin1('UNICODE\0'), littleEndian ? body : body.swap16()]);
};

/** Puts an APP1 segment behind the start of a JPEG. */
export function withSegment(jpeg: Uint8Array, marker: number, body: Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

export const xmpPacket = (inside: string, namespaces: string): string =>
  `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" ${namespaces}>${inside}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

export const imageRecord = (bytes: Uint8Array, name = 'picture.png'): ImageRecord => ({
  modality: 'image',
  ordinal: 0,
  position: { file: name },
  id: name,
  source: 'test',
  url: null,
  date: null,
  language: null,
  declaredOrigin: null,
  declaredOriginText: null,
  label: null,
  facets: [],
  caption: null,
  bytes,
  name,
});

/** A tar archive in the ustar format. */
export function tar(files: readonly (readonly [name: string, content: Uint8Array | string])[]): Buffer {
  const blocks = files.flatMap(([name, content]) => {
    const data = Buffer.from(content as Uint8Array);
    const header = Buffer.alloc(512);
    header.write(name, 0, 'latin1');
    header.write('0000644\x000000000\x000000000\x00', 100, 'latin1');
    header.write(`${data.length.toString(8).padStart(11, '0')}\x0000000000000\x00        0`, 124, 'latin1');
    header.write('ustar\x0000', 257, 'latin1');
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
      'latin1',
    );
    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

let packedZeros: Buffer | null = null;

/** A header that claims a size, and data that unpacks to megabytes of zeros. */
export function bomb(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  packedZeros ??= deflateSync(Buffer.alloc(32 << 20));
  return Buffer.concat([
    PNG_SIGNATURE,
    pngChunk('IHDR', header),
    pngChunk('IDAT', packedZeros),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Noise round a colour, as a camera has it. */
export const photo = () =>
  sharp({
    create: {
      width: 300,
      height: 280,
      channels: 3,
      background: '#336699',
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    },
  });
