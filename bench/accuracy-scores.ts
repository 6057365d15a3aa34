/**
 * How well the commands separate the 610 texts with published scores, for the rows of docs/accuracy.md about scores
 * computed elsewhere. Five times it runs `freckle calibrate --scores` on four parts and `freckle vet --scores` on the
 * fifth; texts with the same opening are in one part.
 *
 *   npm run bench -- accuracy-scores dist/cli/main.js ../shared/data/origin-text
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { areaUnderCurve } from '../src/math/auc.js';
import { randomFrom } from '../src/math/random.js';
import { openingOf } from '../src/origin/inferred/calibration/groups.js';
import { createReader } from '../src/text/reading.js';

interface Row {
  readonly id: string;
  readonly text: string;
  readonly label: 'human' | 'ai';
}
type Judged = { readonly id: string; readonly [signal: string]: number | string | null };

const [main = 'dist/cli/main.js', data = '../shared/data/origin-text'] = process.argv.slice(2);
const scoreFile = resolve(data, 'news_wiki_bio.scores.jsonl.gz');
const lines = <T>(name: string): T[] =>
  gunzipSync(readFileSync(join(data, name)))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

const folder = mkdtempSync(join(tmpdir(), 'freckle-accuracy-'));
const freckle = (...args: string[]): void => {
  execFileSync(process.execPath, [resolve(main), ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
};
/** Only ids and texts, so that a row's statements on its origin cannot help. */
const write = (name: string, rows: readonly Row[]): void =>
  writeFileSync(join(folder, name), rows.map(({ id, text }) => `${JSON.stringify({ id, text })}\n`).join(''));

const reader = createReader();
const PARTS = 5;
const rows = lines<Row>('news_wiki_bio.jsonl.gz');
const scored = new Set(lines<{ id: string }>('news_wiki_bio.scores.jsonl.gz').map(({ id }) => id));
const openings = rows.map(({ text }) => openingOf(reader.read(text)));
const order = randomFrom('accuracy-scores').permutation(openings.length);
const partOf = new Map<string, number>();
for (const at of order) if (!partOf.has(openings[at]!)) partOf.set(openings[at]!, partOf.size % PARTS);

async function measured(run: string): Promise<Judged[]> {
  const found: Judged[] = [];
  for (const name of readdirSync(join(folder, run, 'measurements'))) {
    const file = await asyncBufferFromFile(join(folder, run, 'measurements', name));
    found.push(...((await parquetReadObjects({ file, compressors })) as unknown as Judged[]));
  }
  return found;
}

const labels = new Map(rows.map(({ id, label }) => [id, label === 'ai' ? 1 : 0]));
const all: { with: Judged[]; without: Judged[] } = { with: [], without: [] };
for (let part = 0; part < PARTS; part++) {
  const isHere = (_: Row, at: number): boolean => partOf.get(openings[at]!) === part;
  const known = rows.filter((row, at) => !isHere(row, at));
  write(
    'human.jsonl',
    known.filter(({ label }) => label === 'human'),
  );
  write(
    'synthetic.jsonl',
    known.filter(({ label }) => label === 'ai'),
  );
  write(
    'fresh.jsonl',
    rows.filter((row, at) => isHere(row, at) && scored.has(row.id)),
  );
  freckle(
    ...['calibrate', '--human', 'human.jsonl', '--synthetic', 'synthetic.jsonl', '--name', 'open'],
    ...['--scores', scoreFile, '--no-attacks', '--out', 'calibration'],
  );
  for (const way of ['with', 'without'] as const) {
    const run = `${way}-${part}`;
    const scores = way === 'with' ? ['--scores', scoreFile] : [];
    freckle(
      ...['vet', 'fresh.jsonl', '--calibration', 'calibration', '--policy', 'annotate-only'],
      ...['--quiet', '--out', run, ...scores],
    );
    all[way].push(...(await measured(run)));
  }
}
for (const [way, judged] of Object.entries(all)) {
  const kept = judged.filter((row) => row['synthetic-score'] !== null);
  const area = areaUnderCurve(
    kept.map((row) => Number(row['synthetic-score'])),
    Uint8Array.from(kept, ({ id }) => labels.get(id)!),
  )!;
  const joined = kept.filter((row) => row['score-basis'] === 'text-and-scores').length;
  console.log(
    `scores: ${way} the published scores: AUROC ${area.value.toFixed(4)} (${area.low.toFixed(4)}–${area.high.toFixed(4)}) on ${kept.length} of ${judged.length} texts, ${joined} judged with scores`,
  );
}
rmSync(folder, { recursive: true });
