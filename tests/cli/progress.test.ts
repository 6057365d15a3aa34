import { expect, test } from 'vitest';
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
