/**
 * Flags of `freckle vet --calibration` on human texts of the calibration's domain and of other domains, each set as one
 * source: number of flagged texts, whether the source is refused, and number of flags if each text is scored alone.
 *
 *   npm run bench -- accuracy-origin-flags
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { randomFrom } from '../src/math/random.js';
import { decodeCalibration } from '../src/origin/inferred/calibration/codec.js';
import { openingOf } from '../src/origin/inferred/calibration/groups.js';
import { flagRuleOf, isFlagged, isSuspect } from '../src/origin/inferred/share/flag-rule.js';
import type { ReportData } from '../src/report/data.js';
import { createReader } from '../src/text/reading.js';

interface Row {
  readonly id: string;
  readonly text: string;
  readonly label: 'human' | 'ai';
  readonly domain: string;
}

const folder = '../shared/data/origin-text';
const work = mkdtempSync(join(tmpdir(), 'freckle-flags-'));
const main = join(process.cwd(), 'dist/cli/main.js');
const reader = createReader();

const load = (name: string): Row[] =>
  gunzipSync(readFileSync(join(folder, `${name}.jsonl.gz`)))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

const human = (rows: readonly Row[]): Row[] => rows.filter(({ label }) => label === 'human');
const ofDomain = (rows: readonly Row[], domain: string): Row[] =>
  human(rows.filter((row) => row.domain === domain));

const [news, essays, multilingual, mixed] = [
  'detectrl_xsum',
  'essays_opinion',
  'multilingual',
  'news_wiki_bio',
].map(load) as [Row[], Row[], Row[], Row[]];
const FOREIGN: { readonly [set: string]: readonly Row[] } = {
  news: human(news),
  essays: human(essays),
  Chinese: ofDomain(multilingual, 'm4-zh'),
  Russian: ofDomain(multilingual, 'm4-ru'),
  Wikipedia: ofDomain(mixed, 'wiki-squad'),
  PubMedQA: ofDomain(mixed, 'bio-pubmedqa'),
  'news of another collection': ofDomain(mixed, 'news-xsum'),
};

/** `sourceOf` returns the source of each text. */
function write(name: string, rows: readonly Row[], sourceOf: (row: Row) => string): string {
  const path = join(work, `${name.replaceAll(' ', '-')}.jsonl`);
  writeFileSync(
    path,
    rows.map((row) => `${JSON.stringify({ id: row.id, text: row.text, source: sourceOf(row) })}\n`).join(''),
  );
  return path;
}

const freckle = (...args: string[]): void => {
  execFileSync(process.execPath, [main, ...args], { stdio: ['ignore', 'ignore', 'ignore'] });
};

function vet(calibration: string, path: string): NonNullable<ReportData['origin']['inferred']> {
  const out = join(work, 'run');
  rmSync(out, { recursive: true, force: true });
  freckle('vet', path, '--calibration', calibration, '--policy', 'annotate-only', '--out', out);
  return (JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as ReportData).origin.inferred!;
}

/** For texts scored alone: how many the score flags, and how many of these are typical enough to be flagged. */
function flaggedAlone(folder: string, texts: readonly Row[]): { suspect: number; flagged: number } {
  const [json, bytes] = [
    readFileSync(join(folder, 'calibration.json'), 'utf8'),
    readFileSync(join(folder, 'calibration.bin')),
  ];
  const calibration = decodeCalibration({ json, bytes });
  const rule = flagRuleOf(calibration);
  let [suspect, flagged] = [0, 0];
  for (const { text } of texts) {
    const reading = reader.read(text);
    const { wordCount: words } = reading;
    const assessment = calibration.assess(reading);
    const { score, typicality } = assessment;
    const pValue = assessment.score === null ? null : assessment.pValue;
    const measured = { words, basis: 'text', score, typicality, pValue, known: null } as const;
    if (isSuspect(measured, rule)) suspect++;
    if (isFlagged(measured, rule)) flagged++;
  }
  return { suspect, flagged };
}

for (const [own, rows, perSide] of [
  ['news', news, 400],
  ['essays', essays, 110],
] as const) {
  const order = randomFrom('flags').permutation(rows.length);
  const left = { human: perSide, ai: perSide };
  const fit = Array.from(order, (at) => rows[at]!).filter((row) => left[row.label]-- > 0);
  const known = new Set(fit.map(({ text }) => openingOf(reader.read(text))));
  const fresh = rows.filter(({ text }) => !known.has(openingOf(reader.read(text))));
  const calibration = join(work, `${own}.calibration`);
  const [humans, models] = (['human', 'ai'] as const).map((label) =>
    write(
      `${own} fit ${label}`,
      fit.filter((row) => row.label === label),
      () => own,
    ),
  ) as [string, string];
  freckle('calibrate', '--human', humans, '--synthetic', models, '--name', own, '--out', calibration);

  const judged = (set: string, texts: readonly Row[], sourceOf: (row: Row) => string): void => {
    const { flagged, refused } = vet(calibration, write(set, texts, sourceOf));
    console.log(
      `flags: calibration of ${own}, ${texts.length} texts of ${set}: ${flagged.texts} flagged${refused.sources > 0 ? `, refused: ${refused.largest[0]!.why}` : ''}`,
    );
  };
  judged(`fresh human ${own}`, human(fresh), () => 'fresh');
  judged(
    `fresh synthetic ${own}`,
    fresh.filter(({ label }) => label === 'ai'),
    () => 'fresh',
  );
  for (const [set, texts] of Object.entries(FOREIGN)) {
    if (set === own) continue;
    judged(`human ${set}, one source`, texts, () => 'set');
    judged(`human ${set}, a source each`, texts, ({ id }) => id);
    const { suspect, flagged } = flaggedAlone(calibration, texts);
    console.log(
      `flags: calibration of ${own}, ${texts.length} texts of human ${set}, each by itself: ${suspect} suspect by score, ${flagged} flagged`,
    );
  }
  const domain = human(fresh);
  for (const [set, texts] of Object.entries(FOREIGN))
    if (set !== own && domain.length >= 90)
      judged(
        `human ${own} with a tenth of human ${set}`,
        [...domain, ...texts.slice(0, Math.round(domain.length / 9))],
        () => 'blend',
      );
}
rmSync(work, { recursive: true, force: true });
