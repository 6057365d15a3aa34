/**
 * Cost of all of `vet` as corpora grow: wall and processor time, megabytes per second, peak memory and the time of each
 * stage, as one Markdown table. Corpora are made beside the run folders and deleted after their run.
 *
 *   npm run bench -- scale [corpus…] [--workers 2] [--memory 1GB] [--folder /tmp]
 *
 * A corpus is `100MB` (JSON lines, documents of 2.4 kB), `texts:1000000` (a number of texts of about 60 characters) or
 * `parquet:1GB` (documents in one Parquet file). `copies:400MB:0.6` and `parquet-copies:1GB:0.6` are documents of which
 * that share are near copies of others. The default is 100MB 1GB 5GB. Peak memory is the kernel's figure for the
 * process, including threads and engine.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  createReadStream,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { STAGES } from '../src/core/progress.js';
import { openDuckDb } from '../src/engines/duckdb/connection.js';
import { duckDbDialect } from '../src/engines/duckdb/dialect.js';
import type { Timings } from '../src/gate/stage-clock.js';
import { randomFrom } from '../src/math/random.js';

const { values: flags, positionals: named } = parseArgs({
  allowPositionals: true,
  options: {
    workers: { type: 'string', default: String(availableParallelism()) },
    memory: { type: 'string' },
    folder: { type: 'string', default: tmpdir() },
  },
});
const corpora = named.length > 0 ? named : ['100MB', '1GB', '5GB'];
const folder = mkdtempSync(join(flags.folder, 'freckle-scale-'));

console.log(
  `${cpus()[0]!.model.trim()}, ${flags.workers} workers, load before: ${loadavg()[0]!.toFixed(1)}\n`,
);
console.log(
  `| corpus | records | text, MB | seconds | MB/s | processor seconds | ms/MB | peak, MB | ${STAGES.join(' | ')} |`,
);
console.log(`| --- |${' ---: |'.repeat(7 + STAGES.length)}`);
try {
  for (const corpus of corpora) {
    const [kind, amount, share] = corpus.includes(':')
      ? (corpus.split(':') as [string, string, string?])
      : ['lines', corpus];
    if (kind === 'texts') await measure(corpus, await makeShortTexts(Number(amount)));
    else if (kind.startsWith('parquet')) await measure(corpus, await makeParquet(amount, share));
    else await measure(corpus, makeDocuments(amount, share));
  }
} finally {
  rmSync(folder, { recursive: true });
}

function makeDocuments(size: string, copies = '0'): string {
  const path = join(folder, 'documents.jsonl');
  const args = ['scripts/bench.mjs', 'make-corpus', size, path, '--copies', copies];
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`make-corpus ended with ${status}`);
  return path;
}

/** Runs of words of the documents with one word in five exchanged, so that few are copies. */
async function makeShortTexts(count: number): Promise<string> {
  const words: string[] = [];
  const source = makeDocuments('5MB');
  for await (const line of createInterface({ input: createReadStream(source) }))
    words.push(
      ...(JSON.parse(line) as { text: string }).text.split(/\s+/).filter((word) => /^\w+$/.test(word)),
    );
  rmSync(source);
  const random = randomFrom('short texts');
  const path = join(folder, 'short.jsonl');
  const file = openSync(path, 'w');
  let lines = '';
  for (let id = 0; id < count; id++) {
    let text = '';
    for (let at = random.integer(words.length - 60); text.length < 55; at++)
      text += `${words[random.uniform() < 0.2 ? random.integer(words.length) : at]!} `;
    lines += `${JSON.stringify({ id: `text-${id}`, text: text.trim(), source: `site-${id % 40}.example` })}\n`;
    if (lines.length < 1 << 20) continue;
    writeSync(file, lines);
    lines = '';
  }
  writeSync(file, lines);
  closeSync(file);
  return path;
}

async function makeParquet(size: string, copies?: string): Promise<string> {
  const source = makeDocuments(size, copies);
  const path = join(folder, 'documents.parquet');
  const engine = await openDuckDb({ memoryLimitBytes: 1e9, preserveInsertionOrder: true });
  await engine.run(
    `COPY (SELECT * FROM read_ndjson(${duckDbDialect.text(source)}, columns = {id: 'VARCHAR', text: 'VARCHAR', source: 'VARCHAR', date: 'VARCHAR'}))
     TO ${duckDbDialect.text(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 5000)`,
  );
  await engine.close();
  rmSync(source);
  return path;
}

async function measure(corpus: string, path: string): Promise<void> {
  const run = join(folder, 'run');
  const started = performance.now();
  const usage = await vet(path, run);
  const seconds = (performance.now() - started) / 1000;
  const timings = JSON.parse(readFileSync(join(run, 'timings.json'), 'utf8')) as Timings;
  const { counts } = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as { counts: { read: number } };
  const megabytes = timings.textBytes / 1e6;
  const row = [
    `${corpus} (${Math.round(statSync(path).size / 1e6)} MB on disk)`,
    counts.read.toLocaleString('en-US'),
    megabytes.toFixed(0),
    seconds.toFixed(1),
    (megabytes / seconds).toFixed(1),
    usage.processorSeconds.toFixed(1),
    ((usage.processorSeconds * 1000) / megabytes).toFixed(0),
    (usage.peakBytes / 1e6).toFixed(0),
    ...STAGES.map((stage) => timings.seconds[stage].toFixed(1)),
  ];
  console.log(`| ${row.join(' | ')} |`);
  rmSync(run, { recursive: true });
  rmSync(path);
}

interface Usage {
  readonly processorSeconds: number;
  readonly peakBytes: number;
}

/** Runs the built command; its exit handler prints the resources of the process and all its threads. */
function vet(path: string, run: string): Promise<Usage> {
  const report = `if(require('node:worker_threads').isMainThread)process.on('exit',()=>{const{userCPUTime,systemCPUTime,maxRSS}=process.resourceUsage();
    require('node:fs').writeSync(3,JSON.stringify({processorSeconds:(userCPUTime+systemCPUTime)/1e6,peakBytes:maxRSS*1024}))})`;
  const flag = `data:text/javascript,import{createRequire}from'node:module';const require=createRequire('file:///');${encodeURIComponent(report)}`;
  const command = [
    '--import',
    flag,
    'dist/cli/main.js',
    'vet',
    path,
    '--out',
    run,
    '--quiet',
    '--workers',
    flags.workers,
    ...(flags.memory === undefined ? [] : ['--memory', flags.memory]),
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
    let said = '';
    child.stdio[3]!.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
    child.on('close', (code) => {
      // Exit code 1: an acceptance line failed; the run is complete.
      if (code === 0 || code === 1) resolve(JSON.parse(said) as Usage);
      else reject(new Error(`vet ended with ${code}`));
    });
  });
}
