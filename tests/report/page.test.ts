import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { excerptOf, type ReportData, renderReport, warningsOf } from '../../src/report/index.js';
import { SECTIONS } from '../../src/report/sections/index.js';
import { CALIBRATED, EMPTY, EXAMPLE } from './example.js';
import { hostileCopy } from './hostile.js';
import { faultsOf } from './markup.js';

test('the example report is what it was, whatever other signals there are', async () => {
  const { run, signals } = EXAMPLE;
  const kept = {
    ...EXAMPLE,
    run: { ...run, versions: run.versions.slice(0, 4) },
    signals: signals.slice(0, 12),
  };
  await expect(renderReport(kept)).toMatchFileSnapshot('__snapshots__/report.html');
});

test('every section that a report can have is on the page and in its navigation', () => {
  const page = renderReport(CALIBRATED);
  for (const { id, name } of SECTIONS) {
    expect(page).toContain(`<section id="${id}"`);
    expect(page).toContain(`<li><a href="#${id}">${name}</a></li>`);
  }
  const least = renderReport(EMPTY);
  for (const { id, isShown } of SECTIONS)
    expect(least.includes(`<section id="${id}"`), id).toBe(isShown === undefined);
});

test('a signal that is the same for all records is said in a line, not charted', () => {
  const [signal] = EXAMPLE.signals.filter(({ id }) => id === 'word-count');
  const withValue = (value: number) => ({
    ...signal!,
    unit: 'count',
    groups: signal!.groups.map((group) => ({ ...group, quantiles: group.quantiles.map(() => value) })),
  });
  const cardOf = (one: ReportData['signals'][number]): string =>
    /<article class="card" id="signal-word-count"[\s\S]*?<\/article>/.exec(
      renderReport({ ...EXAMPLE, signals: [one] }),
    )![0];
  expect(cardOf(withValue(7))).toContain('Every record with a value has 7.');
  expect(cardOf(withValue(7))).not.toContain('<svg class="chart"');
  expect(cardOf(signal!)).toContain('<svg class="chart"');
  const [first, ...others] = withValue(7).groups;
  const varied = { ...first!, quantiles: first!.quantiles.map((_, at) => at) };
  expect(cardOf({ ...withValue(7), groups: [varied, ...others] })).toContain('<svg class="chart"');
});

test('the same data gives the same bytes', () => {
  expect(renderReport(EXAMPLE)).toBe(renderReport(JSON.parse(JSON.stringify(EXAMPLE))));
});

describe.each([
  ['the example', EXAMPLE],
  ['the example with a calibration', CALIBRATED],
  ['a report of nothing', EMPTY],
  ['a report made of hostile strings', hostileCopy(CALIBRATED)],
])('%s', (_name, data) => {
  const page = renderReport(data);

  test('is balanced markup with unique ids, whose links lead somewhere', () => {
    expect(faultsOf(page)).toEqual([]);
  });

  test('has one script and one style, named by their digests, and no other', () => {
    const policy = page.match(/Content-Security-Policy" content="([^"]*)"/)![1]!;
    for (const element of ['script', 'style']) {
      const found = [...page.matchAll(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, 'g'))];
      expect(found).toHaveLength(1);
      const digest = createHash('sha256').update(found[0]![1]!).digest('base64');
      expect(policy).toContain(`${element}-src 'sha256-${digest}'`);
    }
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
  });

  test('shows no character that hides or turns others', () => {
    expect(page).not.toMatch(
      /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\u{e0000}-\u{e007f}]|\p{Surrogate}/u,
    );
  });
});

test('the page says every figure of the run', () => {
  const page = renderReport(EXAMPLE);
  for (const { id, evaluated } of EXAMPLE.rules)
    expect(page).toContain(evaluated > 0 ? `id="rule-${id}"` : `<code id="rule-${id}">`);
  for (const signal of EXAMPLE.signals) expect(page).toContain(`id="signal-${signal.id}"`);
  for (const warning of warningsOf(EXAMPLE)) expect(page).toContain(`href="#${warning.anchor}"`);
});

test('a missing estimate is shown with its reason, and an estimate with its interval', () => {
  const why = 'the references do not fit the domain';
  const refused = { ...EXAMPLE, origin: { ...EXAMPLE.origin, inferredShare: { value: null, why } } };
  expect(renderReport(refused)).toContain(why);
  const inferredShare = { value: 0.22, low: 0.18, high: 0.27, level: 0.95 };
  const page = renderReport({ ...EXAMPLE, origin: { ...EXAMPLE.origin, inferredShare } });
  expect(page).toContain('22\u00a0%');
  expect(page).toContain('18\u00a0% – 27\u00a0% (95\u00a0% interval)');
});

