import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freckle } from '../support/cli.js';
import { inventedProse, temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('records');

const said = inventedProse('records');
const sentence = (): string => said(1);

interface Outcome {
  readonly counts: { readonly [decision: string]: number };
  readonly rules: { readonly [rule: string]: number };
  /** What the text was read from, with counts. */
  readonly readFrom: readonly (readonly [columns: string, records: number])[];
}

/** Vets the rows with the default policy. */
async function vetted(name: string, rows: readonly object[]): Promise<Outcome> {
  writeFileSync(join(folder, `${name}.jsonl`), toJsonl(rows));
  const { code, stderr } = await freckle(
    ['vet', `${name}.jsonl`, '--out', `${name}-run`, '--workers', '1', '--quiet'],
    { cwd: folder },
  );
  expect(code, stderr).toBeLessThan(2);
  const { counts } = JSON.parse(readFileSync(join(folder, `${name}-run`, 'run.json'), 'utf8')) as Outcome;
  const written = ['quarantined', 'rejected'].map((part) =>
    join(folder, `${name}-run`, part, `${name}.jsonl`),
  );
  const rules: { [rule: string]: number } = {};
  for (const file of written.filter((path) => existsSync(path)))
    for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
      const { freckle: provenance } = JSON.parse(line) as { freckle: { reasons: string[] } };
      for (const reason of provenance.reasons) rules[reason] = (rules[reason] ?? 0) + 1;
    }
  const report = JSON.parse(readFileSync(join(folder, `${name}-run`, 'report.json'), 'utf8')) as {
    run: { readFrom: { text: { columns: string; records: number }[] } };
  };
  const readFrom = report.run.readFrom.text.map(({ columns, records }) => [columns, records] as const);
  return { counts, rules, readFrom };
}

/** Some 200 words that every dialogue begins with, as support bots have them. */
const SYSTEM = `You are the assistant of a shop. ${said(14)}`;
const dialogue = (question: string, answer: string) => ({
  messages: [
    { role: 'system', content: SYSTEM },
    { role: 'user', content: question },
    { role: 'assistant', content: answer },
  ],
});
const made = <Row>(count: number, rowOf: (index: number) => Row): Row[] =>
  Array.from({ length: count }, (_, index) => rowOf(index));

describe('the default policy on records of several parts', () => {
  it('admits 400 different dialogues that share one long system prompt', async () => {
    const rows = made(400, (index) => dialogue(`Order ${index}: ${sentence()}`, said(2)));
    const { counts, rules, readFrom } = await vetted('dialogues', rows);
    expect(rules).toEqual({});
    expect(counts).toMatchObject({ read: 400, admitted: 400 });
    expect(readFrom).toEqual([['messages', 400]]);
  }, 120_000);

  it('admits exercises whose short answer stands beside the long solution', async () => {
    const rows = made(50, (index) => ({
      problem: `${sentence()} How many are left of ${index + 7}?`,
      solution: `${said(3)} So ${index + 3} are left.`,
      answer: String(index + 3),
    }));
    const { counts, rules, readFrom } = await vetted('maths', rows);
    expect(rules).toEqual({});
    expect(counts).toMatchObject({ read: 50, admitted: 50 });
    expect(readFrom).toEqual([['problem+solution+answer', 50]]);
  }, 120_000);

  it('reads preference pairs, and takes out only the pair whose answers are equal', async () => {
    const rows = made(60, (index) => {
      const chosen = said(2);
      return { prompt: `${sentence()} Why is that?`, chosen, rejected: index === 30 ? chosen : said(2) };
    });
    const { counts, rules, readFrom } = await vetted('pairs', rows);
    expect(rules).toEqual({ 'equal-pair': 1 });
    expect(counts).toMatchObject({ read: 60, admitted: 59, unreadable: 0 });
    expect(readFrom).toEqual([['prompt+chosen+rejected', 60]]);
  }, 120_000);

  it('admits twelve questions about each of ten passages', async () => {
    const passages = made(10, () => said(8));
    const rows = made(120, (index) => ({
      context: passages[index % 10],
      question: `${sentence()} What follows from this?`,
      answers: { text: [sentence()], answer_start: [0] },
    }));
    const { counts, rules } = await vetted('passages', rows);
    expect(rules).toEqual({});
    expect(counts).toMatchObject({ read: 120, admitted: 120 });
  }, 120_000);

  it('still finds the dialogue that is a near copy behind the same system prompt', async () => {
    const rows = made(40, () => [said(4), said(6)] as const);
    const copy = [rows[7]![0], `${rows[7]![1]} And thanks.`] as const;
    const { rules } = await vetted(
      'copied',
      [...rows, copy].map(([question, answer]) => dialogue(question, answer)),
    );
    expect(rules).toEqual({ 'near-copy': 1 });
  }, 120_000);
});
