import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MeasuredValue, Measurement } from '../../src/core/measurement.js';
import { CHOSEN, REJECTED, type Role } from '../../src/core/part.js';
import type { TextRecord } from '../../src/core/record.js';
import {
  DEFAULT_SIGNAL_SETTINGS,
  prepareSignals,
  type Signal,
  type SignalSettings,
  type TextSignal,
} from '../../src/core/signal.js';
import { createImageReading, type ImageReading } from '../../src/image/index.js';
import { randomFrom } from '../../src/math/random.js';
import { fitCalibration } from '../../src/origin/inferred/calibration/fit.js';
import { holdCalibration } from '../../src/origin/inferred/calibration/loaded.js';
import { readWatermarks } from '../../src/origin/marked/text/config.js';
import { holdWatermarks } from '../../src/origin/marked/text/loaded.js';
import { IMAGE_SIGNALS } from '../../src/signals/image/index.js';
import { SIGNALS, TEXT_SIGNALS } from '../../src/signals/index.js';
import { BROWSER_TEXT_SIGNALS } from '../../src/signals/text/index.js';
import { createReader } from '../../src/text/reading.js';
import { bomb, imageRecord, photo, png } from '../image/fixtures.js';
import { madeUpText, madeUpTexts } from '../origin/calibration/texts.js';
import { randomIds, write } from '../origin/watermarks/writer.js';
import { textRecord } from '../signals/text-record.js';

/** Prepared by the first test that asks: a signal that cannot be fails alone. */
const preparing = new Map<Signal, Promise<void>>();
function prepared(signal: Signal): Promise<void> {
  if (!preparing.has(signal)) preparing.set(signal, prepareSignals([signal]));
  return preparing.get(signal)!;
}

/** Whatever a user can give signals to measure by, so that each has something to say. */
const SETTINGS: SignalSettings = {
  ...DEFAULT_SIGNAL_SETTINGS,
  duplicatesBy: { conversations: 'user', pairs: 'prompt', pictures: 'both' },
  calibration: { path: 'nowhere', digest: 'a calibration' },
  scores: { names: ['perplexity', 'curvature'], digest: null },
  watermarks: { path: 'nowhere', digest: 'some watermarks' },
};
const VOCABULARY = 401;
const WATERMARKS = readWatermarks(
  `watermarks: [{published: unigram, vocabulary: ${VOCABULARY}}]`,
  'watermarks.yaml',
);
holdCalibration('a calibration', fitCalibration(madeUpTexts(60, 'laws'), { name: 'laws' }));
holdWatermarks('some watermarks', { config: WATERMARKS, tokenizer: null });
const UNMARKED = randomIds(150, VOCABULARY, randomFrom('unmarked'));
const MARKED = write(WATERMARKS.watermarks[0]!.readers[0]!, 150, VOCABULARY, randomFrom('marked'));
const MANIFEST = '-----BEGIN C2PA MANIFEST----- https://example.org/a -----END C2PA MANIFEST-----\n';
const wordsOf = (label: 'human' | 'synthetic'): string => `${madeUpText(label, randomFrom(label))} `;

/** Pieces that texts in the wild are made of, and some that only an adversary writes. */
const piece = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('the ', 'cat ', 'sat. ', 'of and ', 'Ünïcödé ', '1,299.50 ', '\n', '\n\n'),
  },
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('\r\n', '\t', '\u00a0', '\u2028', '\u3000', '\ufeff', '\u0085', '\u001c'),
  fc.constantFrom('\ud800', '\udc00', '\udfff\ud800', '\u0000', '\u0007', '\u200b', '\u202e', '\u{e0041}'),
  fc.constantFrom('日本語。', 'ในน้ำ', 'हिन्दी में ', 'العربية ', '한국어 ', '👩‍👩‍👧 ', 'e\u0301', 'İ', 'ﬀ'),
  fc.constantFrom('- item\n', '• …\n', '...\n', '#', '{', '[1]', 'lorem ipsum.', '<|im_start|>', '```'),
  fc.constantFrom('---\nAIGC: {Label: 1}\n---\n', MANIFEST, wordsOf('human'), wordsOf('synthetic')),
);

