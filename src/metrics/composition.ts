import type { Row } from '../core/engine.js';
import type { Metric } from '../core/metric.js';
import { compareText } from './survivor.js';

export interface Amount {
  readonly records: number;
  readonly words: number;
  /** UTF-8 bytes of the texts. */
  readonly bytes: number;
}

export interface Part extends Amount {
  /** Null: the records that have none. */
  readonly name: string | null;
  /** Of all words, 0 … 1; null in a corpus without words. */
  readonly shareOfWords: number | null;
}

export interface Composition {
  readonly whole: Amount;
  /** Most words first. */
  readonly bySource: readonly Part[];
  readonly byLanguage: readonly Part[];
  /** By month of capture, earliest first, unknown last. */
  readonly byMonth: readonly Part[];
}

/** What the corpus is made of: records, words and bytes by source, measured language and month of capture. */
export const composition: Metric<Composition> = {
  id: 'composition',
  version: 1,
  title: 'Composition',
  description: 'How much of the corpus comes from each source, language and month of capture.',
  formula: 'sums of records, words and bytes',
  source: 'ours',
  needs: ['records'],
  merge: { kind: 'sum', keys: ['source', 'language', 'month'], sums: ['records', 'words', 'bytes'] },

  state: ({ name, sumInteger }) => `select source, language, month, count(*) as records,
      coalesce(${sumInteger(`cast(${name('word-count')} as bigint)`)}, 0) as words,
      coalesce(${sumInteger(`cast(${name('byte-count')} as bigint)`)}, 0) as bytes
    from records group by source, language, month`,

  value(state) {
    const whole = add(state);
    const parts = (column: string) => group(state, column, whole);
    return {
      whole,
      bySource: parts('source').sort(mostWordsFirst),
      byLanguage: parts('language').sort(mostWordsFirst),
      byMonth: parts('month').sort((a, b) => byName(a, b)),
    };
  },

  reference: ({ records }) =>
    records!.map((row) => ({
      source: row['source']!,
      language: row['language']!,
      month: row['month']!,
      records: 1,
      words: row['word-count'] ?? 0,
      bytes: row['byte-count'] ?? 0,
    })),
};

function add(rows: readonly Row[]): Amount {
  const sum = (column: string) => rows.reduce((total, row) => total + Number(row[column]), 0);
  return { records: sum('records'), words: sum('words'), bytes: sum('bytes') };
}

function group(rows: readonly Row[], column: string, whole: Amount): Part[] {
  const groups = new Map<string | null, Row[]>();
  for (const row of rows) {
    const name = row[column] as string | null;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return [...groups].map(([name, members]) => {
    const amount = add(members);
    return { name, ...amount, shareOfWords: whole.words === 0 ? null : amount.words / whole.words };
  });
}

const byName = (a: Part, b: Part): number =>
  Number(a.name === null) - Number(b.name === null) || compareText(a.name, b.name);
const mostWordsFirst = (a: Part, b: Part): number => b.words - a.words || byName(a, b);
