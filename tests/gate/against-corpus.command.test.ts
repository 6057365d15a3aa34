import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freckle } from '../support/cli.js';
import { inventedProse, temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('against');
const said = inventedProse('against');
const texts = Array.from({ length: 24 }, () => said(5));

async function vet(name: string, rows: readonly object[], ...flags: string[]) {
  writeFileSync(join(folder, `${name}.jsonl`), toJsonl(rows));
  const out = `${name}-run`;
  return freckle(['vet', `${name}.jsonl`, '--out', out, '--workers', '1', '--quiet', ...flags], {
    cwd: folder,
  });
}

/** The texts of a decision, and their reasons. */
function written(name: string, part: string): { text: string; reasons: string[] }[] {
  const path = join(folder, `${name}-run`, part, `${name}.jsonl`);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const {
      text,
      prompt,
      freckle: provenance,
    } = JSON.parse(line) as {
      text?: string;
      prompt?: string;
      freckle: { reasons: string[] };
    };
    return { text: text ?? prompt ?? '', reasons: provenance.reasons };
  });
}

describe('a corpus against another one', () => {
  it('loses what the other run holds, also what that run rejected, and nothing else', async () => {
    const held = [...texts.slice(0, 4), 'Short'];
    expect(
      (
        await vet(
          'test',
          held.map((text) => ({ text })),
        )
      ).code,
    ).toBe(0);
    expect(written('test', 'rejected').map(({ text }) => text)).toEqual(['Short']);
    const { code, stderr } = await vet(
      'train',
      [...texts, texts[2], 'Short'].map((text) => ({ text })),
      '--against-corpus',
      'test-run',
    );
    expect(code, stderr).toBe(0);
    const rejected = written('train', 'rejected');
    expect(rejected.map(({ text }) => text)).toEqual([...texts.slice(0, 4), texts[2], 'Short']);
    for (const { reasons } of rejected) expect(reasons).toContain('held-elsewhere');
    expect(written('train', 'admitted').map(({ text }) => text)).toEqual(texts.slice(4));
  });

  it('report, page and explain say so', async () => {
    const report = JSON.parse(readFileSync(join(folder, 'train-run', 'report.json'), 'utf8'));
    expect(report.run.settings).toContainEqual({ name: 'compared with', value: join(folder, 'test-run') });
    expect(JSON.stringify(report)).toContain('A record is held by');
    expect(readFileSync(join(folder, 'train-run', 'report.html'), 'utf8')).toContain(
      'Held by another corpus',
    );
    const { stdout } = await freckle(['explain', 'train-run', 'train.jsonl:1'], { cwd: folder });
    expect(stdout).toMatch(/held-elsewhere/);
    expect(stdout).toMatch(/A corpus that it was compared with holds it\s+already/);
  });

  it('decide keeps the answer, and says if the other run is gone', async () => {
    const kept = await freckle(['decide', 'train-run', '--policy', 'train-run/policy.yaml'], { cwd: folder });
    expect(kept.code, kept.stderr).toBe(0);
    expect(written('train', 'rejected')).toHaveLength(6);
    renameSync(join(folder, 'test-run'), join(folder, 'moved-run'));
    const gone = await freckle(['decide', 'train-run', '--policy', 'strict'], { cwd: folder });
    expect(gone.code).toBe(2);
    expect(gone.stderr).toMatch(/whose measurements are no longer there.*\[run-incomplete\]/s);
    renameSync(join(folder, 'moved-run'), join(folder, 'test-run'));
  });

  it('compares the parts that the policy compares, and a rule of its own decides', async () => {
    const policy = (then: string): string => `policy: own
version: 1
settings:
  duplicates-by: { pairs: prompt }
rules:
  - id: seen
    when: { finding: held-elsewhere, role: held }
    decide: ${then}
    because: It was seen.
`;
    writeFileSync(join(folder, 'own.yaml'), policy('quarantine'));
    const pair = (at: number, chosen: string) => ({ prompt: texts[at], chosen, rejected: texts[at + 8] });
    const ours = ['--policy', 'own.yaml'];
    expect((await vet('pairs-test', [pair(0, texts[5]!)], ...ours)).code).toBe(0);
    const rows = [pair(0, texts[6]!), pair(1, texts[5]!)];
    const { code, stderr } = await vet('pairs', rows, ...ours, '--against-corpus', 'pairs-test-run');
    expect(code, stderr).toBe(0);
    expect(written('pairs', 'quarantined')).toEqual([{ text: texts[0], reasons: ['seen'] }]);
    expect(written('pairs', 'admitted').map(({ text }) => text)).toEqual([texts[1]]);
  });

  it.each([
    ['itself', 'self-run', /is the folder of this run/],
    ['a folder without a run', '.', /holds no Freckle run/],
  ])('refuses %s', async (_, run, message) => {
    const { code, stderr } = await vet('self', [{ text: texts[0] }], '--against-corpus', run);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
