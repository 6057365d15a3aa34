import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it, test } from 'vitest';
import type { FindingMetric, Format, Metric, Signal, TextSignal, VetOptions } from '../../src/index.js';
import { freckle } from '../support/cli.js';
import { fingerprintRun, temporaryFolder, toJsonl } from '../support/corpus.js';

// Worker threads run the built program.
const library = (await import(
  new URL('../../dist/index.js', import.meta.url).href
)) as typeof import('../../src/index.js');
const { vet, decide, explain, defineTextSignal } = library;

const folder = temporaryFolder('extensions');
const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

/** A module as a user writes it: a signal, a question of either kind and a format. */
const MODULE = `
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { defineTextSignal } from 'freckle';

export const shoutShare = defineTextSignal({
  id: 'shout-share',
  version: 1,
  title: 'Shouting',
  description: 'Share of characters that are capitals.',
  formula: 'capitals / characters',
  source: 'ours',
  kind: 'number',
  unit: 'share',
  range: [0, 1],
  measure: ({ text, characterCount }) =>
    characterCount === 0
      ? { value: null, why: 'no characters' }
      : { value: (text.match(/[A-Z]/g) ?? []).length / characterCount },
});

export const loneSources = {
  id: 'lone-sources',
  version: 1,
  title: 'Lone sources',
  description: 'Records whose source has no other record.',
  formula: 'sources of one record',
  source: 'ours',
  needs: ['records'],
  roles: ['alone'],
  find: async (engine) => {
    const alone = 'SELECT source, min(record) AS record FROM records GROUP BY source HAVING count(*) = 1';
    await engine.run(\`INSERT INTO findings SELECT 'lone-sources', source, 'The only record of ' || source || '.', 1, '{}' FROM (\${alone})\`);
    await engine.run(\`INSERT INTO finding_members SELECT 'lone-sources', source, record, 'alone', NULL FROM (\${alone})\`);
    const [row] = await engine.rows(\`SELECT count(*)::INTEGER AS n FROM (\${alone})\`);
    return { sources: row.n };
  },
  reference: () => ({ findings: [], summary: { sources: 0 } }),
};

export const sourceCount = {
  id: 'source-count',
  version: 1,
  title: 'Sources',
  description: 'How many sources there are.',
  formula: 'distinct sources',
  source: 'ours',
  needs: ['records'],
  merge: { kind: 'concat' },
  state: () => 'SELECT DISTINCT source FROM records',
  value: (rows) => rows.length,
  reference: () => [],
};

export const logLines = {
  id: 'log-lines',
  version: 1,
  title: 'Logs',
  modality: 'text',
  extensions: ['.log'],
  provenanceIn: 'a column',
  writtenAs: 'jsonl',
  plan: async (input) => [{ start: 0, end: input.sizeBytes }],
  async *read(input) {
    let ordinal = 0;
    for await (const text of createInterface({ input: createReadStream(input.path) }))
      yield [{
        modality: 'text', ordinal, position: { line: ++ordinal }, id: null, source: input.source, url: null,
        date: null, language: null, declaredOrigin: null, declaredOriginText: null, label: null, facets: [],
        text, scores: [],
      }];
  },
};

export const signals = [shoutShare];
export const metrics = [loneSources, sourceCount];
export const formats = [logLines];
`;

const corpus = file(
  'corpus.jsonl',
  toJsonl([
    { id: 'quiet', text: 'Rain on a tin roof, an hour of it, and nobody spoke.', source: 'diary' },
    { id: 'loud', text: 'BUY NOW, BUY HERE, BUY EVERYTHING THERE IS TODAY', source: 'forum' },
    { id: 'calm', text: 'The lamplighter came at four with a dog behind him.', source: 'diary' },
  ]),
);
const policy = file(
  'mine.yaml',
  `policy: mine
version: 1
rules:
  - id: shouting
    when: { signal: shout-share, above: 0.5 }
    decide: reject
    because: It shouts.
  - id: lone
    when: { finding: lone-sources, role: alone }
    decide: quarantine
    because: Nobody else is there.
`,
);
const modulePath = file('extension.mjs', MODULE);

