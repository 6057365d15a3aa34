import type { Engine } from '../../src/core/engine.js';
import { PLANTED_KINDS, type PlantedRecord, plant } from '../../src/demo/plant.js';
import { randomFrom } from '../../src/math/random.js';
import type { PlantedFacts } from '../../src/report/sections/planted.js';
import { madeRecords, toJsonl } from '../support/corpus.js';

const FOREIGN = {
  de: 'Der alte Mann ging langsam über die Brücke und dachte an seine Kindheit im Dorf am Fluss.',
  th: 'นักเรียนทุกคนเดินทางไปโรงเรียนในตอนเช้าเพื่อเรียนหนังสือกับครูของพวกเขา',
  ar: 'كان الرجل العجوز يمشي ببطء على الجسر ويفكر في طفولته في القرية القريبة من النهر.',
} as const;
const FOOTER = 'Subscribe to our newsletter and never miss a single post from us again.';

/** What a run should have something of each of: languages, lines that sources share, loops, claims, traces, long names. */
function oddRecords(): object[] {
  const repeat = <T>(count: number, of: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => of(index));
  return [
    ...Object.entries(FOREIGN).flatMap(([language, sentence]) =>
      repeat(24, (at) => ({
        text: `${at + 1}. ${sentence} `.repeat(1 + (at % 7)),
        source: `${language}.example`,
        date: `2023-0${1 + (at % 9)}-02`,
      })),
    ),
    ...repeat(12, (at) => ({
      text: `Page ${at} of ${at * 37} says something of its own, and then what all pages say.\n${FOOTER}`,
      source: `site-${at % 4}.example`,
    })),
    ...repeat(3, (at) => ({ text: `buy it now ${at} `.repeat(60), source: 'loops.example' })),
    ...repeat(3, (at) => ({ text: '▲▼ 10 % | 20 % | 30 % '.repeat(8 + at), source: 'tables.example' })),
    { text: 'Sure', source: 'short.example', date: '2024-02-02' },
    {
      id: 'x'.repeat(300),
      text: 'A record whose source and id are longer than any column, said to be made by a machine.',
      source: `${'very-'.repeat(40)}long.example`,
      origin: 'synthetic',
    },
    {
      text: 'As an AI language model, I cannot browse the internet, but here is what I know of harbours.',
      source: 'assistant.example',
      date: '2018-03-04',
      origin: 'human',
    },
  ];
}

const BROKEN =
  '{"text": broken\n{"body": "no text of the name that is asked for"}\n{"text": "it ends in the mid';

/** Real paragraphs with known contaminations, and what else a report can have to show: the same on every machine. */
export function exampleCorpus(): { readonly jsonl: string; readonly planted: readonly PlantedRecord[] } {
  const clean = madeRecords(360, 'report');
  const planted = plant(
    clean.map(({ text }) => text),
    randomFrom('report'),
  );
  const contaminated = planted.map(({ id, text }) => ({ id, text, source: 'planted' }));
  return { jsonl: toJsonl([...clean, ...contaminated, ...oddRecords()]) + BROKEN, planted };
}

/** Those of each kind that the gate admitted were missed. */
export async function judgePlanted(
  engine: Engine,
  planted: readonly PlantedRecord[],
): Promise<PlantedFacts[]> {
  const rows = await engine.rows(`SELECT id, position FROM decisions WHERE decision = 'admit'`);
  const admitted = new Map(rows.map((row) => [row['id'], String(row['position'])]));
  return Object.entries(PLANTED_KINDS).map(([kind, description]) => {
    const ids = planted.filter((record) => record.kind === kind).map(({ id }) => id);
    const missedRecords = ids.flatMap((id) => admitted.get(id) ?? []);
    return {
      kind,
      description,
      planted: ids.length,
      caught: ids.length - missedRecords.length,
      missed: missedRecords.length,
      originalsLost: 0,
      missedRecords,
    };
  });
}
