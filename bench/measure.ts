/**
 * Processor time of the measure step on one core, as in a worker thread: reads a file, measures the default signals and
 * writes the measurements.
 *
 *   npm run bench -- measure corpus.jsonl [passes]
 *
 * The first pass includes compilation; the last gives the cost of every further megabyte.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { prepareSignals } from '../src/core/signal.js';
import { TEXT_SIGNALS } from '../src/signals/index.js';
import { measured } from './lib/measured.js';

const [path, passes = '3'] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: measure <file.jsonl> [passes]');

const signals = TEXT_SIGNALS.filter(({ group }) => group === 'default');
const name = basename(path);
const input = { path, name, source: name, sizeBytes: statSync(path).size };
const folder = mkdtempSync(join(tmpdir(), 'freckle-bench-'));

const loading = process.cpuUsage();
await prepareSignals(signals);
console.log(`${secondsSince(loading).toFixed(2)} s to load the data of the signals, once per thread`);
for (let pass = 1; pass <= Number(passes); pass++) {
  const start = process.cpuUsage();
  const textBytes = await measured(input, signals, folder);
  const megabytes = textBytes / 1e6;
  const perMegabyte = (secondsSince(start) * 1000) / megabytes;
  console.log(`pass ${pass}: ${perMegabyte.toFixed(1)} ms/MB over ${megabytes.toFixed(1)} MB of text`);
}
rmSync(folder, { recursive: true });

function secondsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}
