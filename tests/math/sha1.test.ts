import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha1 } from '../../src/math/sha1.js';

test('SHA-1 equals node:crypto for every length around a block', () => {
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 31) & 0xff);
    const hex = [...sha1(bytes)].map((word) => word.toString(16).padStart(8, '0')).join('');
    expect(hex).toBe(createHash('sha1').update(bytes).digest('hex'));
  }
});
