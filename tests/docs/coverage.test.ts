import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { EXIT } from '../../src/cli/exit.js';
import type { ReadingOptions } from '../../src/core/format.js';
import { DEFAULT_METRIC_SETTINGS, metricRef } from '../../src/core/metric.js';
import { signalRef } from '../../src/core/signal.js';
import { CAPTION_NAMES, COMMON_NAMES, FIELDS, IMAGE_NAMES } from '../../src/formats/columns.js';
import { CODECS } from '../../src/formats/compression/index.js';
import { FORMATS } from '../../src/formats/index.js';
import {
  BUILTIN_POLICIES,
  BUILTIN_POLICY_YAML,
  builtinPolicy,
  settingsOf,
} from '../../src/gate/policy/index.js';
import type { ColumnNames, DecideOptions, ExplainOptions, Extensions, VetOptions } from '../../src/index.js';
import * as library from '../../src/index.js';
import type { LmOptions } from '../../src/lm/server.js';
import { FINDING_METRICS, METRICS } from '../../src/metrics/index.js';
import { SIGNALS } from '../../src/signals/index.js';
import { shapeFor } from '../../src/text/lsh-shape.js';
import { NGRAM_SIZE, PERMUTATIONS } from '../../src/text/minhash.js';
import { DEFAULT_MEMORY_BYTES } from '../../src/wiring/resources.js';
import { PAGES, page, root, unionIn } from './support.js';

test('the pages made from definitions are fresh', () => {
  expect(() =>
    execFileSync(process.execPath, [join(root, 'scripts/docs.mjs'), '--check'], { stdio: 'pipe' }),
  ).not.toThrow();
});

/** Every option. An option missing here is a type error; one missing on the page is a failure. */
type All<Options> = { readonly [name in keyof Required<Options>]: true };
const EXTENSIONS: All<Omit<Extensions, 'signals'>> = { metrics: true, formats: true, extensions: true };
const VET: All<VetOptions> = {
  ...{ inputs: true, out: true, policy: true, to: true, workers: true, memoryBytes: true, format: true },
  ...{
    columns: true,
    reading: true,
    maxRecordBytes: true,
    splitBytes: true,
    sample: true,
    limit: true,
    sampleSeed: true,
    trustAnchors: true,
    signals: true,
    againstCorpora: true,
  },
  ...{ calibration: true, scores: true, watermarks: true, tokenizer: true, lm: true, command: true },
  ...{ planted: true, about: true, onProgress: true, onProblem: true, ...EXTENSIONS },
};
const COLUMNS: All<ColumnNames> = {
  ...{ text: true, image: true, id: true, source: true, url: true, date: true, language: true },
  ...{ origin: true, label: true, tokens: true, facets: true, scores: true },
  ...{ texts: true, template: true, sourceFrom: true },
};
const READING: All<ReadingOptions> = { encoding: true, delimiter: true, header: true };
const LM: All<LmOptions> = {
  ...{ baseUrl: true, key: true, model: true, observer: true, top: true, concurrency: true, timeoutMs: true },
};
const DECIDE: All<DecideOptions> = {
  ...{ run: true, policy: true, workers: true, memoryBytes: true, onProgress: true, signals: true },
  ...EXTENSIONS,
};
const EXPLAIN: All<ExplainOptions> = { run: true, record: true, signals: true, ...EXTENSIONS };
const OPTIONS = {
  'options of vet': VET,
  'columns of vet': COLUMNS,
  'reading of vet': READING,
  'language model of vet': LM,
  'options of decide': DECIDE,
  'options of explain': EXPLAIN,
};

