import type { Fault } from '../fault.js';

/** The fault of a compressed stream that ends before it should. */
export const cutOff = (codec: string, byteOnDisk: number): Fault => ({
  code: 'truncated-input',
  message: `The ${codec} stream is cut off at byte ${byteOnDisk} on disk. Fetch the file again.`,
  byteOnDisk,
});

/** The fault of a compressed stream whose bytes cannot be right, `at` a byte or `after` it. */
export const damaged = (codec: string, where: 'at' | 'after', byteOnDisk: number, why: string): Fault => ({
  code: 'corrupt-compression',
  message: `The ${codec} stream is damaged ${where} byte ${byteOnDisk} on disk: ${why}.`,
  byteOnDisk,
});
