import { describe, expect, it, test } from 'vitest';
import type { LogFormat } from '../../src/cli/log.js';
import { createProgressDisplay } from '../../src/cli/progress.js';
import type { Progress } from '../../src/core/progress.js';
import { duration } from '../../src/report/progress-text.js';

test('a duration is rounded before it is split into units, so that no part overflows', () => {
  const said = [0.2, 59.4, 59.6, 119.4, 119.6, 3599.4, 3599.6, 7169, 7171].map(duration);
  expect(said).toEqual([
    '1 s',
    '59 s',
    '1 min 0 s',
    '1 min 59 s',
    '2 min 0 s',
    '59 min 59 s',
    '1 h 0 min',
    '1 h 59 min',
    '2 h 0 min',
  ]);
});

const measure = (megabytes: number): Progress => ({
  stage: 'measure',
  done: megabytes * 1e6,
  total: 1000e6,
  unit: 'bytes',
});

/** What a run of 60 seconds writes, which says ten times a second how far it is. */
function written(isTTY: boolean, format: LogFormat): string {
  let said = '';
  let ms = 0;
  const write = (text: string): boolean => {
    said += text;
    return true;
  };
  const stream = { isTTY, columns: 80, write };
  const display = createProgressDisplay({
    stream: stream as unknown as NodeJS.WriteStream,
    now: () => ms,
    format,
  });
  display.show({ stage: 'plan', done: 0, total: 1000e6, unit: 'bytes' });
  for (let step = 0; step <= 600; step++) {
    ms = 1000 + step * 100;
    display.show(measure(100 + step));
  }
  display.show({ stage: 'find', done: 0, total: 9, unit: 'questions', note: 'exact copies' });
  display.end();
  return said;
}

describe('progress', () => {
  it('is a line every ten seconds where it is piped, with count, rate and time left', () => {
    const lines = written(false, 'text').trimEnd().split('\n');
    expect(lines).toEqual([
      'Reading the inputs…',
      'Measuring…',
      '  Measuring: 200 MB of 1.0 GB · 20 % · 10.0 MB/s · 1 min 20 s left',
      '  Measuring: 300 MB of 1.0 GB · 30 % · 10.0 MB/s · 1 min 10 s left',
      '  Measuring: 400 MB of 1.0 GB · 40 % · 10.0 MB/s · 1 min 0 s left',
      '  Measuring: 500 MB of 1.0 GB · 50 % · 10.0 MB/s · 50 s left',
      '  Measuring: 600 MB of 1.0 GB · 60 % · 10.0 MB/s · 40 s left',
      '  Measuring: 700 MB of 1.0 GB · 70 % · 10.0 MB/s · 30 s left',
      'Running corpus metrics…',
    ]);
  });

  it('is one JSON object per line with --log-format json, on a terminal too', () => {
    const said = written(true, 'json');
    const lines = said.trimEnd().split('\n');
    expect(lines).toHaveLength(9);
    for (const line of lines) {
      const { time } = JSON.parse(line) as { time: string };
      expect(new Date(time).toISOString()).toBe(time);
    }
    expect(JSON.parse(lines[2]!)).toMatchObject({
      level: 'info',
      event: 'progress',
      stage: 'measure',
      done: 200e6,
      total: 1000e6,
      unit: 'bytes',
      share: 0.2,
      rate: 10e6,
      secondsLeft: 80,
    });
    expect(JSON.parse(lines[0]!)).toMatchObject({ stage: 'plan', share: 0, rate: null, secondsLeft: null });
  });

  it('is one live line on a terminal, redrawn and cleared', () => {
    const said = written(true, 'text');
    expect(said).not.toContain('\n');
    expect(said.endsWith('\r\u001b[2K')).toBe(true);
    expect(said).toContain('Measuring  700 MB of 1.0 GB · 70 % · 10.0 MB/s · 30 s left');
  });
});
