import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../src/core/measurement.js';
import { DEFAULT_SIGNAL_SETTINGS } from '../../src/core/signal.js';
import { faultOfDecoder } from '../../src/image/decode.js';
import { createImageReading } from '../../src/image/index.js';
import { IMAGE_SIGNALS } from '../../src/signals/image/index.js';
import { bomb, imageRecord, PNG_SIGNATURE, photo } from './fixtures.js';

const measureAll = async (bytes: Uint8Array, name = 'picture.png') => {
  const reading = createImageReading(bytes);
  const record = imageRecord(bytes, name);
  const found: { [id: string]: Measurement } = {};
  for (const signal of IMAGE_SIGNALS)
    found[signal.id] = await signal.measure(reading, record, DEFAULT_SIGNAL_SETTINGS);
  return found;
};
describe('hostile images', () => {
  it('have the same fault in every run, whatever words the decoder has left for it', () => {
    const [own, none, other] = ['VipsJpeg: premature end of JPEG image', 'Unknown error', 'webp: unable'].map(
      (message) => faultOfDecoder(new Error(message)),
    );
    expect(none).toEqual(own);
    expect(other).toEqual(own);
    expect(own!.fault).toBe('damaged');
    expect(faultOfDecoder(new Error('Input image exceeds pixel limit')).fault).toBe('too-large');
  });

  it.each([
    ['60,000 pixels a side', bomb(60_000, 60_000), 'too-large'],
    ['one side of 60,000', bomb(60_000, 1), 'too-large'],
    ['the largest claim', bomb(0xffffffff, 0xffffffff), 'too-large'],
    ['no pixels', bomb(0, 5), 'damaged'],
    ['data for another size', bomb(4000, 9000), 'damaged'],
    ['nothing but a signature', Buffer.concat([PNG_SIGNATURE, Buffer.alloc(8)]), 'damaged'],
  ])('with %s are bounded and said to be so', async (_, bytes, expected) => {
    const { 'image-integrity': integrity, 'image-entropy': entropy } = await measureAll(bytes);
    expect(integrity!.value).toBe(expected);
    expect(entropy).toMatchObject({ value: null, why: expect.stringContaining('not decoded') });
  });

  it('that break off are damaged in every format', async () => {
    for (const bytes of [
      await photo().jpeg().toBuffer(),
      await photo().png().toBuffer(),
      await photo().webp().toBuffer(),
      await photo().avif({ effort: 0 }).toBuffer(),
      await photo().gif().toBuffer(),
    ]) {
      expect((await measureAll(bytes))['image-integrity']!.value).toBe('whole');
      const half = bytes.subarray(0, Math.floor(bytes.length * 0.6));
      expect((await measureAll(half))['image-integrity']!.value).toBe('damaged');
    }
  });

  it('with a wrong ending are read as what they are, and said to be so', async () => {
    const jpeg = await photo().jpeg().toBuffer();
    const wrong = await measureAll(jpeg, 'photo.PNG');
    expect(wrong['image-format']!.value).toBe('jpeg');
    expect(wrong['image-extension']!.value).toBe('wrong');
    expect((await measureAll(jpeg, 'photo.jpeg'))['image-extension']!.value).toBe('right');
    expect((await measureAll(jpeg, 'photo'))['image-extension']!.value).toBe('none');
  });
});