interface Made {
  readonly shoutShare: TextSignal;
  readonly loneSources: FindingMetric<{ sources: number }>;
  readonly sourceCount: Metric<number>;
  readonly logLines: Format;
}
let made: Made;

beforeAll(async () => {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(resolve(import.meta.dirname, '../..'), join(folder, 'node_modules', 'freckle'));
  made = (await import(pathToFileURL(modulePath).href)) as Made;
});

const run = (name: string, options: Partial<VetOptions>) =>
  vet({ inputs: [corpus], out: join(folder, name), command: 'freckle vet', workers: 2, ...options });
const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'nothing was thrown',
    (error: { code?: string; message: string }) => `${error.code}: ${error.message}`,
  );

describe('signals and questions of one’s own', () => {
  it('decide, are told in the report, and give their answers', async () => {
    const { shoutShare, loneSources, sourceCount } = made;
    const { report, answers } = await run('objects', {
      policy,
      signals: [shoutShare],
      metrics: [loneSources, sourceCount],
    });
    expect(report.counts).toMatchObject({ read: 3, admitted: 2, rejected: 1 });
    expect(report.rules.map(({ id, fired }) => [id, fired])).toEqual([
      ['shouting', 1],
      ['lone', 1],
    ]);
    expect(report.run.versions).toContainEqual({ name: 'shout-share', version: '1' });
    expect(report.signals.map(({ id }) => id)).toContain('shout-share');
    expect(answers).toMatchObject({ 'lone-sources': { sources: 1 }, 'source-count': 2 });
    const written = JSON.parse(readFileSync(join(folder, 'objects/run.json'), 'utf8'));
    expect(written.signals).toContain('signal/shout-share@1');
  });

  it('give the same bytes from a module in worker threads as from objects in the calling thread', async () => {
    await run('modules', { policy, extensions: [modulePath] });
    expect(fingerprintRun(join(folder, 'modules'))).toEqual(fingerprintRun(join(folder, 'objects')));
  });

  it('may come as an object and in a module at once', async () => {
    const { report } = await run('both', {
      policy,
      signals: [made.shoutShare],
      extensions: [pathToFileURL(modulePath).href],
    });
    expect(report.counts.rejected).toBe(1);
  });

  it('of a group of their own are measured when given as objects, and when named from a module', async () => {
    const shy: Signal = { ...made.shoutShare, id: 'shy-share', group: 'mine' };
    const { report } = await run('group', { signals: [shy] });
    expect(report.signals.map(({ id }) => id)).toContain('shy-share');
    const shyModule = file(
      'shy.mjs',
      "import { shoutShare } from './extension.mjs';\nexport const signals = [{ ...shoutShare, id: 'shy-share', group: 'mine' }];\n",
    );
    const asked = await run('asked', { signals: ['mine'], extensions: [shyModule] });
    expect(asked.report.signals.map(({ id }) => id)).toContain('shy-share');
    const unasked = await run('unasked', { extensions: [shyModule] });
    expect(unasked.report.signals.map(({ id }) => id)).not.toContain('shy-share');
  });

  it('measure again when their version grows, and only then', async () => {
    const again = async (version: number) => {
      const signal: Signal = { ...made.shoutShare, version };
      const { timings } = await run('grown', { signals: [signal] });
      return timings.measuredSplits;
    };
    expect([await again(1), await again(1), await again(2)]).toEqual([1, 0, 1]);
  });
});

