/**
 * Cost of a calibration: processor time of all of vet with and without it, in turn, over the same corpus.
 *
 *   npm run bench -- make-corpus 100MB /tmp/corpus.jsonl [folder of texts of the calibration's domain]
 *   npm run bench -- calibrated /tmp/corpus.jsonl news.calibration [rounds]
 *
 * The corpus should be of the calibration's domain: texts outside it are refused before detectors read them, which
 * is cheaper. The share that was refused is printed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDb } from '../src/engines/duckdb/connection.js';
import { duckDbDialect } from '../src/engines/duckdb/dialect.js';

const [corpus, calibration, rounds = '3'] = process.argv.slice(2);
if (corpus === undefined || calibration === undefined)
  throw new Error('usage: calibrated <corpus.jsonl> <calibration> [rounds]');

/** Prints the processor seconds of the process and its threads when it ends. */
const METER = `data:text/javascript,${encodeURIComponent(`
  import { isMainThread } from 'node:worker_threads';
  if (isMainThread) process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    process.stderr.write('\\nprocessor ' + (user + system) / 1e6 + '\\n');
  });`)}`;

const folder = mkdtempSync(join(tmpdir(), 'freckle-bench-'));
const run = join(folder, 'run');

function secondsOfVet(...flags: string[]): number {
  rmSync(run, { recursive: true, force: true });
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '--import',
      METER,
      'dist/cli/main.js',
      'vet',
      corpus!,
      '--out',
      run,
      '--quiet',
      '--workers',
      '2',
      ...flags,
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0 && status !== 1) throw new Error(`vet ended with ${status}: ${stderr}`);
  return Number(/processor ([\d.]+)/.exec(stderr)![1]);
}

const ratios: number[] = [];
for (let round = 1; round <= Number(rounds); round++) {
  const without = secondsOfVet();
  const withIt = secondsOfVet('--calibration', calibration);
  ratios.push(without / withIt);
  console.log(
    `round ${round}: ${without.toFixed(2)} s without, ${withIt.toFixed(2)} s with: ${percent(without / withIt)}`,
  );
}
const { textBytes } = JSON.parse(readFileSync(join(run, 'timings.json'), 'utf8')) as { textBytes: number };
const engine = await openDuckDb();
const [found] = await engine.rows(
  `SELECT avg(("synthetic-score" IS NULL)::INT) AS unscored FROM read_parquet(${duckDbDialect.text(join(run, 'measurements', '*.parquet'))})`,
);
ratios.sort((a, b) => a - b);
console.log(
  `${(textBytes / 1e6).toFixed(0)} MB of text: with the calibration vet keeps ${percent(ratios[(ratios.length - 1) >> 1]!)} of its throughput (median of ${ratios.length}); ${percent(Number(found!['unscored']))} of the texts were refused`,
);
rmSync(folder, { recursive: true });

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
