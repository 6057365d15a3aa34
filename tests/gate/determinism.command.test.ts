import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freckle } from '../support/cli.js';
import { fingerprintRun, madeRecords, temporaryFolder, toJsonl } from '../support/corpus.js';

test('one worker and five write the same bytes', async () => {
  const folder = temporaryFolder('workers');
  const input = join(folder, 'corpus.jsonl');
  writeFileSync(input, toJsonl(madeRecords(160, 'workers')));
  const prints = [];
  for (const workers of [1, 5]) {
    const cwd = temporaryFolder(`workers-${workers}`);
    const flags = [
      '--out',
      'run',
      '--workers',
      String(workers),
      '--memory',
      '4GB',
      '--split-size',
      '15kB',
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
