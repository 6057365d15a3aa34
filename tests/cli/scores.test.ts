import { createHash } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { beforeAll, describe, expect, it } from 'vitest';
import { areaUnderCurve } from '../../src/math/auc.js';
import { randomFrom } from '../../src/math/random.js';
import type { Card } from '../../src/origin/inferred/calibration/card.js';
import type { ReportData } from '../../src/report/data.js';
import { madeUpText } from '../origin/calibration/texts.js';
import { freckle } from '../support/cli.js';
import { fingerprintRun, temporaryFolder, toJsonl } from '../support/corpus.js';

const folder = temporaryFolder('scores');
const at = (...args: string[]) => freckle(args, { cwd: folder });
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const write = (name: string, rows: readonly object[]): void =>
  writeFileSync(join(folder, name), toJsonl(rows));

/** Texts that show nothing of who wrote them, with the score of a vendor who knows, a standard deviation of 1 in 3. */
function made(count: number, seed: string) {
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, index) => {
    const isSynthetic = index % 2 === 1;
    const stream = random.split(index);
    return {
      id: `${seed}-${index}`,
      text: madeUpText('human', stream, 120 + (index % 40)),
      vendor: (isSynthetic ? 3 : 0) + stream.normal(),
      length: 5,
      isSynthetic,
    };
  });
}

const known = made(260, 'known');
const fresh = made(120, 'fresh');
const unscored = made(40, 'unscored');
const plain = ({ id, text }: { id: string; text: string }) => ({ id, text });
const scored = ({ id, vendor }: { id: string; vendor: number }) => ({ id, vendor });

interface Measured {
  readonly id: string;
  readonly why: string | null;
  readonly 'synthetic-score': number | null;
  readonly 'synthetic-p-value': number | null;
  readonly 'score-basis': string | null;
  readonly 'scores-elsewhere'?: string | null;
}

/** What was measured of each record, by id. */
async function measured(run: string): Promise<Map<string, Measured>> {
  const rows: Measured[] = [];
  for (const name of readdirSync(join(folder, run, 'measurements'))) {
    const file = await asyncBufferFromFile(join(folder, run, 'measurements', name));
    rows.push(...((await parquetReadObjects({ file, compressors })) as unknown as Measured[]));
  }
  return new Map(rows.map((row) => [row.id, row]));
}

beforeAll(async () => {
  write('human.jsonl', known.filter(({ isSynthetic }) => !isSynthetic).map(plain));
  write('synthetic.jsonl', known.filter(({ isSynthetic }) => isSynthetic).map(plain));
  write('known.scores.jsonl', known.map(scored));
  write('corpus.jsonl', [...fresh, ...unscored].map(plain));
  write('columns.jsonl', [...fresh, ...unscored.map(plain)]);
  write('fresh.scores.jsonl', fresh.map(scored));
  write(
    'content.scores.jsonl',
    fresh.map(({ text, vendor }) => ({ content_hash: sha256(text), vendor })),
  );
  const fitted = await at(
    ...['calibrate', '--human', 'human.jsonl', '--synthetic', 'synthetic.jsonl', '--name', 'made'],
    ...['--scores', 'known.scores.jsonl', '--out', 'with', '--no-attacks', '--json'],
  );
  expect(fitted.stderr).toBe('freckle: scores: 260 texts with scores (vendor) in 260 lines\n');
  const card = JSON.parse(fitted.stdout) as Card;
  expect(card.external).toEqual(['vendor']);
  expect(card.quality.area!.value).toBeLessThan(0.7);
  expect(card.externalQuality!.area!.value).toBeGreaterThan(0.95);
  const vetted = await at(
    ...['vet', 'corpus.jsonl', '--calibration', 'with', '--scores', 'fresh.scores.jsonl'],
    ...['--policy', 'annotate-only', '--out', 'run', '--quiet'],
  );
  expect(vetted.code).toBe(0);
  expect(vetted.stderr).toBe('freckle: scores: 120 texts with scores (vendor) in 120 lines\n');
}, 120_000);

