/**
 * Milliseconds per megabyte of every text signal on one core.
 *
 *   node bench/signals.ts [folder or file] [group …]    (through any runner of TypeScript)
 *
 * Each signal's figure is the time it adds after the signals above it in the list, as in a run: the first signal pays for
 * shared work. The lines for reading and for the total are processor time, the others wall time.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { TextRecord } from '../src/core/record.js';
import { DEFAULT_SIGNAL_SETTINGS, prepareSignals, type TextSignal } from '../src/core/signal.js';
import { TEXT_SIGNALS } from '../src/signals/index.js';
import { createReader } from '../src/text/reading.js';

await prepareSignals(TEXT_SIGNALS);

const DOCUMENT_CHARACTERS = 2000;
const PASSES = 5;

const [folder = '../shared/data/wikitext-2', ...groups] = process.argv.slice(2);
const wanted = groups.length > 0 ? groups : ['default'];
const signals = TEXT_SIGNALS.filter((signal) => wanted.includes(signal.group));
const records = documentsUnder(folder).map(recordOf);
const megabytes = records.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) / 1e6;
console.log(`${records.length} documents, ${megabytes.toFixed(1)} MB, best of ${PASSES} passes`);

const reader = createReader();
const readMs = bestOf(() => {
  for (const { text } of records) reader.read(text);
});
console.log(`${readMs.toFixed(2).padStart(8)}  reading`);

const spentMs = perSignal();
for (const [index, signal] of signals.entries())
  console.log(`${spentMs[index]!.toFixed(2).padStart(8)}  ${signal.id}`);
const togetherMs = bestOf(() => measureAll(signals));
console.log(
  `${togetherMs.toFixed(2).padStart(8)}  reading and ${signals.length} signals (${wanted.join(', ')}), ms/MB`,
);

function measureAll(list: readonly TextSignal[]): void {
  for (const record of records) {
    const reading = reader.read(record.text);
    for (const signal of list) signal.measure(reading, record, DEFAULT_SIGNAL_SETTINGS);
  }
}

/** Times every call and subtracts the clock's own cost (about 40 ns). */
function perSignal(): number[] {
  const best = signals.map(() => Number.POSITIVE_INFINITY);
  for (let pass = 0; pass < PASSES; pass++) {
    const spent = signals.map(() => 0);
    for (const record of records) {
      const reading = reader.read(record.text);
      for (const [index, signal] of signals.entries()) {
        const start = performance.now();
        signal.measure(reading, record, DEFAULT_SIGNAL_SETTINGS);
        spent[index]! += performance.now() - start;
      }
    }
    const clockMs = clockCost() * records.length;
    for (const [index, ms] of spent.entries())
      best[index] = Math.min(best[index]!, Math.max(0, ms - clockMs) / megabytes);
  }
  return best;
}

function clockCost(): number {
  const start = performance.now();
  for (let call = 0; call < 10_000; call++) performance.now();
  return (performance.now() - start) / 10_000;
}

/** Processor time, which other programs disturb less than wall time. */
function bestOf(work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < PASSES; pass++) {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return best / megabytes;
}

function documentsUnder(path: string): string[] {
  const files = statSync(path).isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [path];
  const texts: string[] = [];
  for (const file of files.filter((name) => statSync(name).isFile())) {
    const bytes = readFileSync(file);
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    // Copied out of the large text, like records from a file: a slice would still refer to the large text.
    for (let at = 0; at < text.length; at += DOCUMENT_CHARACTERS)
      texts.push(Buffer.from(text.slice(at, at + DOCUMENT_CHARACTERS)).toString('utf8'));
  }
  return texts;
}

function recordOf(text: string, ordinal: number): TextRecord {
  return {
    modality: 'text',
    ordinal,
    position: {},
    id: null,
    source: 'bench',
    url: null,
    date: null,
    language: null,
    declaredOrigin: null,
    declaredOriginText: null,
    label: null,
    facets: [],
    scores: [],
    text,
  };
}
