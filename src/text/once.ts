import type { Reading } from './reading.js';

/**
 * Caches a computation that several signals share, for the text read last. `compute` may return the same object each
 * time, filled anew; like a Reading, the result is valid until the next text is read.
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
