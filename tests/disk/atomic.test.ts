import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyAtomically, PARTIAL, takeName, writeAtomically } from '../../src/disk/atomic.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'freckle-atomic-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a file that is whole or absent', () => {
  it('is written, copied and named with nothing beside it, in folders made for it', () => {
    const written = join(folder, 'a/b/one');
    writeAtomically(written, 'words');
    copyAtomically(written, join(folder, 'c/two'));
    writeFileSync(join(folder, `three${PARTIAL}`), 'by another program');
    takeName(join(folder, 'three'));
    expect(readFileSync(join(folder, 'c/two'), 'utf8')).toBe('words');
    expect(readFileSync(join(folder, 'three'), 'utf8')).toBe('by another program');
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => name.endsWith(PARTIAL))).toEqual([]);
  });

  it('stays as it was where it cannot be written over', () => {
    const path = join(folder, 'kept');
    writeFileSync(path, 'before');
    expect(() => copyAtomically(join(folder, 'not there'), path)).toThrow(/cannot write/);
    mkdirSync(path + PARTIAL);
    expect(() => writeAtomically(path, 'after')).toThrow(/cannot write/);
    expect(readFileSync(path, 'utf8')).toBe('before');
  });
});
