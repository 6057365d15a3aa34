import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { freckle } from '../support/cli.js';
import { temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('kept-difference');
const text = Array.from({ length: 600 }, (_, at) => `word${(at * 7919) % 1009}`).join(' ');

const run = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await freckle(args, { cwd: folder });
  expect(code, stderr).toBeLessThan(2);
  return stdout;
};

beforeAll(async () => {
  const records = [
    { id: 'original', text: `${text} and so it ends.`, date: '2020-01-01' },
    { id: 'near', text: `${text} but it ends <i>otherwise</i>.`, date: '2021-01-01' },
    { id: 'exact', text: `${text} and so it ends.`, date: '2021-01-01' },
  ];
  writeFileSync(join(folder, 'a.jsonl'), toJsonl(records));
  await run('vet', 'a.jsonl', '--out', 'run', '--quiet');
}, 120_000);

test('explain names the kept copy by place and id, and shows both texts from where they differ', async () => {
  const near = await run('explain', 'run', 'near');
  expect(near).toContain('The kept copy is a.jsonl:1 (');
  expect(near).toContain('Id of the kept copy: original');
  expect(near).toContain(`The texts differ from character ${(text.length + 2).toLocaleString('en-US')} on:`);
  expect(near.replace(/\s+/g, ' ')).toMatch(
    /kept …word.* and so it ends\. this …word.* but it ends <i>otherwise<\/i>\./,
  );
  const exact = await run('explain', 'run', 'exact');
  expect(exact).toContain('Id of the kept copy: original');
  expect(exact).not.toContain('The texts differ');
});

test('the page shows a change that lies beyond the excerpt, as text and not as markup', () => {
  const page = readFileSync(join(folder, 'run', 'report.html'), 'utf8');
  expect(page).toMatch(/equal characters …<\/span>/);
  expect(page).toContain('&lt;i&gt;otherwise&lt;/i&gt;');
  expect(page).not.toContain('<i>otherwise');
});
