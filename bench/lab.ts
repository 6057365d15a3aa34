/**
 * The lab against NumPy and scikit-learn on the same machine and work: ratios of processor time on one thread, above 1
 * where the lab is faster.
 *
 *     npm run bench -- lab      FRECKLE_PYTHON names a Python with NumPy and scikit-learn
 *
 * The best of several repeats. Ours runs once before and once after the peers; the better of the two is compared.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NumericRows } from '../src/core/model.js';
import { gaussianChain } from '../src/lab/chains.js';
import { resampleDraws, zipfWeights } from '../src/lab/data-sources/symbols.js';
import { gmm } from '../src/lab/models/gmm.js';
import { aliasTable } from '../src/math/distributions.js';
import { randomFrom } from '../src/math/random.js';

const random = randomFrom(1);

/** One chain after another, every record drawn. */
function gaussianLoop(): void {
  const x = new Float64Array(100);
  for (let chain = 0; chain < 100; chain++) {
    const stream = random.split('loop', chain);
    let mean = 0;
    let deviation = 1;
    for (let t = 0; t < 100; t++) {
      stream.fillNormal(x);
      let sum = 0;
      for (let at = 0; at < 100; at++) sum += x[at]!;
      const centre = sum / 100;
      let squares = 0;
      for (let at = 0; at < 100; at++) squares += (x[at]! - centre) * (x[at]! - centre);
      mean += deviation * centre;
      deviation *= Math.sqrt(squares / 100);
    }
    if (!Number.isFinite(mean)) throw new Error('a chain left the numbers');
  }
}

/** The same law through sufficient statistics, as the presets run it. */
function gaussianStatistics(): void {
  for (let chain = 0; chain < 20_000; chain++)
    gaussianChain({ size: 100, generations: 100 }, random.split('statistics', chain));
}

function categoricalLoop(): void {
  const table = aliasTable(zipfWeights(50, 1));
  for (let chain = 0; chain < 50; chain++) {
    const stream = random.split('categorical', chain);
    let draws: Int32Array = Int32Array.from({ length: 100 }, () => table.draw(stream));
    for (let t = 1; t < 100; t++) draws = resampleDraws(draws, 100, stream);
  }
}

const points = new Float64Array(2000);
random.split('points').fillNormal(points);
const data: NumericRows = { kind: 'numeric', count: 1000, columns: 2, values: points };

function mixture(): void {
  gmm.fit(data, random.split('mixture'), { components: 2, tolerance: 0, iterations: 200, ridge: 1e-6 });
}

/** Seconds of processor time, garbage collection and compilation included. */
function best(work: () => void, repeats = 5): number {
  let least = Infinity;
  for (let at = 0; at < repeats; at++) {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, user + system);
  }
  return least / 1e6;
}

const works = {
  'gaussian-loop': gaussianLoop,
  'gaussian-statistics': gaussianStatistics,
  'categorical-loop': categoricalLoop,
  'mixture-1000': mixture,
};

const folder = mkdtempSync(join(tmpdir(), 'freckle-bench-'));
const csv = join(folder, 'points.csv');
writeFileSync(
  csv,
  Array.from({ length: 1000 }, (_, row) => `${points[2 * row]},${points[2 * row + 1]}`).join('\n'),
);
const ours = () => Object.fromEntries(Object.entries(works).map(([name, work]) => [name, best(work)]));
const before = ours();
const python = process.env['FRECKLE_PYTHON'] ?? 'python3';
// One thread on either side: the ratio compares programs, not how a busy machine shares its cores.
const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
const theirs = JSON.parse(execFileSync(python, ['bench/lab.py', csv], { encoding: 'utf8', env })) as {
  [name: string]: number;
};
rmSync(folder, { recursive: true });
const after = ours();

console.log('work                   ours (s)   peer (s)   times faster');
for (const name of Object.keys(works)) {
  const seconds = Math.min(before[name]!, after[name]!);
  console.log(
    `${name.padEnd(22)} ${seconds.toFixed(4).padStart(8)}   ${theirs[name]!.toFixed(4).padStart(8)}   ${(theirs[name]! / seconds).toFixed(2)}`,
  );
}