describe('column names in docs/formats.md', () => {
  const rows = page('docs/formats.md').split('\n');
  const lists = [
    ...FIELDS.map((field) => [field, COMMON_NAMES[field]] as const),
    ['image', IMAGE_NAMES] as const,
    ['caption of an image', CAPTION_NAMES] as const,
  ];
  it.each(lists)('%s: those of the code, in its order', (field, names) => {
    const row = rows.find((line) => line.startsWith(`| ${field} |`))!;
    expect(row).toContain(`| ${names.map((name) => `\`${name}\``).join(' ')}`);
  });
});

describe('documented by name', () => {
  const signals = page('docs/signals.md');
  it.each(SIGNALS.map(signalRef))('%s', (ref) => expect(signals).toContain(`\n### ${ref}\n`));

  const metrics = page('docs/metrics.md');
  it.each([...METRICS, ...FINDING_METRICS].map(metricRef))('%s', (ref) =>
    expect(metrics).toContain(`\n### ${ref}\n`),
  );

  const formats =
    page('docs/formats.md') + (existsSync(join(root, 'docs/images.md')) ? page('docs/images.md') : '');
  const plain = FORMATS.filter(({ id }) => !CODECS.some((codec) => id.endsWith(`-${codec.id}`)));
  it.each(plain)('format $id with its endings', ({ id, extensions }) => {
    expect(formats).toContain(`\`${id}\``);
    for (const extension of extensions) expect(formats).toContain(`\`${extension}\``);
  });
  it.each(CODECS)('compression $id with its endings', ({ id, endings }) => {
    expect(formats).toContain(`\`jsonl-${id}\``);
    for (const ending of endings) expect(formats).toContain(`\`.jsonl${ending}\``);
  });

  const policies = page('docs/policies.md');
  it.each(BUILTIN_POLICIES)('policy %s and its rules', (name) => {
    expect(policies).toContain(`### \`${name}\``);
    for (const { id } of builtinPolicy(name).rules) expect(policies).toContain(`| \`${id}\` |`);
    for (const { id } of builtinPolicy(name).acceptance ?? []) expect(policies).toContain(`\`${id}\``);
  });

  const errors = page('docs/errors.md');
  const errorCodes = unionIn('src/core/errors.ts', 'FreckleErrorCode');
  it.each(errorCodes)('error %s with its exit code', (code) => {
    expect(errors).toMatch(new RegExp(`\\| \`${code}\` \\| [23] \\|`));
  });
  it.each(unionIn('src/core/record.ts', 'UnreadableCode'))('unreadable %s', (code) => {
    expect(errors).toContain(`| \`${code}\` |`);
    expect(formats).toContain(`\`${code}\``);
  });
  it('no error code that does not exist', () => {
    const known = new Set([...errorCodes, ...unionIn('src/core/record.ts', 'UnreadableCode')]);
    const told = [...errors.matchAll(/^\| `([a-z-0-9]+)` \|/gm)].map((match) => match[1]!);
    expect(told.filter((code) => !known.has(code))).toEqual([]);
  });
  it.each(Object.entries(EXIT))('exit code of %s', (_name, code) =>
    expect(errors).toContain(`\n| ${code} | `),
  );

  const guide = page('docs/library.md');
  it.each(Object.entries(OPTIONS))('every option of %s', (title, members) => {
    const part = new RegExp(`<!-- ${title}, made by npm run docs -->([\\s\\S]*?)<!-- end -->`).exec(
      guide,
    )![1]!;
    const told = [...part.matchAll(/^\| `(\w+)`/gm)].map((match) => match[1]!);
    expect(told.sort()).toEqual(Object.keys(members).sort());
  });
  it('the default memory limit of a run', () => {
    expect(guide).toContain(`; ${DEFAULT_MEMORY_BYTES / 1e9} GB by default`);
  });
  it.each(Object.keys(library))('%s of the library', (name) => expect(guide).toContain(`\`${name}`));
});

describe('constants that pages repeat', () => {
  it('near-duplicates are found as docs/metrics.md says', () => {
    const metrics = page('docs/metrics.md');
    expect(metrics).toContain(`set of ${NGRAM_SIZE}-word shingles is sketched by ${PERMUTATIONS} MinHash`);
    const { nearDuplicateThreshold, nearDuplicateThresholdUnspaced } = DEFAULT_METRIC_SETTINGS;
    for (const threshold of [nearDuplicateThreshold, nearDuplicateThresholdUnspaced]) {
      const { bands, rows } = shapeFor(threshold, PERMUTATIONS);
      expect(metrics).toContain(`| ${threshold} | ${bands} bands of ${rows} |`);
    }
  });

  it.each(BUILTIN_POLICIES)('policy %s bounds near-duplicates at the threshold they are found by', (name) => {
    const threshold = settingsOf(builtinPolicy(name)).nearDuplicateThreshold;
    expect(threshold).toBe(DEFAULT_METRIC_SETTINGS.nearDuplicateThreshold);
    for (const [, bound] of BUILTIN_POLICY_YAML[name].matchAll(
      /near-duplicates, role: copy, [a-z-]+: ([\d.]+)/g,
    ))
      expect(Number(bound)).toBe(threshold);
  });
});

describe('flags', () => {
  const known = new Set(flagsIn(page('docs/cli.md')));
  // Flags of npm, the fuzzer, the bundler, a bench and zstd.
  const foreign = new Set(['--global', '--seconds', '--platform', '--verbose', '--long']);
  const unknownIn = (text: string) => flagsIn(text).filter((flag) => !known.has(flag) && !foreign.has(flag));

  it.each(PAGES)('in %s exist', (name) => expect(unknownIn(page(name))).toEqual([]));

  const rooms = ['cli', 'core', 'engines', 'formats', 'gate', 'image', 'origin', 'wiring'];
  it.each(rooms)('in messages of %s/ exist', (room) => {
    const files = readdirSync(join(root, 'src', room), { recursive: true, encoding: 'utf8' });
    const sources = files.filter((file) => file.endsWith('.ts'));
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.flatMap((file) => unknownIn(page(join('src', room, file))))).toEqual([]);
  });
});

describe('links', () => {
  it.each(PAGES)('of %s lead somewhere', (name) => {
    const text = page(name).replace(/```[\s\S]*?```/g, '');
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!);
    const broken = links
      .filter((link) => !/^(https?:|mailto:)/.test(link))
      .filter((link) => {
        const [path, anchor] = link.split('#') as [string, string?];
        const target = path === '' ? name : join(dirname(name), path);
        if (!existsSync(join(root, target))) return true;
        return anchor !== undefined && target.endsWith('.md') && !anchorsOf(page(target)).has(anchor);
      });
    expect(broken).toEqual([]);
  });
});

const flagsIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/(?<![\w-])--[a-z][a-z-]+(?!\w)/g)].map(([flag]) => flag)),
];

/** Headings as GitHub links them. */
function anchorsOf(text: string): Set<string> {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map((match) => match[1]!);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );
}
