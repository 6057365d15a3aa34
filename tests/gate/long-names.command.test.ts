import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freckle } from '../support/cli.js';
import { temporaryFolder, toJsonl } from '../support/corpus.js';

const LONG = 100_000;

it('names of any length cost the report a line: they are cut, and say how long they are', async () => {
  const folder = temporaryFolder('long-names');
  const records = Array.from({ length: 60 }, (_, index) => ({
    id: index === 5 ? 'i'.repeat(LONG) : `${index}`,
    text: `Words number ${index} of somebody who wrote them down, once and for all.`,
    source: index < 20 ? 's'.repeat(LONG) : 'web',
    label: index === 7 ? 'l'.repeat(LONG) : 'x',
    language: index === 8 ? 'z'.repeat(LONG) : 'en',
    model: index === 9 ? `gpt-4 ${'m'.repeat(LONG)}` : null,
    [index === 10 ? 'c'.repeat(LONG) : 'column']: 'a string that nothing reads',
  }));
  writeFileSync(join(folder, 'long.jsonl'), toJsonl(records));
  const { code, stdout, stderr } = await freckle(['vet', 'long.jsonl', '--out', 'run'], { cwd: folder });
  expect(code, stderr).toBeLessThan(2);
  for (const name of ['report.html', 'report.json']) {
    const content = readFileSync(join(folder, 'run', name), 'utf8');
    expect(/[silzmc]{400}/.exec(content)?.index, name).toBeUndefined();
    expect(content).toContain('… (100,000 characters)');
  }
  expect(stdout.split('\n').every((line) => line.length <= 200)).toBe(true);
  // The records keep their names.
  expect(readFileSync(join(folder, 'run/admitted/long.jsonl'), 'utf8')).toContain('s'.repeat(LONG));
}, 60_000);