const anyText = fc.oneof(
  { weight: 6, arbitrary: fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')) },
  // Very repetitive, and one huge word.
  fc.tuple(piece, fc.integer({ min: 1, max: 400 })).map(([part, times]) => part.repeat(times)),
  fc
    .tuple(fc.constantFrom('x', 'ж', '字', '😀', '\ud800'), fc.integer({ min: 1, max: 4000 }))
    .map(([character, times]) => character.repeat(times)),
  fc.constantFrom('', ' ', '\n', '\n\n\n', '\ufeff', '\ud800', '.', '\u0301'),
);

/** Metadata as data sets write it, good and bad. */
const anyRecord = fc
  .record({
    text: anyText,
    roles: fc.oneof(
      fc.constant([]),
      fc.array(
        fc.constantFrom<Role>(
          'system',
          'user',
          'assistant',
          'tool',
          CHOSEN,
          REJECTED,
          'completion',
          'context',
        ),
        {
          maxLength: 5,
        },
      ),
    ),
    date: fc.constantFrom(null, '2019-05-01', 'yesterday', '', '0000-99-99', '2031-01-01T00:00:00Z'),
    language: fc.constantFrom(null, 'en', 'English', '??'),
    url: fc.constantFrom(null, 'https://example.org/a?utm_source=chatgpt.com', 'not a url'),
    declaredOrigin: fc.constantFrom(null, 'human' as const, 'synthetic' as const, 'unknown' as const),
    declaredOriginText: fc.constantFrom(null, 'generated by a model'),
    scores: fc.constantFrom([], [null, 0.5], [1.25, -3]),
    tokens: fc.constantFrom(undefined, UNMARKED, MARKED, { why: 'not a list of ids' }),
  })
  .map(
    ({ text, roles, ...metadata }): TextRecord => ({
      ...textRecord(text),
      ...metadata,
      ...partsOf(text, roles),
    }),
  );

/** Cuts the text into parts of equal length, some of them empty. */
function partsOf(text: string, roles: readonly Role[]): Pick<TextRecord, 'parts'> {
  if (roles.length === 0) return {};
  const at = (index: number) => Math.floor((text.length * index) / roles.length);
  return {
    parts: roles.map((role, index) => ({ role, start: at(index), end: at(index + 1), column: 'messages' })),
  };
}

const reader = createReader();
const measure = async (signal: TextSignal, record: TextRecord) => {
  await prepared(signal);
  await signal.ahead?.(record, SETTINGS);
  return signal.measure(reader.read(record.text), record, SETTINGS);
};

describe('the list of signals', () => {
  it('names every signal once', () => {
    const ids = SIGNALS.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it.each(['text', 'image'])('titles every signal of a %s once', (modality) => {
    const titles = SIGNALS.filter((signal) => signal.modality === modality).map(({ title }) => title);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  });

  it('holds all that run in a browser', () => {
    expect(BROWSER_TEXT_SIGNALS.filter((signal) => !TEXT_SIGNALS.includes(signal))).toEqual([]);
    expect(BROWSER_TEXT_SIGNALS.length).toBeGreaterThan(TEXT_SIGNALS.length / 2);
  });
});

describe.each(SIGNALS.map((signal) => [signal.id, signal] as const))('%s', (id, signal) => {
  it('says what it is, by which formula and from where', () => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const word of [signal.title, signal.description, signal.formula, signal.source, signal.unit])
      expect(word.trim()).not.toBe('');
    expect(signal.version).toBeGreaterThanOrEqual(1);
    expect(Number.isInteger(signal.version)).toBe(true);
    if (signal.kind === 'number') {
      const [minimum, maximum] = signal.range!;
      expect(minimum).toBeLessThan(maximum);
      expect(Number.isFinite(minimum) && Number.isFinite(maximum)).toBe(true);
    }
  });
});

describe.each(TEXT_SIGNALS.map((signal) => [signal.id, signal] as const))('%s', (_, signal) => {
  it('gives any text a value in its range or a reason, with spans inside the text', () =>
    fc.assert(
      fc.asyncProperty(anyRecord, async (record) => {
        const measurement = await measure(signal, record);
        expectLawful(signal, measurement, record.text.length);
        // What is said of a whole text has an empty span where the text is empty.
        if (measurement.value !== null && record.text !== '')
          for (const { start, end, note } of measurement.spans ?? [])
            if (note !== 'empty') expect(end).toBeGreaterThan(start);
      }),
      { numRuns: 150 },
    ));

  it('gives the same measurement again, after another text and with a new reader too', () =>
    fc.assert(
      fc.asyncProperty(anyRecord, anyRecord, async (record, other) => {
        const first = await measure(signal, record);
        const reading = reader.read(record.text);
        expect(signal.measure(reading, record, SETTINGS)).toEqual(first);
        expect(signal.measure(reading, record, SETTINGS)).toEqual(first);
        await measure(signal, other);
        expect(await measure(signal, record)).toEqual(first);
        expect(signal.measure(createReader().read(record.text), record, SETTINGS)).toEqual(first);
      }),
      { numRuns: 60 },
    ));

  it('leaves the record as it was', () =>
    fc.assert(
      fc.asyncProperty(anyRecord, async (record) => {
        const before = JSON.stringify(record);
        await measure(signal, Object.freeze(record));
        expect(JSON.stringify(record)).toBe(before);
      }),
      { numRuns: 20 },
    ));
});

/** Takes a signed manifest; see tests/origin/text-credentials.test.ts. */
const SILENT = 'text-credentials-origin';

describe('what the laws are tried on', () => {
  const records = fc.sample(anyRecord, { numRuns: 2000, seed: 1 });

  it.each(TEXT_SIGNALS.filter(({ id }) => id !== SILENT))('gives $id a value', async (signal) => {
    for (const record of records) if ((await measure(signal, record)).value !== null) return;
    expect.unreachable(`none of ${records.length} records has a value`);
  });
});

/** Each with a reading that all signals share, as the gate has it, and a second one. */
const PICTURES = [
  Buffer.alloc(0),
  Buffer.from('no image at all'),
  png({ width: 1, height: 1 }),
  png({ width: 64, height: 9, channels: 4 }),
  await photo().jpeg().toBuffer(),
  await photo().greyscale().webp().toBuffer(),
  (await photo().gif().toBuffer()).subarray(0, 900),
  bomb(60_000, 60_000),
].map((bytes) => ({ bytes, readings: [createImageReading(bytes), createImageReading(bytes)] }));

describe.each(IMAGE_SIGNALS.map((signal) => [signal.id, signal] as const))('%s', (_, signal) => {
  it('gives any bytes a value in its range or a reason, the same again, with spans inside the file', async () => {
    await prepared(signal);
    for (const { bytes, readings } of PICTURES) {
      const measure = (reading: ImageReading) => signal.measure(reading, imageRecord(bytes), SETTINGS);
      const measurement = await measure(readings[0]!);
      for (const reading of readings) expect(await measure(reading)).toEqual(measurement);
      expectLawful(signal, measurement, bytes.length);
    }
  });
});

/** A value in the range, with spans within `length`, or a reason. */
function expectLawful(signal: Signal, measurement: Measurement, length: number): void {
  if (measurement.value === null) {
    expect(measurement.why.trim()).not.toBe('');
    return;
  }
  expectInRange(signal, measurement.value);
  for (const { start, end } of measurement.spans ?? []) {
    expect(Number.isInteger(start) && Number.isInteger(end)).toBe(true);
    expect(start).toBeGreaterThanOrEqual(0);
    expect(start).toBeLessThanOrEqual(end);
    expect(end).toBeLessThanOrEqual(length);
  }
}

function expectInRange(signal: Signal, value: MeasuredValue): void {
  if (signal.kind === 'bytes') {
    expect(value).toBeInstanceOf(Uint8Array);
    expect((value as Uint8Array).length).toBeGreaterThan(0);
  } else if (signal.kind === 'category') {
    expect(typeof value).toBe('string');
    expect(value).not.toBe('');
    if (signal.values) expect(signal.values).toContain(value);
  } else {
    const [minimum, maximum] = signal.range!;
    expect(Number.isFinite(value)).toBe(true);
    expect(value).toBeGreaterThanOrEqual(minimum);
    expect(value).toBeLessThanOrEqual(maximum);
  }
}
