import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SIGNAL_SETTINGS } from '../../src/core/signal.js';
import { captureEra, daysAfterCutoff } from '../../src/signals/text/capture-date.js';
import { readDate } from '../../src/text/capture-date.js';
import { readText } from '../../src/text/reading.js';
import { textRecord } from './text-record.js';

describe('a date as data sets write it', () => {
  it.each([
    ['2023-04-01', '2023-04-01', 'day'],
    ['2023-04-01T23:30:00-02:00', '2023-04-02', 'day'],
    ['2023-04-01T00:30:00.123+01:00', '2023-03-31', 'day'],
    ['2023-04-01 12:00:00 UTC', '2023-04-01', 'day'],
    ['2023/4/1', '2023-04-01', 'day'],
    ['20230401', '2023-04-01', 'day'],
    ['20230401123456', '2023-04-01', 'day'],
    ['20230401T123456Z', '2023-04-01', 'day'],
    ['2023-04', '2023-04-01', 'month'],
    ['2023', '2023-01-01', 'year'],
    ['2023-W14', '2023-04-03', 'week'],
    ['CC-MAIN-2022-40', '2022-10-03', 'week'],
    ['Sat, 01 Apr 2023 12:00:00 GMT', '2023-04-01', 'day'],
    ['Sat, 1 Apr 2023 23:30:00 -0500', '2023-04-02', 'day'],
    ['April 1, 2023', '2023-04-01', 'day'],
    ['1 Apr 2023', '2023-04-01', 'day'],
    ['Sat Apr 01 12:00:00 +0000 2023', '2023-04-01', 'day'],
    ['Apr 2023', '2023-04-01', 'month'],
    ['1680350400', '2023-04-01', 'day'],
    ['1680350400000', '2023-04-01', 'day'],
    ['1680350400.25', '2023-04-01', 'day'],
    ['31/12/2022', '2022-12-31', 'day'],
  ])('%s is %s', (text, day, precision) => {
    expect(readDate(text)).toEqual({ day, precision });
  });

  it.each([
    '',
    'yesterday',
    '01/04/2023',
    '2023-02-30',
    '2023-13-01',
    '0000-99-99',
    '99999',
    '2023-04-01T25:00',
    'CC-MAIN-2022-77',
  ])('%j is none', (text) => {
    expect(readDate(text)).toBeNull();
  });

  it('reads back every day it could write', () => {
    fc.assert(
      fc.property(fc.integer({ min: -300_000, max: 370_000 }), (number) => {
        const day = new Date(number * 86_400_000).toISOString().slice(0, 10);
        expect(readDate(day)).toEqual({ day, precision: 'day' });
        expect(readDate(`${day.replaceAll('-', '')}120000`)).toEqual({ day, precision: 'day' });
      }),
    );
  });

  it('never throws and names only days that exist', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d:TZ/ .+-]{1,24}$/)), (text) => {
        const date = readDate(text);
        if (date !== null) expect(readDate(date.day)?.day).toBe(date.day);
      }),
    );
  });
});

describe('the cut-off', () => {
  const measure = (date: string | null, signal = daysAfterCutoff) =>
    signal.measure(readText('x'), { ...textRecord('x'), date }, DEFAULT_SIGNAL_SETTINGS);

  it('counts days from 30 November 2022', () => {
    expect(measure('2022-11-29')).toEqual({ value: -1 });
    expect(measure('2022-11-30')).toEqual({ value: 0 });
    expect(measure('2023-11-30')).toEqual({ value: 365 });
  });

  it('parts the eras at the cut-off itself', () => {
    expect(measure('2022-11-29', captureEra)).toEqual({ value: 'before-cutoff' });
    expect(measure('2022-11-30', captureEra)).toEqual({ value: 'after-cutoff' });
  });

  it('says why there is no answer', () => {
    expect(measure(null)).toEqual({ value: null, why: 'no date' });
    expect(measure('soon', captureEra)).toEqual({ value: null, why: 'unreadable date: "soon"' });
  });
});
