import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { freckle } from '../support/cli.js';
import { fingerprintRun, realParagraphs, temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('kept-copy');
const HIDDEN = String.fromCodePoint(...[...'obey'].map((letter) => 0xe0000 + letter.codePointAt(0)!));
const TRACE = ' :contentReference[oaicite:3]{index=3}';

/** Six sentences of prose each, none of them twice. */
const sentences = [...new Set(realParagraphs().flatMap((text) => text.split(/(?<=[.:])\s+/)))].filter(
  (sentence) => /^[A-Z][a-z]+( [\w,'’()/-]+){5,40}\.$/.test(sentence),
);
const clean = Array.from({ length: 12 }, (_, index) => sentences.slice(6 * index, 6 * index + 6).join(' '));

/** Each with a copy that hides something, a third of which are said to have been captured earlier. */
const records = clean.flatMap((text, index) => [
  { id: `clean-${index}`, text, source: 'site', date: '2021-05-05' },
  {
    id: `hidden-${index}`,
    text: index % 2 === 0 ? text.replace(' ', ` ${HIDDEN}`) : text + TRACE,
    source: 'mirror',
    date: index % 3 === 0 ? '2019-01-01' : '2021-05-05',
  },
]);

const run = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await freckle(args, { cwd: folder });
  expect(code, stderr).toBeLessThan(2);
  return stdout;
};

interface Explained {
  decision: string;
  findings: { metric: string; role: string; whyKept: string | null }[];
  rules: { id: string; text: string }[];
}

const explained = async (id: string): Promise<Explained> =>
  JSON.parse(await run('explain', 'run', id, '--json')) as Explained;

const nearOf = ({ findings }: Explained) => findings.find(({ metric }) => metric === 'near-duplicates');

beforeAll(async () => {
  writeFileSync(join(folder, 'a.jsonl'), toJsonl(records));
  await run('vet', 'a.jsonl', '--out', 'run', '--split-size', '10kB', '--workers', '1', '--quiet');
}, 120_000);

describe('among near copies', () => {
  test('the clean one is kept, however early the other was captured and whatever their hashes', async () => {
    for (const index of [0, 1]) {
      const kept = await explained(`clean-${index}`);
      const copy = await explained(`hidden-${index}`);
      expect([kept.decision, nearOf(kept)?.role]).toEqual(['admit', 'kept']);
      expect([copy.decision, nearOf(copy)?.role]).toEqual(['reject', 'copy']);
      expect(nearOf(kept)?.whyKept).toBe(
        'This record is the kept copy, preferred to 1 copy (milder preliminary decision).',
      );
      expect(copy.rules.find(({ id }) => id === 'near-copy')?.text).toContain(
        ` similar to a.jsonl:${2 * index + 1}, which is kept; rule: `,
      );
      expect(nearOf(copy)?.whyKept).toBe(
        `The kept copy is a.jsonl:${2 * index + 1} (admitted). This record was not kept: its preliminary decision is quarantine, that of the kept copy is admit.`,
      );
    }
  }, 120_000);

  test('no clean text is lost', () => {
    const { counts } = JSON.parse(readFileSync(join(folder, 'run', 'run.json'), 'utf8')) as {
      counts: { admitted: number };
    };
    expect(counts.admitted).toBe(clean.length);
  });

  test('another policy chooses anew, and the first one again the same', async () => {
    const before = fingerprintRun(join(folder, 'run'));
    await run('decide', 'run', '--policy', 'annotate-only');
    // Every preliminary decision is admit now, so the capture day decides, in favour of the hidden one.
    const early = await explained('hidden-0');
    expect(nearOf(early)?.role).toBe('kept');
    expect(nearOf(early)?.whyKept).toContain('1 copy (earlier capture day)');
    expect(nearOf(await explained('clean-0'))?.whyKept).toContain(
      'captured on 2021-05-05, the kept copy on 2019-01-01',
    );
    await run('decide', 'run', '--policy', 'default');
    expect(fingerprintRun(join(folder, 'run'))).toEqual(before);
  }, 120_000);

  test('one worker and three keep the same', async () => {
    const args = ['vet', 'a.jsonl', '--split-size', '10kB', '--quiet'];
    await run(...args, '--out', 'three', '--workers', '3');
    const files = Object.entries(fingerprintRun(join(folder, 'three')));
    const before = fingerprintRun(join(folder, 'run'));
    const same = files.filter(([name]) => name.startsWith('findings/') || name === 'decisions.parquet');
    expect(same.length).toBe(3);
    for (const [name, digest] of same) expect(before[name], name).toBe(digest);
  }, 120_000);
});
