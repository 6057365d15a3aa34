/**
 * Freckle beside datatrove and dolma on the same text, on this machine, in one run: ratios of processor time per MB and
 * core, and all of vet beside the sum of datatrove's stages. Installs the peers from PyPI into bench/.venv.
 *
 *   npm run bench -- make-corpus 1GB /tmp/corpus.jsonl
 *   npm run bench -- peers /tmp/corpus.jsonl [megabytes given to the peers]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_SIGNAL_SETTINGS, prepareSignals, type TextSignal } from '../src/core/signal.js';
import { TEXT_SIGNALS } from '../src/signals/index.js';
import { createReader } from '../src/text/reading.js';

const [corpus, megabytesText = '3'] = process.argv.slice(2);
if (corpus === undefined) throw new Error('usage: peers <corpus.jsonl> [megabytes]');
const venv = 'bench/.venv';
const python = `${venv}/bin/python`;

if (!existsSync(python)) {
  console.error('Installing datatrove, dolma and spaCy into bench/.venv…');
  execFileSync('python3', ['-m', 'venv', venv]);
  execFileSync(python, ['-m', 'pip', 'install', '-q', 'datatrove[processing]', 'dolma', 'spacy'], {
    stdio: 'inherit',
  });
}

/** Texts of the first megabytes of the corpus. */
function textsOf(path: string, megabytes: number): string[] {
  const handle = openSync(path, 'r');
  const head = Buffer.alloc(Math.min(statSync(path).size, megabytes * 1.2e6));
  readSync(handle, head);
  closeSync(handle);
  const lines = head.toString().split('\n').slice(0, -1);
  return lines.map((line) => (JSON.parse(line) as { text: string }).text);
}

/** Processor seconds per MB: the best of three passes after a warm-up pass. */
function secondsPerMegabyte(texts: readonly string[], signals: readonly TextSignal[]): number {
  const reader = createReader();
  const megabytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6;
  let best = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < 4; pass++) {
    const start = process.cpuUsage();
    for (const text of texts) {
      const reading = reader.read(text);
      for (const signal of signals) signal.measure(reading, recordOf(text), DEFAULT_SIGNAL_SETTINGS);
    }
    const { user, system } = process.cpuUsage(start);
    if (pass > 0) best = Math.min(best, (user + system) / 1e6 / megabytes);
  }
  return best;
}

const recordOf = (text: string) => ({
  ...{ modality: 'text' as const, text, ordinal: 0, position: {}, id: null, source: 'bench', url: null },
  ...{
    date: null,
    language: null,
    declaredOrigin: null,
    declaredOriginText: null,
    label: null,
    facets: [],
    scores: [],
  },
});

const inGroup = (...groups: string[]): TextSignal[] =>
  TEXT_SIGNALS.filter(({ group }) => groups.includes(group));
const named = (...ids: string[]): TextSignal[] => TEXT_SIGNALS.filter(({ id }) => ids.includes(id));

await prepareSignals(TEXT_SIGNALS);
const megabytes = Number(megabytesText);
const texts = textsOf(corpus, Math.max(20, megabytes));
const peer = JSON.parse(
  execFileSync(python, ['bench/peers.py', corpus, megabytesText], { stdio: ['ignore', 'pipe', 'ignore'] })
    .toString()
    .trim()
    .split('\n')
    .at(-1)!,
) as { secondsPerMegabyte: { [stage: string]: number } };
const of = (stage: string): number => peer.secondsPerMegabyte[stage] ?? Number.NaN;

const rows: [what: string, theirs: number, ours: number][] = [
  ['MinHash signatures', of('datatrove minhash'), secondsPerMegabyte(texts, named('minhash-sketch'))],
  [
    'Gopher repetition and quality',
    of('datatrove gopher repetition') + of('datatrove gopher quality'),
    secondsPerMegabyte(texts, inGroup('gopher-datatrove')),
  ],
  ['Gopher, as dolma has it', of('dolma gopher v1'), secondsPerMegabyte(texts, inGroup('gopher-dolma'))],
  ['C4', of('datatrove c4'), secondsPerMegabyte(texts, inGroup('c4'))],
  ['FineWeb', of('datatrove fineweb'), secondsPerMegabyte(texts, inGroup('fineweb'))],
];
console.log('\n| per core | peer, MB/s | Freckle, MB/s | ratio |\n| --- | ---: | ---: | ---: |');
for (const [what, theirs, ours] of rows)
  console.log(
    `| ${what} | ${(1 / theirs).toFixed(2)} | ${(1 / ours).toFixed(1)} | ${(theirs / ours).toFixed(0)} × |`,
  );

const run = join(mkdtempSync(join(tmpdir(), 'freckle-bench-')), 'run');
const started = performance.now();
const flags = ['--out', run, '--quiet', '--workers', '2', '--signals', 'gopher-datatrove,c4,fineweb'];
const { status } = spawnSync(process.execPath, ['dist/cli/main.js', 'vet', corpus, ...flags], {
  stdio: 'inherit',
});
const wallSeconds = (performance.now() - started) / 1000;
if (status !== 0 && status !== 1) throw new Error(`vet ended with ${status}`);
const { textBytes } = JSON.parse(readFileSync(join(run, 'timings.json'), 'utf8')) as { textBytes: number };
rmSync(run, { recursive: true });
const stages = ['minhash', 'gopher repetition', 'gopher quality', 'c4', 'fineweb'];
const theirs = stages.reduce((sum, stage) => sum + of(`datatrove ${stage}`), 0) / 2;
const ours = wallSeconds / (textBytes / 1e6);
console.log(
  `\nWhole vet with the same checks, 2 cores, ${(textBytes / 1e6).toFixed(0)} MB of text: ${(1 / ours).toFixed(1)} MB/s; ` +
    `datatrove's stages added up and halved: ${(1 / theirs).toFixed(2)} MB/s; ${(theirs / ours).toFixed(0)} ×`,
);
