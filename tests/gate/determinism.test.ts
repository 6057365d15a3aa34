import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freckle } from '../support/cli.js';
import { fingerprintRun, madeRecords, temporaryFolder, toJsonl } from '../support/corpus.js';

test('one worker and eight write the same bytes', async () => {
  const folder = temporaryFolder('workers');
  const input = join(folder, 'corpus.jsonl');
  writeFileSync(input, toJsonl(madeRecords(800, 'workers')));
  const prints = [];
  for (const workers of [1, 8]) {
    const cwd = temporaryFolder(`workers-${workers}`);
    const flags = [
      '--out',
      'run',
      '--workers',
      String(workers),
      '--memory',
      '4GB',
      '--split-size',
      '60kB',
      '--quiet',
    ];
    const result = await freckle(['vet', input, ...flags], { cwd });
    expect(result.stderr).toBe('');
    expect(result.code).toBe(0);
    prints.push(fingerprintRun(join(cwd, 'run')));
  }
  expect(Object.keys(prints[0]!).length).toBeGreaterThan(20);
  expect(prints[1]).toEqual(prints[0]);
});
