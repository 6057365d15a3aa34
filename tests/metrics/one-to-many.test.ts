import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/core/engine.js';
import { DEFAULT_METRIC_SETTINGS, type FindingMetric } from '../../src/core/metric.js';
import { openDuckDb } from '../../src/engines/duckdb/connection.js';
import { createFindingTables } from '../../src/metrics/findings-writer.js';
import type { OneToMany } from '../../src/metrics/one-to-many/one-to-many.js';
import { picturesWithSeveralCaptions } from '../../src/metrics/one-to-many/pictures-with-several-captions.js';
import { promptsWithSeveralAnswers } from '../../src/metrics/one-to-many/prompts-with-several-answers.js';
import { repeatedAnswers } from '../../src/metrics/one-to-many/repeated-answers.js';
import { findingsIn, load, type Planted, tablesOf } from './corpus.js';

let engine: Engine;
beforeAll(async () => {
  engine = await openDuckDb({ threads: 2 });
});
afterAll(() => engine.close());

async function found(metric: FindingMetric<OneToMany>, planted: readonly Planted[]) {
  await load(engine, tablesOf(planted));
  await createFindingTables(engine);
  const answer = await metric.find(engine, DEFAULT_METRIC_SETTINGS);
  const findings = await findingsIn(engine);
  return { answer, findings, members: findings.map(({ members }) => members.map(({ record }) => record)) };
}

const exercise = (prompt: string, answer: string): Planted => ({
  text: `${prompt} ${answer}`,
  prompt,
  answer,
});
const TEMPLATE = 'I am sorry but I cannot help you with this request today';

describe('one answer to many prompts', () => {
  const asked = (answer: string, prompts: number) =>
    Array.from({ length: prompts }, (_, at) => exercise(`prompt ${at}`, answer));

  it('is found from five different prompts on, with all its records', async () => {
    const { answer, findings, members } = await found(repeatedAnswers, [
      ...asked(TEMPLATE, 5),
      exercise('prompt 0', TEMPLATE),
      exercise('prompt 9', 'a different answer that has eight words or more'),
    ]);
    expect(answer).toEqual({ found: 1, records: 6, asked: 7, largest: 5 });
    expect(members).toEqual([[0, 1, 2, 3, 4, 5]]);
    expect(findings[0]).toMatchObject({
      summary: '6 records give the same answer to 5 different prompts.',
      detail: { different: 5, records: 6 },
    });
    expect(findings[0]!.members[0]!.value).toBe(5);
    expect((await found(repeatedAnswers, asked(TEMPLATE, 4))).answer.found).toBe(0);
  });

  it('accuses no short answer, no repeated prompt and no text that answers nothing', async () => {
    const short = ['yes', '4', 'It was in 1066', 'Paris is the capital of France'].flatMap((answer) =>
      asked(answer, 40),
    );
    expect((await found(repeatedAnswers, short)).answer).toMatchObject({ found: 0, asked: 0 });
    const repeated = Array.from({ length: 40 }, () => exercise('the same prompt', TEMPLATE));
    expect((await found(repeatedAnswers, repeated)).answer.found).toBe(0);
    const texts = Array.from({ length: 40 }, () => ({ text: TEMPLATE }));
    expect((await found(repeatedAnswers, texts)).answer.asked).toBe(0);
  });

  it('has to make up one answer in ten thousand', async () => {
    const others = (count: number) =>
      Array.from({ length: count }, (_, at) => exercise(`other ${at}`, `${TEMPLATE} and number ${at} here`));
    expect((await found(repeatedAnswers, [...asked(TEMPLATE, 6), ...others(59_000)])).answer.found).toBe(1);
    expect((await found(repeatedAnswers, [...asked(TEMPLATE, 6), ...others(61_000)])).answer.found).toBe(0);
  }, 120_000);
});

describe('many answers to one prompt', () => {
  it('are counted where they differ', async () => {
    const { answer, members } = await found(promptsWithSeveralAnswers, [
      exercise('one', 'a'),
      exercise('one', 'b'),
      exercise('two', 'a'),
      exercise('two', 'a'),
      exercise('three', 'c'),
    ]);
    expect(answer).toEqual({ found: 1, records: 2, asked: 5, largest: 2 });
    expect(members).toEqual([[0, 1]]);
  });
});

describe('many captions of one picture', () => {
  it('are counted by the file, and one caption of many pictures is not', async () => {
    const { answer, members } = await found(picturesWithSeveralCaptions, [
      { text: 'picture 1', caption: 'a cat' },
      { text: 'picture 1', caption: 'a dog' },
      { text: 'picture 2', caption: 'a cat' },
      { text: 'picture 3', caption: 'a cat' },
      { text: 'picture 3', caption: 'a cat' },
    ]);
    expect(answer).toEqual({ found: 1, records: 2, asked: 5, largest: 2 });
    expect(members).toEqual([[0, 1]]);
  });
});
