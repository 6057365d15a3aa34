import type { Reading } from './reading.js';

/**
 * What several signals need from one text is computed once: the answer for the text read last is kept.
 * `compute` may give the same object again and again, filled anew; like a Reading, the answer is valid
 * until the next text is read.
 */
export function oncePerReading<T>(compute: (reading: Reading) => T): (reading: Reading) => T {
  let serial = 0;
  let answer: T;
  return (reading) => {
    if (reading.serial !== serial) {
      answer = compute(reading);
      serial = reading.serial;
    }
    return answer;
  };
}