describe('vet --scores', () => {
  it('judges by the combination that was calibrated with them, and by the text alone where a record has none', async () => {
    const records = await measured('run');
    const judged = fresh.flatMap(({ id, isSynthetic, vendor }) => {
      const record = records.get(id)!;
      expect(record['scores-elsewhere']).toBe(`vendor=${vendor}`);
      if (record['synthetic-score'] === null) return [];
      expect(record['score-basis']).toBe('text-and-scores');
      return [{ score: record['synthetic-score'], label: Number(isSynthetic) }];
    });
    expect(judged.length).toBeGreaterThan(105);
    const labels = Uint8Array.from(judged, ({ label }) => label);
    const scores = judged.map(({ score }) => score);
    expect(areaUnderCurve(scores, labels)!.value).toBeGreaterThan(0.95);
    for (const { id } of unscored) {
      const record = records.get(id)!;
      expect(record['scores-elsewhere']).toBeNull();
      expect(record.why).toContain('no score computed elsewhere');
      expect(record['score-basis'] ?? 'text').toBe('text');
    }
  });

  it('gives the text alone what it would have been given without any scores', async () => {
    const { code } = await at(
      ...['vet', 'corpus.jsonl', '--calibration', 'with', '--policy', 'annotate-only'],
      ...['--out', 'without', '--quiet'],
    );
    expect(code).toBe(0);
    const [one, other] = [await measured('run'), await measured('without')];
    for (const { id } of unscored)
      for (const signal of ['synthetic-score', 'synthetic-p-value', 'score-basis'] as const)
        expect(one.get(id)![signal]).toBe(other.get(id)![signal]);
    for (const { id } of fresh) expect(other.get(id)!['score-basis'] ?? 'text').toBe('text');
  });

  it('shows the score to people, and how many texts had one', async () => {
    const { stdout } = await at('explain', 'run', fresh[1]!.id);
    expect(stdout).toMatch(/scores-elsewhere +vendor=-?\d/);
    const { stdout: json } = await at(
      ...['vet', 'corpus.jsonl', '--calibration', 'with', '--scores', 'fresh.scores.jsonl'],
      ...['--policy', 'annotate-only', '--out', 'run', '--json', 'full'],
    );
    const { signals, run } = JSON.parse(json) as ReportData;
    const basis = signals.find(({ id }) => id === 'score-basis')!;
    const counts = Object.fromEntries(basis.categories!.map(({ value, admitted }) => [value, admitted]));
    const refused = basis.nulls.reduce((sum, { count }) => sum + count, 0);
    expect(counts['text-and-scores']! + counts['text']! + refused).toBe(160);
    expect(counts['text-and-scores']).toBeGreaterThan(105);
    expect(signals.some(({ id }) => id === 'scores-elsewhere')).toBe(false);
    expect(run.command).toContain('--scores fresh.scores.jsonl');
  });

  it('joins by content, and reads columns, to the same measurements', async () => {
    for (const args of [
      ['corpus.jsonl', '--scores', 'content.scores.jsonl'],
      ['columns.jsonl', '--score-column', 'vendor'],
    ]) {
      const out = `run-${args[0]}`;
      const { code } = await at(
        ...['vet', ...args, '--calibration', 'with', '--policy', 'annotate-only', '--out', out, '--quiet'],
      );
      expect(code).toBe(0);
      const [one, other] = [await measured('run'), await measured(out)];
      for (const [id, record] of one)
        for (const signal of ['synthetic-score', 'synthetic-p-value', 'scores-elsewhere'] as const)
          expect(other.get(id)![signal]).toBe(record[signal]);
    }
  });

  it('is part of what measurements are known by: another score file measures again, the same one does not', async () => {
    const vet = (scores: string) =>
      at(
        ...['vet', 'corpus.jsonl', '--calibration', 'with', '--scores', scores, '--workers', '1'],
        ...['--policy', 'annotate-only', '--out', 'run', '--json', 'full'],
      );
    const before = fingerprintRun(join(folder, 'run'));
    const measuredSplits = async (scores: string) =>
      (JSON.parse((await vet(scores)).stdout) as { timings: { measuredSplits: number } }).timings
        .measuredSplits;
    expect(await measuredSplits('fresh.scores.jsonl')).toBe(0);
    expect(fingerprintRun(join(folder, 'run'))).toEqual(before);
    write(
      'other.scores.jsonl',
      fresh.map((one) => ({ id: one.id, vendor: one.vendor + 1 })),
    );
    expect(await measuredSplits('other.scores.jsonl')).toBe(1);
  });
});

describe('scores that could not be used', () => {
  it('are warned of where none belongs to the corpus', async () => {
    write('strangers.jsonl', [{ id: 'a stranger', vendor: 1 }]);
    const { stdout } = await at(
      ...['vet', 'corpus.jsonl', '--calibration', 'with', '--scores', 'strangers.jsonl'],
      ...['--policy', 'annotate-only', '--out', 'strangers'],
    );
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('No text has all of the scores computed elsewhere.');
  });

  const refused = async (...args: string[]) => {
    const { code, stderr } = await at('vet', 'corpus.jsonl', '--out', 'refused', ...args);
    expect(code).toBe(2);
    expect(readdirSync(folder)).not.toContain('refused');
    return stderr;
  };

  it('are an error before anything is read', async () => {
    const fit = await at(
      ...['calibrate', '--human', 'human.jsonl', '--synthetic', 'synthetic.jsonl', '--name', 'plain'],
      ...['--out', 'plain', '--no-attacks'],
    );
    expect(fit.code).toBe(0);
    write('others.jsonl', [{ id: 'fresh-0', someone: 1 }]);
    const scores = ['--scores', 'fresh.scores.jsonl'];
    expect(await refused(...scores)).toContain('give it with --calibration');
    expect(await refused('--calibration', 'plain', ...scores)).toContain('was fitted without scores');
    expect(await refused('--calibration', 'with', '--scores', 'others.jsonl')).toContain(
      'others.jsonl holds someone, but the calibration was fitted with vendor',
    );
    expect(await refused('--calibration', 'with', '--score-column', 'someone')).toContain(
      'missing scores: vendor',
    );
    expect(await refused('--calibration', 'with', ...scores, '--score-column', 'someone')).toContain(
      '--score-column someone: not a score of this calibration, which was fitted with vendor',
    );
  });

  it('are said to be missed where the calibration knows some and none is given', async () => {
    const { stderr } = await at(
      ...['vet', 'corpus.jsonl', '--calibration', 'with', '--policy', 'annotate-only'],
      ...['--out', 'without', '--quiet'],
    );
    expect(stderr).toContain('the calibration was also fitted with the scores vendor');
  });

  it('are said to be too few by calibrate', async () => {
    write('few.jsonl', known.slice(0, 20).map(scored));
    const { code, stderr, stdout } = await at(
      ...['calibrate', '--human', 'human.jsonl', '--synthetic', 'synthetic.jsonl', '--name', 'few'],
      ...['--scores', 'few.jsonl', '--no-attacks', '--json'],
    );
    expect(code).toBe(0);
    expect(stderr).toContain('10 human and 10 synthetic texts have all of vendor, and 40');
    expect((JSON.parse(stdout) as Card).external).toEqual([]);
  });
});