test('a report of an endless corpus stays under 3 MB', () => {
  const big = 'Long \u{1f600} text with <tags> and \u200b marks. '.repeat(25_000);
  const times = <T>(list: readonly T[], count: number): T[] =>
    Array.from({ length: count }, (_, i) => list[i % list.length]!);
  const excerpt = {
    pieces: [{ start: 0, text: big }],
    length: big.length,
    spans: times([{ start: 3, end: 9, note: 'x' }], 50_000),
  };
  const data: ReportData = {
    ...EXAMPLE,
    run: { ...EXAMPLE.run, inputs: times(EXAMPLE.run.inputs, 20_000) },
    rules: times(EXAMPLE.rules, 2_000),
    sources: { ...EXAMPLE.sources, rows: times(EXAMPLE.sources.rows, 50_000) },
    signals: times(EXAMPLE.signals, 60),
    composition: {
      languages: times(EXAMPLE.composition.languages, 9_000),
      months: times(EXAMPLE.composition.months, 9_000),
    },
    duplicates: {
      ...EXAMPLE.duplicates,
      largest: times(EXAMPLE.duplicates.largest, 500).map((cluster) => ({
        ...cluster,
        kept: { ...cluster.kept, excerpt },
        copies: times(cluster.copies, 100).map((copy) => ({ ...copy, excerpt })),
      })),
      boilerplate: times([{ line: big, records: 9, sources: 9 }], 900),
      sharedParts: {
        parts: 900,
        records: 9000,
        commonest: times([{ role: 'system', records: 9, text: big }], 900),
      },
    },
    findings: times(EXAMPLE.findings!, 20).map((found) => ({
      ...found,
      answer: { lines: times([{ line: big, records: 9 }], 900), longest: big },
      examples: times(found.examples, 300).map((example) => ({
        ...example,
        detail: { [big.slice(0, 99)]: big },
        members: times(example.members, 90).map((member) => ({ ...member, excerpt })),
      })),
    })),
    questions: times(EXAMPLE.questions!, 20).map((question) => ({
      ...question,
      answer: times([{ [big.slice(0, 99)]: big, many: times([big], 90) }], 900),
    })),
    samples: times(EXAMPLE.samples, 3_000).map((sample) => ({
      ...sample,
      excerpt,
      payloads: [{ kind: 'tags', text: big }],
    })),
    unreadable: EXAMPLE.unreadable.map((fault) => ({
      ...fault,
      examples: times(fault.examples, 900).map((example) => ({ ...example, excerpt: big })),
    })),
  };
  expect(renderReport(data).length).toBeLessThan(3e6);
});

test('what an answer holds is shown as tables, whatever its names and values are', () => {
  const answer = {
    '<b>name</b>': '<i>value</i>',
    'of one source': { shareOfWords: 0.25, none: null, is: true, of: ['a', 2] },
    lists: [{ nested: { deep: '<u>' } }, { nested: 1 }],
  };
  const page = renderReport({ ...EXAMPLE, questions: [{ ...EXAMPLE.questions![0]!, answer }] });
  expect(faultsOf(page)).toEqual([]);
  for (const shown of [
    '&lt;b&gt;name&lt;/b&gt;',
    '&lt;i&gt;value&lt;/i&gt;',
    'of one source, share of words',
    '>0.25<',
    '>no value<',
    '>yes<',
    '>a, 2<',
    '{&quot;deep&quot;:&quot;&lt;u&gt;&quot;}',
  ])
    expect(page).toContain(shown);
});

test('what hidden characters spell is told with the sample', () => {
  const sample = { ...EXAMPLE.samples[0]!, payloads: [{ kind: 'tag characters', text: '<obey>' }] };
  expect(renderReport({ ...EXAMPLE, samples: [sample] })).toContain(
    'Decoded from <b>tag characters</b>: <q>&lt;obey&gt;</q>',
  );
});

test('what an excerpt leaves out is counted', () => {
  const sample = { ...EXAMPLE.samples[0]!, excerpt: excerptOf('word '.repeat(2000), [], 1000) };
  expect(renderReport({ ...EXAMPLE, samples: [sample] })).toContain('… 9,000 characters left out …');
});

