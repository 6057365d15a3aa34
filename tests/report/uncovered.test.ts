import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ReportData, renderExplanation, renderSummary } from '../../src/report/index.js';
import { madeRecords, temporaryFolder, toJsonl } from '../support/corpus.js';
import { busyDays, sourceSizes } from './made-up.js';
import { faultsOf } from './markup.js';
import { GateHere } from './run.js';

const folder = temporaryFolder('uncovered');
let gate: GateHere;
let report: ReportData;

beforeAll(async () => {
  writeFileSync(join(folder, 'corpus.jsonl'), toJsonl(madeRecords(40, 'untold')));
  gate = await GateHere.in(folder, [busyDays, sourceSizes]);
  await gate.vet(['corpus.jsonl']);
  report = JSON.parse(readFileSync(join(folder, 'run/report.json'), 'utf8')) as ReportData;
});

const page = () => readFileSync(join(folder, 'run/report.html'), 'utf8');
const PLAIN = { color: false, width: 100 } as const;

describe('a metric that finds records and that no section covers', () => {
  const found = () => report.findings!.find(({ id }) => id === busyDays.id)!;

  test('is among the findings, and those with sections of their own are not', () => {
    const ids = report.findings!.map(({ id }) => id);
    expect(ids).toContain(busyDays.id);
    expect(ids).not.toContain('exact-duplicates');
  });

  test('is in report.json with its definition, its numbers, and its largest findings with their records', () => {
    const { title, version, memberValue, formula } = busyDays;
    expect(found()).toMatchObject({ title, version, memberValue, formula });
    expect(found().answer).toEqual({ days: found().count, busiest: found().examples[0]!.id });
    const [largest] = found().examples;
    expect(largest!.size).toBeGreaterThanOrEqual(3);
    expect(largest!.detail).toEqual({ day: largest!.id, isBusy: true });
    expect(largest!.members.map(({ role }) => role)).toEqual([
      'longest',
      ...largest!.members.slice(1).map(() => 'companion'),
    ]);
    const values = largest!.members.map(({ value }) => value!);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    for (const { excerpt } of largest!.members) expect(excerpt.length).toBeGreaterThan(0);
    const roles = Object.fromEntries(found().roles.map(({ role, records }) => [role, records]));
    expect(roles['longest']).toBe(found().count);
    expect(roles['companion']).toBeGreaterThanOrEqual(2 * found().count);
  });

  test('is on the page, in the navigation and in the summary', () => {
    expect(faultsOf(page())).toEqual([]);
    expect(page()).toContain('<a href="#findings">Findings</a>');
    expect(page()).toContain('<a href="#finding-busy-days">Busy days</a>');
    expect(page()).toContain(found().examples[0]!.summary);
    expect(page()).toContain('longest, ');
    expect(page()).toContain('words &lt;of&gt; text');
    expect(page()).toContain('metric/busy-days@3');
    expect(renderSummary(report, PLAIN)).toMatch(
      /\nFound {4}Busy days: \d+ findings?: \d+ longest, \d+ companion\n/,
    );
  });

  test('is told with each record it names: title, role, value, summary and the other records', async () => {
    const { members, summary, size } = found().examples[0]!;
    const facts = await gate.explain(members[1]!.record);
    expect(facts.findings.find(({ metric }) => metric === busyDays.id)).toEqual({
      metric: busyDays.id,
      title: busyDays.title,
      role: 'companion',
      value: members[1]!.value,
      unit: busyDays.memberValue!.unit,
      summary,
      whyKept: null,
      others: {
        count: size - 1,
        members: expect.arrayContaining([
          { record: members[0]!.record, role: 'longest', value: members[0]!.value },
        ]),
      },
    });
    const text = renderExplanation(facts, PLAIN);
    expect(text).toMatch(/busy-days: companion, [\d,]+ words <of> text {2}Busy days\n/);
    expect(text).toContain(`Other records: ${members[0]!.record} (longest, `);
  });
});

describe('a metric with a value that no section covers', () => {
  test('is in report.json with its definition, and those with sections of their own are not', () => {
    expect(report.questions!.map(({ id }) => id)).not.toContain('over-representation');
    const { title, answer } = report.questions!.find(({ id }) => id === sourceSizes.id)!;
    expect(title).toBe(sourceSizes.title);
    const { bySource } = answer as { bySource: { source: string; records: number }[] };
    expect(bySource.reduce((sum, { records }) => sum + records, 0)).toBe(40);
  });

  test('is on the page as tables of its plain values', () => {
    expect(page()).toContain('<a href="#questions">Metrics</a>');
    expect(page()).toContain('Sizes of &lt;sources&gt;');
    expect(page()).toContain('whole corpus, share of largest');
    expect(page()).toContain('<h4>by source</h4>');
    for (const { source, counts } of report.sources.rows) {
      const row = new RegExp(
        `data-value="${source}"><span class="name">${source}</span></th><td class="number" data-value="${counts.read}">`,
      );
      expect(page()).toMatch(row);
    }
  });
});
