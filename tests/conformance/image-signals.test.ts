import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SIGNAL_SETTINGS } from '../../src/core/signal.js';
import { createImageReading } from '../../src/image/index.js';
import { IMAGE_SIGNALS } from '../../src/signals/image/index.js';
import { bomb, imageRecord, png } from '../image/fixtures.js';

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

/** Each with a reading that all signals share, as the gate has it. */
const pictures = (async () =>
  [
    Buffer.alloc(0),
    Buffer.from('no image at all'),
    png({ width: 1, height: 1 }),
    png({ width: 64, height: 9, channels: 4 }),
    await photo().jpeg().toBuffer(),
    await photo().greyscale().webp().toBuffer(),
    (await photo().gif().toBuffer()).subarray(0, 900),
    bomb(60_000, 60_000),
  ].map((bytes) => ({ bytes, reading: createImageReading(bytes), again: createImageReading(bytes) })))();

describe.each(IMAGE_SIGNALS.map((signal) => [signal.id, signal] as const))('%s', (_, signal) => {
  it('says what it is, by which formula and from where', () => {
    for (const word of [signal.title, signal.description, signal.formula, signal.source, signal.unit])
      expect(word.trim()).not.toBe('');
    expect(signal.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(Number.isInteger(signal.version) && signal.version >= 1).toBe(true);
  });

  it('gives any bytes a value in its range or a reason, the same again, with spans inside the file', async () => {
    for (const { bytes, reading, again } of await pictures) {
      const record = imageRecord(bytes);
      const measurement = await signal.measure(reading, record, DEFAULT_SIGNAL_SETTINGS);
      for (const other of [reading, again])
        expect(await signal.measure(other, record, DEFAULT_SIGNAL_SETTINGS)).toEqual(measurement);
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
