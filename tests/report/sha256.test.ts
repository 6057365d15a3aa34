import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha256Base64 } from '../../src/report/sha256.js';

test('x', () => {
  for (const n of [0, 1, 55, 56, 63, 64, 65, 1000]) {
    const s = 'é'.repeat(n);
    expect(sha256Base64(s)).toBe(createHash('sha256').update(s).digest('base64'));
  }
});