describe('warnings', () => {
  const with_ = (change: Partial<ReportData>) =>
    warningsOf({ ...EMPTY, ...change }).map((warning) => `${warning.level}: ${warning.text}`);
  const counts = (admitted: number, rejected: number) => ({
    read: admitted + rejected,
    admitted,
    quarantined: 0,
    rejected,
    unreadable: 0,
  });

  test('counts that do not add up are a failure', () => {
    expect(with_({ counts: { ...counts(5, 3), read: 9 } })).toContain(
      'fail: The counts do not add up: 9 read, 8 accounted for.',
    );
  });

  test('an acceptance line that fails is a failure, one that passes is none', () => {
    const [failed, passed] = [
      'Failed: 9 % of records were rejected; the policy allows 5 %.',
      'Passed: 91 records were admitted; the policy requires at least 1.',
    ];
    const acceptance = [
      {
        line: 'at most 5 % of records are rejected',
        because: '',
        isMet: false,
        found: '9 %',
        sentence: failed,
      },
      { line: 'at least 1 records are admitted', because: '', isMet: true, found: '91', sentence: passed },
    ];
    expect(with_({ counts: counts(91, 9), acceptance })).toEqual([`fail: ${failed}`]);
  });

  test('an input that breaks off stands for more than its one item, and every reason is named', () => {
    const fault = (code: string, count: number) => ({ code, count, examples: [] });
    const unreadable = [fault('malformed-json', 3), fault('truncated-input', 1)];
    expect(with_({ counts: { ...counts(996, 0), read: 1000, unreadable: 4 }, unreadable })).toEqual([
      'warn: Inputs are truncated or damaged (truncated-input): an unknown number of records is missing.',
      'note: 4 items (0.4\u00a0%) could not be read: 3 malformed-json, 1 truncated-input.',
    ]);
  });

  test('rules that matched nothing and rules that did not apply are distinguished', () => {
    const rule = {
      id: 'a',
      decision: 'reject',
      because: '',
      condition: '',
      fired: 0,
      unknown: 0,
      evaluated: 100,
    } as const;
    const note = '“b” did not apply to 80 % of records: they have no date.';
    expect(with_({ counts: counts(100, 0), rules: [rule, { ...rule, id: 'b', unknown: 80, note }] })).toEqual(
      [`note: ${note}`, 'note: 1 rule matched no record: a.'],
    );
    const many = ['b', 'c', 'd', 'e', 'f'].map((id) => ({ ...rule, id, unknown: 80 }));
    expect(with_({ counts: counts(100, 0), rules: many }).slice(3)).toEqual([
      'note: 2 more rules did not apply to most records: e, f.',
    ]);
  });

  test('a language that is kept out far more often than the rest is named', () => {
    const languages = [
      { key: 'en', counts: counts(960, 40), words: 1 },
      { key: 'th', counts: counts(30, 20), words: 1 },
    ];
    expect(with_({ counts: counts(990, 60), composition: { languages, months: [] } })).toEqual([
      'warn: Language th: 40\u00a0% of records kept out, 6\u00a0% overall.',
    ]);
  });

  test('a corpus without faults has none', () => {
    expect(with_({ counts: counts(100, 2) })).toEqual([]);
  });
});

test('only values that surely exceed their expected share are called over-represented', () => {
  const row = { facet: 'source', value: 'mirror-site', count: 9, share: 0.3, expectedShare: 0.1 };
  const sure = renderReport({
    ...EMPTY,
    overRepresentation: [{ ...row, ratio: { value: 3, low: 1.2, high: 5 } }],
  });
  expect(sure).toContain('mirror-site');
  const unsure = renderReport({
    ...EMPTY,
    overRepresentation: [{ ...row, ratio: { value: 3, low: 0.8, high: 9 } }],
  });
  expect(unsure).not.toContain('mirror-site');
  expect(unsure).toContain('No value is above the expected share');
});

test('the totals of a run whose inputs were cut are those of all inputs', () => {
  const page = renderReport({
    ...EXAMPLE,
    run: { ...EXAMPLE.run, totals: { inputs: 5000, sizeBytes: 7e9 } },
  });
  expect(page).toContain('7 GB in 5,000 inputs');
});

test('a threshold that decides only with other conditions says so', () => {
  const signals = EXAMPLE.signals.map((signal) => ({
    ...signal,
    thresholds: signal.thresholds.map((threshold) => ({ ...threshold, isPart: true })),
  }));
  expect(renderReport({ ...EXAMPLE, signals })).toContain('loop: below 40\u00a0% and more');
});

describe('pictures', () => {
  const picture = (webp: string, changes: object = {}): ReportData['samples'][number]['picture'] => ({
    thumbnail: { webp, width: 160, height: 90 },
    why: null,
    width: 1600,
    height: 900,
    format: 'jpeg',
    caption: '"><script>alert(1)</script>',
    evidence: [{ signal: 'image-generator', note: 'prompt: <b>a cat</b>' }],
    ...changes,
  });
  const withPicture = (one: ReturnType<typeof picture>): string =>
    renderReport({ ...EXAMPLE, samples: [{ ...EXAMPLE.samples[0]!, picture: one }] } as ReportData);

  test('are embedded with an alternative text, and nothing they bring is markup', () => {
    const page = withPicture(picture('UklGRg=='));
    expect(page).toContain(
      '<img src="data:image/webp;base64,UklGRg==" width="160" height="90" alt="Thumbnail of',
    );
    expect(page).toContain('; img-src data:');
    expect(page).not.toContain('<script>alert(1)');
    expect(page).toContain('prompt: &lt;b&gt;a cat&lt;/b&gt;');
  });

  test('that are not Base64 of a small picture are not shown', () => {
    for (const hostile of [
      picture('x" onerror="alert(1)'),
      picture('UklGRg==', { thumbnail: { webp: 'UklGRg==', width: 60000, height: 1 } }),
      picture('', { thumbnail: null, why: 'damaged' }),
    ])
      expect(withPicture(hostile)).not.toContain('<img');
  });

  test('leave a page without them as strict as it was', () => {
    expect(renderReport(EXAMPLE)).not.toContain('img-src');
  });
});
