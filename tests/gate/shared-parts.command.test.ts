import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freckle } from '../support/cli.js';
import { temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('shared-parts');

test('the page shows the beginning of a system prompt that many records share, as text and not as markup', async () => {
  const system = `You are <b>Ada</b>, a patient tutor of mathematics. ${'Explain each step. '.repeat(40)}`;
  const records = Array.from({ length: 7 }, (_, at) => ({
    messages: [
      { role: 'system', content: at < 6 ? system : 'Another prompt.' },
      { role: 'user', content: `How do I add the numbers ${at} and ${at + 5} in my head?` },
      { role: 'assistant', content: `Start at ${at}, count five further, and you arrive at ${at + 5}.` },
    ],
  }));
  writeFileSync(join(folder, 'a.jsonl'), toJsonl(records));
  const { code, stderr } = await freckle(['vet', 'a.jsonl', '--out', 'run', '--quiet'], { cwd: folder });
  expect(code, stderr).toBeLessThan(2);
  const read = (name: string) => readFileSync(join(folder, 'run', name), 'utf8');
  expect(JSON.parse(read('report.json')).duplicates.sharedParts).toEqual({
    parts: 1,
    records: 6,
    commonest: [{ role: 'system', records: 6, text: system.slice(0, 300) }],
  });
  expect(read('report.html')).toContain('You are &lt;b&gt;Ada&lt;/b&gt;, a patient tutor');
  expect(read('report.html')).not.toContain('<b>Ada');
}, 120_000);
