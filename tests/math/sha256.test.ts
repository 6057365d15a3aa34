import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha256Base64 } from '../../src/math/sha256.js';

test.each([0, 1, 55, 56, 63, 64, 65, 1000])(
  'the digest of %i characters is the one node:crypto gives',
  (length) => {
    for (const text of ['a'.repeat(length), 'é'.repeat(length)])
      expect(sha256Base64(text)).toBe(createHash('sha256').update(text).digest('base64'));
  },
);
