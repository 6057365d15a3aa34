import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RecordFacts } from '../../src/report/record-facts.js';
import { freckle } from '../support/cli.js';
import { fingerprintRun, madeRecords, temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('decide');
const run = join(folder, 'run');
const records = madeRecords(30, 'decide');
const trace =
  'The harbour froze twice that winter, and the pilots walked home across the ice with their lamps lit. ' +
  'As an AI language model, I cannot browse the internet. Nobody in the village believed the almanac any more.';
const at = (...args: string[]) => freckle(args, { cwd: folder });

beforeAll(async () => {
  const twice = { ...records[1]!, id: 'twice', text: `${records[1]!.text} and so on` };
  writeFileSync(
    join(folder, 'corpus.jsonl'),
    `${toJsonl([
      ...records,
      { id: 'traced', text: trace, source: 'blog.example' },
      twice,
      { ...twice, text: 'Another text under the same id, about something else entirely.' },
    ])}{"text": broken\n`,
  );
  const result = await at('vet', 'corpus.jsonl', '--out', 'run', '--quiet');
  expect(result.stderr).toBe('');
});

describe('explain', () => {
  it('finds a record by its id, its position and the start of its content hash', async () => {
    const byId = await at('explain', 'run', 'traced', '--json');
    expect(byId.code).toBe(0);
    const facts = JSON.parse(byId.stdout) as RecordFacts;
    expect(facts).toMatchObject({
      id: 'traced',
      position: 'corpus.jsonl:31',
      source: 'blog.example',
      decision: 'quarantine',
    });
    expect(facts.measurements.find(({ id }) => id === 'assistant-trace-count')).toMatchObject({
      value: 1,
    });
    const byPosition = await at('explain', 'run', 'corpus.jsonl:31', '--json');
    const byHash = await at('explain', 'run', facts.contentHash.slice(0, 12), '--json');
    expect(byPosition.stdout).toBe(byId.stdout);
    expect(byHash.stdout).toBe(byId.stdout);
  });

  it('prints measurements, findings and reasons', async () => {
    const { stdout } = await at('explain', 'run', 'traced');
    expect(stdout).toContain('quarantined');
    expect(stdout).toContain('assistant-traces');
    expect(stdout).toMatch(/As an AI language model/);
    expect(stdout).toMatch(/word-count\s+\d/);
    expect(stdout).not.toContain('\u001b');
  });

  it('lists the candidates for an ambiguous name, and reports an unknown name', async () => {
    const several = await at('explain', 'run', 'twice');
    expect(several.code).toBe(2);
    expect(several.stderr).toMatch(
      /2 records match twice.*corpus\.jsonl:32, corpus\.jsonl:33.*\[record-not-found\]/s,
    );
    const none = await at('explain', 'run', 'nobody');
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('[record-not-found]');
    const broken = await at('explain', 'run', 'corpus.jsonl:34');
    expect(broken.stderr).toMatch(
      /could not be read.*malformed-json.*expected a value.*\[record-not-found\]/s,
    );
  });

  it('suggests the position if its folders are left out, or named from further up', async () => {
    for (const site of ['a', 'b']) {
      mkdirSync(join(folder, 'data', site), { recursive: true });
      writeFileSync(join(folder, 'data', site, 'web.jsonl'), toJsonl(records.slice(0, 2)));
    }
    expect((await at('vet', 'data', '--out', 'nested', '--quiet')).stderr).toBe('');
    const short = await at('explain', 'nested', 'web.jsonl:2');
    expect([short.code, short.stderr]).toEqual([
      2,
      expect.stringContaining('did you mean data/a/web.jsonl:2 or data/b/web.jsonl:2?'),
    ]);
    const long = await at('explain', 'nested', `${folder}/data/b/web.jsonl:1`);
    expect(long.stderr).toContain('did you mean data/b/web.jsonl:1? [record-not-found]');
    const none = await at('explain', 'nested', 'eb.jsonl:1');
    expect(none.stderr).not.toContain('did you mean');
  });
});

describe('decide', () => {
  it('changes decisions, outputs and report, lists the changes, measures nothing, and can go back', async () => {
    const before = fingerprintRun(run);
    const strict = await at('decide', 'run', '--policy', 'strict', '--json', 'full');
    const { changed, counts } = JSON.parse(strict.stdout) as {
      changed: { sentences: string[] };
      counts: { [count: string]: number };
    };
    expect(changed.sentences[0]).toMatch(/^\d+ of 33 records (are|is) decided differently\.$/);
    const after = fingerprintRun(run);
    const measurements = (print: { [file: string]: string }) =>
      Object.entries(print).filter(([file]) => file.startsWith('measurements/'));
    expect(measurements(after)).toEqual(measurements(before));
    expect(after['decisions.parquet']).not.toBe(before['decisions.parquet']);
    expect(after['policy.yaml']).not.toBe(before['policy.yaml']);
    const saved = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as {
      policy: { name: string };
      counts: object;
    };
    expect(saved.policy.name).toBe('strict');
    expect(saved.counts).toEqual(counts);
    const rejected = readFileSync(join(run, 'rejected', 'corpus.jsonl'), 'utf8');
    expect(rejected).toContain('"id":"traced"');

    const back = await at('decide', 'run/', '--policy', 'default');
    expect(back.stdout).toContain('Report   run/report.html\n');
    expect(back.stdout).toMatch(/Changed: \d+ of 33 records/);
    expect(fingerprintRun(run)).toEqual(before);
  });

  it('refuses a policy with unmeasured signals, and leaves the run as it was', async () => {
    const before = fingerprintRun(run);
    const policy = join(folder, 'c4.yaml');
    writeFileSync(
      policy,
      'policy: c4\nversion: 1\nsignals: [c4]\nrules:\n  - id: any\n    when: { signal: word-count, below: 1 }\n    decide: reject\n    because: Empty.\n',
    );
    const refused = await at('decide', 'run', '--policy', policy);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/did not measure.*\[unknown-signal\]/s);
    expect(fingerprintRun(run)).toEqual(before);
  });
});
