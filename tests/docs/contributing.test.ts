import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { page, root } from './support.js';

const rows = page('CONTRIBUTING.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.includes('<id>.ts'));

it.each(rows)('%s', (row) => {
  const [, , file, entry] = row.split('|') as [string, string, string, string];
  expect(existsSync(join(root, /`(.+)\/<id>\.ts`/.exec(file)![1]!))).toBe(true);
  const lists = [...entry.matchAll(/`([A-Z_]+)`(?: of `([\w./]+)`)?/g)];
  let path = '';
  for (const [, list, of] of lists) {
    path = of ?? path;
    expect(page(path), `${list} of ${path}`).toMatch(new RegExp(`export const ${list}\\b`));
  }
  expect(lists.length).toBeGreaterThan(0);
});

it('the page has a row for each kind', () => expect(rows.length).toBe(10));