describe('a finished run with extensions', () => {
  const given = () => ({ signals: [made.shoutShare], metrics: [made.loneSources, made.sourceCount] });

  it('is decided again and explained where they are given', async () => {
    await run('later', { policy, ...given() });
    const out = join(folder, 'later');
    const { comparison, report } = await decide({ run: out, policy: 'annotate-only', ...given() });
    expect(comparison.changed).toBe(1);
    expect(report.counts.admitted).toBe(3);
    await decide({ run: out, policy, extensions: [modulePath] });
    const facts = await explain({ run: out, record: 'loud', ...given() });
    expect(facts.decision).toBe('reject');
    expect(facts.measurements).toContainEqual(
      expect.objectContaining({ id: 'shout-share', title: 'Shouting' }),
    );
    expect(facts.findings).toContainEqual(
      expect.objectContaining({
        metric: 'lone-sources',
        role: 'alone',
        summary: 'The only record of forum.',
      }),
    );
  });

  it('is refused by name of what is missing, by the library and the command line', async () => {
    const out = join(folder, 'later');
    const { signals, metrics } = given();
    expect(await codeOf(decide({ run: out, policy: 'default' }))).toMatch(
      /^run-incomplete: .*metric\/lone-sources@1/,
    );
    expect(await codeOf(decide({ run: out, policy: 'default', metrics }))).toMatch(
      /^run-incomplete: .*signal\/shout-share@1, which is not built in and was not given/,
    );
    expect(await codeOf(explain({ run: out, record: 'loud', metrics }))).toContain('signal/shout-share@1');
    expect(await codeOf(explain({ run: out, record: 'loud', signals }))).toContain('metric/lone-sources@1');
    const told = await freckle(['explain', out, 'loud']);
    expect(told.code).toBe(2);
    expect(told.stderr).toMatch(/lone-sources@1.*\[run-incomplete\]/s);
  });
});

describe('a format of one’s own', () => {
  const log = file('night.log', 'a quiet night\nALL ALARMS RANG AT ONCE AND NOBODY CAME\nall quiet again\n');

  it.each<[string, () => Partial<VetOptions>]>([
    ['as an object', () => ({ formats: [made.logLines], signals: [made.shoutShare] })],
    ['from a module', () => ({ extensions: [modulePath] })],
  ])('%s reads files of its ending, whose records are written as JSON lines', async (name, options) => {
    const out = name.replaceAll(' ', '-');
    const { report } = await run(out, { inputs: [log], policy: file('loud.yaml', LOUD), ...options() });
    expect(report.counts).toMatchObject({ read: 3, admitted: 2, rejected: 1 });
    const rejected = readFileSync(join(folder, out, 'rejected/night.jsonl'), 'utf8')
      .trim()
      .split('\n');
    expect(rejected.map((line) => JSON.parse(line).text)).toEqual([
      'ALL ALARMS RANG AT ONCE AND NOBODY CAME',
    ]);
  });

  it('is missed by name', async () => {
    const out = join(folder, 'as-an-object');
    const { shoutShare, logLines } = made;
    expect(await codeOf(decide({ run: out, policy: 'default', signals: [shoutShare] }))).toMatch(
      /^run-incomplete: .*log-lines/,
    );
    const { report } = await decide({
      run: out,
      policy: 'annotate-only',
      signals: [shoutShare],
      formats: [logLines],
    });
    expect(report.counts.admitted).toBe(3);
  });

  it('reads whatever it is asked to by id, and no other', async () => {
    const inputs = [file('night.txt', 'a quiet night\nall quiet again\n')];
    const { report } = await run('by-id', { inputs, format: 'log-lines', formats: [made.logLines] });
    expect(report.counts.read).toBe(2);
    expect(await codeOf(run('by-id', { inputs, format: 'log-lines' }))).toMatch(/^unknown-format: /);
  });

  it('reads again when its version grows', async () => {
    const measured = async (version: number) =>
      (await run('version', { inputs: [log], formats: [{ ...made.logLines, version }] })).timings
        .measuredSplits;
    expect([await measured(1), await measured(1), await measured(2)]).toEqual([1, 0, 1]);
  });
});

const LOUD = `policy: loud
version: 1
rules:
  - id: shouting
    when: { signal: shout-share, above: 0.5 }
    decide: reject
    because: It shouts.
`;

