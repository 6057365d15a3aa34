import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColumnNames } from '../../src/core/format.js';
import { LAYOUTS } from '../../src/formats/layouts/index.js';
import { createRowReader, isRowFault, type Row } from '../../src/formats/row.js';
import { LAYOUT_EXAMPLES } from '../formats/layout-examples.js';

const read = (row: Row, columns: ColumnNames = {}) => createRowReader(columns).read(row);

function partsOf(row: Row, columns: ColumnNames = {}): string[] | string {
  const fields = read(row, columns);
  if (isRowFault(fields)) return fields.code;
  return fields.parts.map(({ role, start, end }) => `${role}: ${fields.text.slice(start, end)}`);
}

describe.each(LAYOUTS)('layout $id', ({ id, columns }) => {
  const examples = LAYOUT_EXAMPLES.filter(({ layout }) => layout === id);

  it('has examples', () => expect(examples.length).toBeGreaterThan(0));

  it.each(examples)('reads $of', ({ row, parts }) => expect(partsOf(row)).toEqual(parts));

  it('names its columns in lower case', () =>
    expect(columns.filter((name) => name !== name.toLowerCase())).toEqual([]));
});

it('reads a plain text as one part', () => expect(partsOf({ text: 'a', label: 'b' })).toEqual(['text: a']));

it('never takes a short answer for the text where a longer string stands unread', () => {
  expect(partsOf({ exercise_body: 'How many apples are left?', answer: '3' })).toBe('unclear-text');
  expect(read({ exercise_body: 'How many apples are left?', answer: '3' })).toMatchObject({
    message: expect.stringMatching(/"answer".*"exercise_body".*--text-columns/),
  });
});

it('names the columns of strings that were not looked at', () => {
  expect(read({ text: 'a', foo: 'b', n: 1 })).toMatchObject({ unread: ['foo'] });
  expect(read({ type: 'GSM', query: 'q', original_question: 'o', response: 'r' })).toMatchObject({
    unread: ['original_question'],
  });
});

it('reads the columns that the user names, in that order and with their roles', () => {
  const row = { a: 'one', b: 'two', question: 'q', text: 'never' };
  expect(partsOf(row, { texts: ['b', 'prompt=a', 'question'] })).toEqual([
    'text: two',
    'prompt: one',
    'prompt: q',
  ]);
  expect(partsOf(row, { texts: ['absent'] })).toBe('missing-text');
});

it('fills a template, whose own words belong to no part', () => {
  const fields = read({ question: 'q', answer: 'a' }, { template: 'Q: {question}\nA: {answer}.' });
  expect(fields).toMatchObject({
    text: 'Q: q\nA: a.',
    parts: [
      { role: 'prompt', start: 3, end: 4, column: 'question' },
      { role: 'answer', start: 8, end: 9, column: 'answer' },
    ],
  });
});

it('reads any row, or says why not; parts follow each other within the text', () => {
  const names = fc.constantFrom(
    ...LAYOUTS.flatMap(({ columns }) => columns),
    'text',
    'x',
    '__proto__',
    'Chosen',
  );
  const rows = fc.dictionary(names, fc.jsonValue({ maxDepth: 4 }), { maxKeys: 5 });
  fc.assert(
    fc.property(rows, (row) => {
      const fields = read(row as Row);
      if (isRowFault(fields)) return fields.message.length > 0;
      let at = 0;
      for (const { start, end } of fields.parts) {
        if (start < at || end < start || end > fields.text.length) return false;
        at = end;
      }
      return fields.parts.length > 0;
    }),
    { numRuns: 2000, seed: 7 },
  );
});

it.each([
  [{ text: 'a', url: 'https://WWW.Example.org:8080/x?y' }, 'example.org'],
  [{ text: 'a', url: 'https://user:pass@news.example.org/' }, 'news.example.org'],
  [{ text: 'a', url: 'https://example.org/x', source: 'press' }, 'press'],
  [{ text: 'a', url: 'not a url' }, null],
  [{ text: 'a' }, null],
])('the source of %j is %s: its column, else the host of its URL', (row, source) =>
  expect(read(row)).toMatchObject({ source }),
);
