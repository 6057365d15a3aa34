import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freckle } from '../support/cli.js';
import { temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('near-duplicate-settings');

const run = async (...args: string[]) => freckle(args, { cwd: folder });

/** Every fourth word differs: no sequence of five words is shared, and more than half of those of one. */
const words = Array.from({ length: 120 }, (_, index) => `word${index}`);
const other = words.map((word, index) => (index % 4 === 3 ? `other${index}` : word));

const policyWith = (settings: string): string => {
  const name = `policy-${settings.replace(/\D/g, '')}.yaml`;
  writeFileSync(
    join(folder, name),
    `policy: mine\nversion: 1\nsettings: { ${settings} }\nrules:\n  - id: near-copy\n    when: { finding: near-duplicates, role: copy }\n    decide: reject\n    because: A near copy.\n`,
  );
  return name;
};

const clustersOf = (out: string): number =>
  JSON.parse(readFileSync(join(folder, out, 'report.json'), 'utf8')).duplicates.near.clusters;

test('a policy sets how many words are compared and how many must be shared', async () => {
  writeFileSync(
    join(folder, 'a.jsonl'),
    toJsonl([words, other].map((text, id) => ({ id, text: text.join(' ') }))),
  );
  const single = policyWith('near-duplicate-ngram: 1, near-duplicate-threshold: 0.55');
  const pairs = policyWith('near-duplicate-ngram: 5, near-duplicate-threshold: 0.5');
  await run('vet', 'a.jsonl', '--out', 'single', '--policy', single, '--quiet');
  await run('vet', 'a.jsonl', '--out', 'pairs', '--policy', pairs, '--quiet');
  expect([clustersOf('single'), clustersOf('pairs')]).toEqual([1, 0]);
  expect(readFileSync(join(folder, 'single/report.html'), 'utf8')).toContain('sequences of 1 word');
  const { code, stderr } = await run('decide', 'single', '--policy', pairs);
  expect(code).toBe(2);
  expect(stderr).toContain('sets near-duplicate-ngram 5, but the run was measured with 1; run vet again');
}, 120_000);
