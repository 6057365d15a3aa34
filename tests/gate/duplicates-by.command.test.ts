import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freckle } from '../support/cli.js';
import { temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('duplicates-by');

const said = (seed: number): string =>
  Array.from({ length: 30 }, (_, at) => `word${seed}x${(at * 7 + seed) % 31}`).join(' ');

const turns = (...contents: readonly string[]) => ({
  messages: contents.map((content, at) => ({ role: at % 2 === 0 ? 'user' : 'assistant', content })),
});

/** Rejected ids, exact and near copies apart, when duplicates are found by a part of the records. */
async function copiesBy(name: string, records: readonly object[], settings: string) {
  writeFileSync(
    join(folder, `${name}.jsonl`),
    toJsonl(records.map((record, id) => ({ id: String(id), ...record }))),
  );
  writeFileSync(
    join(folder, `${name}.yaml`),
    `policy: mine\nversion: 1\nsettings: { ${settings} }\nrules:\n  - id: copy\n    when: { any: [ { finding: exact-duplicates, role: copy }, { finding: near-duplicates, role: copy } ] }\n    decide: reject\n    because: A copy.\n`,
  );
  const { code, stderr } = await freckle(
    ['vet', `${name}.jsonl`, '--out', name, '--policy', `${name}.yaml`, '--quiet'],
    { cwd: folder },
  );
  expect(code, stderr).toBeLessThan(2);
  const { exact, near } = JSON.parse(readFileSync(join(folder, name, 'report.json'), 'utf8')).duplicates;
  return { exact: exact.copies, near: near.copies };
}

const same = said(1);
const conversations = [
  turns(same, said(2), said(3), said(4)),
  turns(same, said(5), said(3), said(6)),
  turns(`${same} please`, said(7), said(8), said(9)),
];

test('conversations are copies by the turns that the policy names, and by all of them otherwise', async () => {
  const by = (key: string) =>
    copiesBy(key.replace(/\W/g, ''), conversations, `duplicates-by: { conversations: ${key} }`);
  expect(await by('whole')).toEqual({ exact: 0, near: 0 });
  expect(await by('user')).toEqual({ exact: 1, near: 0 });
  expect(await by('first-turn')).toEqual({ exact: 1, near: 1 });
  expect(await by('last-turn')).toEqual({ exact: 0, near: 0 });
  expect(await by('user+assistant')).toEqual({ exact: 0, near: 0 });
}, 240_000);

test('pairs are copies by their prompt, whatever they answer', async () => {
  const pairs = [
    { prompt: same, chosen: said(2), rejected: said(3) },
    { prompt: same, chosen: said(4), rejected: said(5) },
    { prompt: `${same} please`, chosen: said(6), rejected: said(7) },
    { prompt: said(8), chosen: said(2), rejected: said(3) },
  ];
  expect(await copiesBy('prompt', pairs, 'duplicates-by: { pairs: prompt }')).toEqual({ exact: 1, near: 1 });
  expect(await copiesBy('pair', pairs, 'duplicates-by: { pairs: prompt+completion }')).toEqual({
    exact: 0,
    near: 0,
  });
}, 240_000);
