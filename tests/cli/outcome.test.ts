import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WITH_JSON_FORM } from '../../src/cli/flags/json-form.js';
import type { Brief } from '../../src/report/brief.js';
import type { ReportData } from '../../src/report/data.js';
import { freckle } from '../support/cli.js';
import { madeRecords, temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('outcome');
const corpus = join(folder, 'corpus.jsonl');
writeFileSync(corpus, toJsonl(madeRecords(40, 'outcome')));
const main = new URL('../../dist/cli/main.js', import.meta.url).pathname;
const ESCAPE = '\u001b';

const vet = (...flags: string[]) => freckle(['vet', corpus, ...flags], { cwd: folder });

/** A policy that admits everything and accepts the corpus only below a share of copies. */
const demanding = (share: number): string => `policy: demanding
version: 1
rules:
  - id: copy
    when: { finding: exact-duplicates, role: copy }
    decide: reject
    because: It is a copy.
acceptance:
  - id: few-copies
    count: rejected
    of: records
    at-most: ${share}
    because: More copies than that are a fault of the crawl.
`;

test('a failed acceptance line is reported and gives exit code 1; the run is complete', async () => {
  const policy = join(folder, 'demanding.yaml');
  writeFileSync(policy, demanding(0.001));
  const refused = await vet('--policy', policy, '--out', 'refused');
  expect(refused.code).toBe(1);
  expect(refused.stdout).toMatch(/Failed: 8 % of records were rejected; the policy allows 0\.1 %\./);
  expect(existsSync(join(folder, 'refused', 'run.json'))).toBe(true);
  writeFileSync(policy, demanding(0.9));
  const accepted = await freckle(['decide', 'refused', '--policy', policy], { cwd: folder });
  expect(accepted.code).toBe(0);
  expect(accepted.stdout).toContain('acceptance line');
});

test('--json prints a brief of a few kilobytes, whatever the corpus', async () => {
  const many = Array.from({ length: 400 }, (_, index) => `many/${'x'.repeat(120)}-${index}.jsonl`);
  mkdirSync(join(folder, 'many'));
  for (const [index, name] of many.entries())
    writeFileSync(
      join(folder, name),
      toJsonl([
        {
          text: `Words number ${index} of somebody.`,
          source: `s-${index}`,
          [`column-${index}`]: 'more words',
        },
      ]),
    );
  // The input after it is no form of --json.
  const { code, stdout } = await freckle(['vet', '--out', 'many-run', '--quiet', '--json', 'many'], {
    cwd: folder,
  });
  expect(code).toBe(0);
  expect(stdout.length).toBeLessThan(8000);
  const brief = JSON.parse(stdout) as Brief & { folder: string; seconds: object };
  expect(brief).toMatchObject({
    format: 'freckle-brief@1',
    folder: 'many-run',
    inputs: { count: 400 },
    counts: { read: 400 },
    isAccepted: true,
    notLookedAt: { leftOut: 0 },
  });
  expect(brief.notLookedAt.entries.length).toBe(20);
  const whole = await freckle(['vet', 'many', '--out', 'many-run', '--json', 'full'], { cwd: folder });
  expect(Object.keys(JSON.parse(whole.stdout) as object)).toEqual(
    expect.arrayContaining(['samples', 'signals']),
  );
}, 120_000);

test('--log-format json writes problems and errors as one object per line', async () => {
  const lines = async (...args: string[]) => {
    const { stderr } = await freckle([...args, '--log-format', 'json'], { cwd: folder });
    return stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { [name: string]: unknown });
  };
  expect(await lines('vet', 'nowhere.jsonl')).toMatchObject([
    {
      level: 'error',
      event: 'stopped',
      code: 'input-not-found',
      message: expect.stringContaining('nowhere.jsonl'),
    },
  ]);
  const log = await lines('vet', 'many', 'nowhere.jsonl', '--out', 'logged');
  expect(log[0]).toMatchObject({ level: 'warn', event: 'problem' });
  expect(log.slice(1).map(({ event }) => event)).toEqual(log.slice(1).map(() => 'progress'));
}, 120_000);

test('every command whose --json has forms is known to the one that reads the words', async () => {
  for (const verb of WITH_JSON_FORM)
    expect((await freckle([verb, '--help'])).stdout).toContain('--json [full]');
  for (const verb of ['calibrate', 'score', 'explain', 'policy', 'init'])
    expect((await freckle([verb, '--help'])).stdout).not.toContain('--json [');
});

test('--json full prints all facts as JSON and nothing else; --quiet prints nothing', async () => {
  const json = await vet('--json', 'full', '--out', 'run');
  expect(json.code).toBe(0);
  const summary = JSON.parse(json.stdout) as ReportData & { folder: string; timings: { splits: number } };
  const { read, admitted, quarantined, rejected, unreadable } = summary.counts;
  expect(read).toBe(40);
  expect(admitted + quarantined + rejected + unreadable).toBe(read);
  expect(summary.folder).toBe('run');
  const saved = JSON.parse(readFileSync(join(folder, 'run', 'report.json'), 'utf8')) as ReportData;
  expect(summary.counts).toEqual(saved.counts);
  const quiet = await vet('--quiet', '--out', 'run');
  expect(quiet).toMatchObject({ code: 0, stdout: '', stderr: '' });
});

test('piped output is plain and short: no escape codes, a summary within 24 lines of 80 columns', async () => {
  const { stdout, stderr } = await vet('--out', 'run');
  expect(stdout + stderr).not.toContain(ESCAPE);
  expect(stdout).not.toContain('\r');
  const lines = stdout.trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(24);
  for (const line of lines) expect([...line].length).toBeLessThanOrEqual(80);
  expect(stdout).toContain('run/report.html');
});

test('a terminal gets colour and one live line, and NO_COLOR takes the colour away', ({ skip }) => {
  try {
    execFileSync('script', ['--version']);
  } catch {
    skip('no script(1) here to make a terminal with');
  }
  const command = 'exec "$NODE" "$MAIN" vet corpus.jsonl --out run';
  const onTerminal = (env: NodeJS.ProcessEnv): string => {
    const all = {
      ...process.env,
      NODE: process.execPath,
      MAIN: main,
      TERM: 'xterm-256color',
      NO_COLOR: '',
      ...env,
    };
    return execFileSync('script', ['-qec', command, '/dev/null'], {
      cwd: folder,
      env: all,
      encoding: 'utf8',
    });
  };
  const colourful = onTerminal({});
  expect(colourful).toMatch(new RegExp(`${ESCAPE}\\[[0-9;]*m`));
  expect(colourful).toContain(`\r${ESCAPE}[2K`);
  const plain = onTerminal({ NO_COLOR: '1' });
  expect(plain).not.toMatch(new RegExp(`${ESCAPE}\\[[0-9;]*m`));
});