describe('what cannot be used is refused, with what is wrong', () => {
  const broken = (change: object) => ({ ...made.shoutShare, ...change }) as Signal;
  const cases: readonly (readonly [string, () => Partial<VetOptions>, RegExp])[] = [
    [
      'an id that is taken',
      () => ({ signals: [broken({ id: 'digit-share' })] }),
      /already is a signal with the id digit-share/,
    ],
    [
      'an id of one word',
      () => ({ signals: [broken({ id: 'source' })] }),
      /id of the signal "source" must be at least two words/,
    ],
    [
      'no version',
      () => ({ signals: [broken({ version: undefined })] }),
      /the version of the signal .* found nothing/,
    ],
    ['no function', () => ({ signals: [broken({ measure: 3 })] }), /must be a function; found 3/],
    [
      'two of one id',
      () => ({ signals: [broken({}), broken({})] }),
      /already is a signal with the id shout-share/,
    ],
    [
      'the id of the metric that needs a calibration',
      () => ({ metrics: [{ ...made.sourceCount, id: 'inferred-synthetic' }] }),
      /already is a metric with the id inferred-synthetic/,
    ],
    [
      'a metric of no kind',
      () => ({ metrics: [{ ...made.sourceCount, value: undefined } as unknown as Metric] }),
      /the find of the metric "source-count" must be/,
    ],
    [
      'a format without a version',
      () => ({ formats: [{ ...made.logLines, version: undefined }] }),
      /the version of the format "log-lines" must be/,
    ],
    [
      'a module that is not there',
      () => ({ extensions: ['lost.mjs'] }),
      /^input-not-found: extension module not found: .*lost\.mjs/,
    ],
    [
      'a module without lists',
      () => ({ extensions: [file('other.mjs', 'export const signal = 1;')] }),
      /must export lists called signals, metrics, formats; found signal/,
    ],
    [
      'a module that throws',
      () => ({ extensions: [file('thrower.mjs', "throw new Error('no luck');")] }),
      /thrower\.mjs cannot be imported: Error: no luck/,
    ],
    [
      'a policy that names a signal which is not given',
      () => ({ policy }),
      /^invalid-policy: .*unknown signal "shout-share"/,
    ],
  ];
  it.each(cases)('%s', async (_, options, message) => {
    expect(await codeOf(run('never', options()))).toMatch(message);
  });
});

describe('a signal that does not keep its word ends the run with its name and the record', () => {
  const measures: readonly (readonly [string, () => unknown, RegExp])[] = [
    [
      'throws',
      () => {
        throw new Error('no luck');
      },
      /signal\/shout-share@1 failed on diary:1: no luck/,
    ],
    ['gives NaN', () => ({ value: Number.NaN }), /must return .* of kind number .* found the value NaN/],
    ['gives a text for a number', () => ({ value: 'much' }), /found the value much/],
    ['gives null without a reason', () => ({ value: null }), /found the value null/],
    ['gives nothing', () => undefined, /found undefined/],
  ];
  it.each(measures)('%s', async (name, measure, message) => {
    const signal = { ...made.shoutShare, measure } as unknown as Signal;
    const told = await codeOf(run(`broken ${name}`, { signals: [signal] }));
    expect(told).toMatch(/^extension-failed: /);
    expect(told).toMatch(message);
  });

  it('in a worker thread too', async () => {
    const path = file(
      'thrower-signal.mjs',
      "import { shoutShare } from './extension.mjs';\nexport const signals = [{ ...shoutShare, measure: () => { throw new Error('far away'); } }];\n",
    );
    expect(await codeOf(run('far', { extensions: [path] }))).toMatch(
      /^extension-failed: signal\/shout-share@1 failed on diary:1: far away/,
    );
  });
});

test('without extensions a policy finds its names in the lists alone', () => {
  expect(() => library.readPolicy(policy)).toThrow(/shout-share/);
  expect(defineTextSignal).toBeTypeOf('function');
});
