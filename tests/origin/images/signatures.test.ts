import { generateKeyPairSync, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createImageReading, isDecoded } from '../../../src/image/index.js';
import { randomFrom } from '../../../src/math/random.js';
import { pythonJsonWithout, verifyNovelai } from '../../../src/origin/declared/images/novelai-signature.js';
import { png } from '../../image/fixtures.js';
import { notesOf, signalValue } from './open-data.js';

const WIDTH = 96;
const HEIGHT = 64;
const random = randomFrom('pixels');
const samples = (channels: number) =>
  Uint8Array.from({ length: WIDTH * HEIGHT * channels }, (_, at) =>
    at % 4 === 3 && channels === 4 ? 254 : random.integer(256),
  );

/** Hides bytes as the extension does: column by column, highest bit first. */
function hide(pixels: Uint8Array, channels: 3 | 4, magic: string, payload: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(payload.length * 8);
  const message = Buffer.concat([Buffer.from(magic), length, payload]);
  const marked = pixels.slice();
  for (let bit = 0; bit < message.length * 8; bit++) {
    const value = (message[bit >> 3]! >> (7 - (bit & 7))) & 1;
    const index = channels === 4 ? bit : Math.floor(bit / 3);
    const pixel = (index % HEIGHT) * WIDTH + Math.floor(index / HEIGHT);
    const at = pixel * channels + (channels === 4 ? 3 : bit % 3);
    marked[at] = (marked[at]! & 0xfe) | value;
  }
  return marked;
}

describe('stealth metadata', () => {
  const infotext = 'a hidden cat\nSteps: 20, Sampler: Euler, Seed: 1, CFG scale: 7, Model: m';
  it.each([
    ['stealth_pnginfo', 4, Buffer.from(infotext)],
    ['stealth_pngcomp', 4, gzipSync(infotext)],
    ['stealth_rgbinfo', 3, Buffer.from(infotext)],
    ['stealth_rgbcomp', 3, gzipSync(infotext)],
  ] as const)('%s is read out of the lowest bits', async (magic, channels, payload) => {
    const pixels = hide(samples(channels), channels, magic, payload);
    const bytes = png({ width: WIDTH, height: HEIGHT, channels, pixels });
    expect(await signalValue('image-generator', bytes)).toBe('automatic1111');
    expect(await notesOf('image-generator', bytes)).toContain('prompt: a hidden cat');
    const webp = await sharp(bytes).webp({ lossless: true, exact: true }).toBuffer();
    expect(await signalValue('image-generator', webp)).toBe('automatic1111');
  });

  it('with a length beyond the picture, a false stream or a bomb is nothing', async () => {
    for (const payload of [Buffer.alloc(100, 0x55), gzipSync(Buffer.alloc(64 << 20)).subarray(0, 500)]) {
      const pixels = hide(samples(4), 4, 'stealth_pngcomp', payload);
      expect(
        await signalValue('image-generator', png({ width: WIDTH, height: HEIGHT, channels: 4, pixels })),
      ).toBeNull();
    }
    const pixels = hide(samples(4), 4, 'stealth_pnginfo', Buffer.alloc(0));
    // The length's own bits are the next 32 of the alpha channel: all ones.
    for (let bit = 120; bit < 152; bit++)
      pixels[((bit % HEIGHT) * WIDTH + Math.floor(bit / HEIGHT)) * 4 + 3]! |= 1;
    expect(
      await signalValue('image-generator', png({ width: WIDTH, height: HEIGHT, channels: 4, pixels })),
    ).toBeNull();
  });
});

describe('the NovelAI signature', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  // As Python's json.dumps writes it: floats keep their point, other than ASCII is escaped.
  const signedPart =
    '{"prompt": "caf\\u00e9 \\ud83d\\ude00 \\u007f", "steps": 28, "noise": 0.0, "scale": 1e-05, "list": [1, {"a": null}], "sampler": "k_euler"}';
  const comment = (hash: string) => `${signedPart.slice(0, -1)}, "signed_hash": "${hash}"}`;
  const decoded = async (bytes: Uint8Array) => {
    const pixels = await createImageReading(bytes).pixels();
    if (!isDecoded(pixels)) throw new Error(pixels.why);
    return pixels;
  };

  it('holds for the pixels and the comment that were signed, with alpha or without, and for nothing else', async () => {
    for (const channels of [3, 4] as const) {
      const pixels = samples(channels);
      const rgb = Buffer.from(pixels.filter((_, at) => channels === 3 || at % 4 !== 3));
      const hash = sign(null, Buffer.concat([rgb, Buffer.from(signedPart)]), privateKey).toString('base64');
      const picture = await decoded(png({ width: WIDTH, height: HEIGHT, channels, pixels }));
      const verdict = (text: string, at = picture) => verifyNovelai([{ text }], at, publicKey);
      expect(verdict(comment(hash))).toBe('verified');
      expect(verdict(JSON.stringify({ Comment: comment(hash) }))).toBe('verified');
      expect(verdict(comment(hash).replace('28', '29'))).toBe('mismatch');
      expect(verdict(signedPart)).toBe('absent');
      const other = Uint8Array.from(picture.data);
      other[100]! ^= 1;
      expect(verdict(comment(hash), { ...picture, data: other })).toBe('mismatch');
      expect(
        verifyNovelai([{ text: comment(hash) }], picture, generateKeyPairSync('ed25519').publicKey),
      ).toBe('mismatch');
    }
  });

  it('is over the JSON that Python writes', () => {
    // json.dumps(json.loads('{"b":[1,2.50],"x":"é\u007f\\n","s":1,"a":{"s":true}}')) without "s"
    expect(pythonJsonWithout('{"b":[1,2.5],"x":"é\u007f\\n","s":1,"a":{"s":true}}', 's')).toBe(
      '{"b": [1, 2.5], "x": "\\u00e9\\u007f\\n", "a": {"s": true}}',
    );
    expect(pythonJsonWithout('{ }', 's')).toBe('{}');
  });
});
