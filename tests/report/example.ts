import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordFacts, ReportData } from '../../src/report/index.js';
import { exampleCorpus, judgePlanted } from './corpus.js';
import { busyDays, sourceSizes } from './made-up.js';
import { GateHere } from './run.js';

/** A report of real text with every section but the calibration's, and one of its records: as the program gives them. */
export const { data: EXAMPLE, record: EXAMPLE_RECORD } = await runExample();

async function runExample(): Promise<{ readonly data: ReportData; readonly record: RecordFacts }> {
  const folder = mkdtempSync(join(tmpdir(), 'freckle-example-'));
  try {
    const { jsonl, planted } = exampleCorpus();
    writeFileSync(join(folder, 'corpus.jsonl'), jsonl);
    const gate = await GateHere.in(folder, [busyDays, sourceSizes]);
    const data = await gate.vet(['corpus.jsonl'], {
      planted: (engine) => judgePlanted(engine, planted),
    });
    const hidden = planted.find(({ kind }) => kind === 'hidden-unicode')!;
    return { data, record: await gate.explain(hidden.id) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const refused = { value: null, why: 'outside the calibration’s domain: its scores lie elsewhere' } as const;
const share = (value: number) => ({ value, low: value / 2, high: 2 * value, level: 0.95 });

/** The same with what a calibration would say, which takes too long to fit for every test. */
export const CALIBRATED: ReportData = {
  ...EXAMPLE,
  origin: {
    ...EXAMPLE.origin,
    inferredShare: share(0.22),
    inferred: {
      calibration: 'toy',
      promisedRate: 0.01,
      bySource: EXAMPLE.sources.rows.map(({ source, counts }, at) => ({
        key: source,
        records: counts.read,
        share: at % 3 === 2 ? refused : share(0.4 / (at + 1)),
        flagged: at,
      })),
      byMonth: EXAMPLE.composition.months.map(({ key, counts }, at) => ({
        key,
        records: counts.read,
        share: share(0.4 / (at + 1)),
      })),
      flagged: { texts: 17, judged: 340 },
      refusal: null,
      refused: { sources: 3, records: 60, largest: [{ key: 'th.example', records: 24, why: refused.why }] },
      smallSources: 2,
      flagRates: [
        { by: 'all', group: 'all', texts: 120, flagged: 9, rate: share(0.075) },
        { by: 'language', group: 'de', texts: 24, flagged: 0, rate: share(0) },
      ],
    },
  },
};

export const EMPTY: ReportData = {
  format: 'freckle-report@1',
  run: {
    command: 'freckle vet nothing/',
    inputs: [],
    versions: [],
    policy: { name: 'empty', digest: 'sha256:0', description: 'nothing is asked.' },
    settings: [],
  },
  counts: { read: 0, admitted: 0, quarantined: 0, rejected: 0, unreadable: 0 },
  acceptance: [],
  rules: [],
  origin: {
    ladder: [],
    kinds: [],
    dataSets: [],
    contradictions: { records: 0, pairs: [] },
    examples: [],
    traces: { records: 0, kinds: [] },
    era: { cutoff: '2022-11-30', before: 0, after: 0, undated: 0 },
    inferredShare: { value: null, why: 'no records' },
  },
  sources: { rows: [], leftOut: 0, medianSignals: [] },
  signals: [],
  composition: { languages: [], months: [] },
  duplicates: {
    exact: { clusters: 0, copies: 0 },
    near: { clusters: 0, copies: 0 },
    method: '',
    largest: [],
    boilerplate: [],
    sharedParts: { parts: 0, records: 0, commonest: [] },
  },
  diversity: [],
  overRepresentation: [],
  samples: [],
  unreadable: [],
  absentColumns: [],
};
