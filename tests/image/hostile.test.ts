import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../src/core/measurement.js';
import { DEFAULT_SIGNAL_SETTINGS } from '../../src/core/signal.js';
import { createImageReading } from '../../src/image/index.js';
import { IMAGE_SIGNALS } from '../../src/signals/image/index.js';
import { bomb, imageRecord, PNG_SIGNATURE, png } from './fixtures.js';

const measureAll = async (bytes: Uint8Array, name = 'picture.png') => {
  const reading = createImageReading(bytes);
  const record = imageRecord(bytes, name);
  const found: { [id: string]: Measurement } = {};
  for (const signal of IMAGE_SIGNALS)
    found[signal.id] = await signal.measure(reading, record, DEFAULT_SIGNAL_SETTINGS);
  return found;
};
const photo = () =>
  sharp({
    create: {
      width: 300,
      height: 280,
      channels: 3,
      background: '#336699',
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    },
  });

describe('hostile images', () => {
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

describe.each(IMAGE_SIGNALS.map((signal) => [signal.id, signal] as const))('%s', (_, signal) => {
  it('says what it is, by which formula and from where', () => {
    for (const word of [signal.title, signal.description, signal.formula, signal.source, signal.unit])
      expect(word.trim()).not.toBe('');
    expect(signal.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(Number.isInteger(signal.version) && signal.version >= 1).toBe(true);
  });

  it('gives any bytes a value in its range or a reason, the same again, with spans inside the file', async () => {
    const pictures = [
      Buffer.alloc(0),
      Buffer.from('no image at all'),
      png({ width: 1, height: 1 }),
      png({ width: 64, height: 9, channels: 4 }),
      await photo().jpeg().toBuffer(),
      await photo().greyscale().webp().toBuffer(),
      (await photo().gif().toBuffer()).subarray(0, 900),
      bomb(60_000, 60_000),
    ];
    for (const bytes of pictures) {
      const measure = () =>
        signal.measure(createImageReading(bytes), imageRecord(bytes), DEFAULT_SIGNAL_SETTINGS);
      const measurement = await measure();
      expect(await measure()).toEqual(measurement);
      if (measurement.value === null) {
        expect(measurement.why.trim()).not.toBe('');
        continue;
      }
      for (const { start, end } of measurement.spans ?? []) {
        expect(start).toBeLessThanOrEqual(end);
        expect(end).toBeLessThanOrEqual(bytes.length);
      }
      const { value } = measurement;
      if (signal.kind === 'category') expect(signal.values).toContain(value);
      else if (signal.kind === 'bytes') expect((value as Uint8Array).length).toBeGreaterThan(0);
      else {
        expect(value).toBeGreaterThanOrEqual(signal.range![0]);
        expect(value).toBeLessThanOrEqual(signal.range![1]);
      }
    }
  });
});

it('the list names every signal once', () => {
  const ids = IMAGE_SIGNALS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
