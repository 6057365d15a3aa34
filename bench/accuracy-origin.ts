/**
 * Accuracy of calibrations on the open data: every figure of docs/accuracy.md that begins with `origin:`.
 *
 *   npm run bench -- accuracy-origin                          (all parts)
 *   npm run bench -- accuracy-origin area left-out promise domain share baselines       (some of them)
 *   npm run bench -- accuracy-origin area promise essays_opinion                        (of one set or generator)
 *
 * The baselines are scikit-learn and ZipPy from PyPI, installed into bench/.work/detection.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type AreaEstimate, areaUnderCurve, truePositiveRateAt } from '../src/math/auc.js';
import { wilsonInterval } from '../src/math/intervals.js';
import { randomFrom } from '../src/math/random.js';
import { Calibration } from '../src/origin/inferred/calibration/calibration.js';
import type { Domain } from '../src/origin/inferred/calibration/domain.js';
import { fitCalibration } from '../src/origin/inferred/calibration/fit.js';
import { assignFolds, openingOf } from '../src/origin/inferred/calibration/groups.js';
import type { KnownText } from '../src/origin/inferred/calibration/known-texts.js';
import { LADDER } from '../src/origin/inferred/calibration/ladder.js';
import { CorpusShare } from '../src/origin/inferred/share/corpus-share.js';
import { createReader } from '../src/text/reading.js';

type Row = { id: string; text: string; label: 'human' | 'ai'; generator: string; domain: string };
type Known = KnownText & { readonly domain: string; readonly opening: string };

const folder = '../shared/data/origin-text';
const PARTS = ['area', 'left-out', 'promise', 'domain', 'share', 'baselines'];
const wanted = process.argv.slice(2).filter((word) => PARTS.includes(word));
/** Sets and generators. */
const only = process.argv.slice(2).filter((word) => !PARTS.includes(word));
const reader = createReader();
const isWanted = (part: string): boolean => wanted.length === 0 || wanted.includes(part);
const isAsked = (name: string): boolean => only.length === 0 || only.includes(name);
const say = (line: string): void => console.log(`origin: ${line}`);

function lines<T>(name: string): T[] {
  const text = gunzipSync(readFileSync(`${folder}/${name}.jsonl.gz`)).toString('utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

function load(name: string): Known[] {
  return lines<Row>(name).map(({ text, label, generator, domain }) => ({
    text,
    label: label === 'ai' ? 'synthetic' : 'human',
    generator,
    domain,
    opening: openingOf(reader.read(text)),
  }));
}

/** `perSide` texts of each label for fitting, and the texts with other openings. */
function parted(texts: readonly Known[], perSide: number, seed: number): { fit: Known[]; fresh: Known[] } {
  const left = { human: perSide, synthetic: perSide };
  const fit: Known[] = [];
  const order = randomFrom('accuracy').split(seed).permutation(texts.length);
  for (const at of order) if (left[texts[at]!.label]-- > 0) fit.push(texts[at]!);
  const seen = new Set(fit.map(({ opening }) => opening));
  return { fit, fresh: Array.from(order, (at) => texts[at]!).filter(({ opening }) => !seen.has(opening)) };
}

/** The same calibration, but it accepts every text as in its domain. */
function withoutDomainTest({ card, detectors, steps, head, externalHead, domain }: Calibration): Calibration {
  const open = Object.create(domain, { typicality: { value: () => 1 } }) as Domain;
  return new Calibration(card, detectors, steps, head, externalHead, open);
}

function shareOf(calibration: Calibration, texts: readonly Known[], seed = 0) {
  const share = new CorpusShare(calibration);
  for (const { text } of texts) {
    const reading = reader.read(text);
    const words = reading.wordCount;
    const assessment = calibration.assess(reading);
    const { score, typicality } = assessment;
    const pValue = assessment.score === null ? null : assessment.pValue;
    share.add({ words, basis: 'text', score, typicality, pValue, known: null });
  }
  return share.estimate(randomFrom('share').split(seed));
}

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
/** Parts of the human texts, left out in turn with a generator. */
const ROTATIONS = 5;
const SHOWN = [32, 64, 128, 256];
const news = load('detectrl_xsum');
const essays = load('essays_opinion');

/** Scores of whole texts; each fold is scored by a fit on the others. */
function scoresByFold(texts: readonly Known[], folds: Uint8Array): Float64Array {
  const scores = new Float64Array(texts.length);
  for (const fold of new Set(folds)) {
    const calibration = fitCalibration(
      texts.filter((_, at) => folds[at] !== fold),
      { name: 'fold' },
    );
    for (const [at, { text }] of texts.entries())
      if (folds[at] === fold) scores[at] = calibration.wholeScore(reader.read(text))!;
  }
  return scores;
}

/** Fits on four fifths of the human texts and the other generators; scores the last fifth and the generator left out. */
function leftOutArea(generator: string | null | undefined, rotation: number): AreaEstimate {
  const humans = news.filter(({ label }) => label === 'human');
  const order = randomFrom('left-out').permutation(humans.length);
  const judgedHumans = new Set(
    Array.from(order, (at) => humans[at]!).filter((_, at) => at % ROTATIONS === rotation),
  );
  const openings = new Set(Array.from(judgedHumans, ({ opening }) => opening));
  const fit = news.filter(
    (text) => (text.label === 'human' || text.generator !== generator) && !openings.has(text.opening),
  );
  const seen = new Set(fit.map(({ opening }) => opening));
  const judged = news.filter(
    (text) =>
      judgedHumans.has(text) ||
      (text.label === 'synthetic' && text.generator === generator && !seen.has(text.opening)),
  );
  const calibration = fitCalibration(fit, { name: 'left-out' });
  const scored = judged.flatMap(({ text, label }) => {
    const score = calibration.wholeScore(reader.read(text));
    return score === null ? [] : [{ score, label: label === 'synthetic' ? 1 : 0 }];
  });
  return areaUnderCurve(
    scored.map(({ score }) => score),
    Uint8Array.from(scored, ({ label }) => label),
  )!;
}

if (isWanted('area')) {
  for (const [name, texts] of [
    ['detectrl_xsum', news],
    ['essays_opinion', essays],
  ] as const) {
    if (!isAsked(name)) continue;
    const { quality, lengths } = fitCalibration(texts, { name }).card;
    say(
      `${name}: AUROC ${quality.area!.value.toFixed(4)} (${quality.area!.low.toFixed(4)}–${quality.area!.high.toFixed(4)}), found at 1 % ${quality.truePositiveRateAtPromise?.value.toFixed(3)}, ECE ${quality.expectedCalibrationError.toFixed(4)}`,
    );
    for (const { words, area, truePositiveRateAtPromise } of lengths.filter(({ words }) =>
      SHOWN.includes(words),
    ))
      say(
        `${name}, ${words} words: AUROC ${area!.value.toFixed(4)}, found at 1 % ${truePositiveRateAtPromise?.value.toFixed(3)}`,
      );
  }
}

if (isWanted('area') && isAsked('news_wiki_bio')) {
  const scores = new Map(lines<{ id: string }>('news_wiki_bio.scores').map(({ id, ...rest }) => [id, rest]));
  const rows = lines<Row>('news_wiki_bio');
  const names = Object.keys([...scores.values()][0]!);
  const { card } = fitCalibration(
    load('news_wiki_bio').map((text, at) => {
      const found = scores.get(rows[at]!.id) as { [name: string]: number } | undefined;
      return { ...text, external: found === undefined ? null : names.map((name) => found[name]!) };
    }),
    { name: 'news_wiki_bio', externalNames: names },
  );
  say(
    `news_wiki_bio, text alone: AUROC ${card.quality.area!.value.toFixed(4)}, found at 1 % ${card.quality.truePositiveRateAtPromise?.value.toFixed(3)}`,
  );
  say(
    `news_wiki_bio, with published scores: AUROC ${card.externalQuality!.area!.value.toFixed(4)} on ${card.externalQuality!.human} + ${card.externalQuality!.synthetic} texts`,
  );
}

if (isWanted('left-out')) {
  const generators = new Set(
    news.flatMap(({ label, generator }) => (label === 'synthetic' ? [generator!] : [])),
  );
  for (const generator of generators) {
    if (!isAsked(generator!)) continue;
    const areas = Array.from({ length: ROTATIONS }, (_, rotation) => leftOutArea(generator, rotation));
    const mean = areas.reduce((sum, { value }) => sum + value / ROTATIONS, 0);
    say(
      `detectrl_xsum without ${generator}: AUROC ${mean.toFixed(4)} over ${ROTATIONS} splits of the human texts, each with its 95 % interval: ${areas.map(({ value, low, high }) => `${value.toFixed(4)} (${low.toFixed(4)}–${high.toFixed(4)})`).join(', ')}`,
    );
  }
}

if (isWanted('promise')) {
  for (const [name, texts, perSide] of [
    ['detectrl_xsum', news, 300],
    ['essays_opinion', essays, 100],
  ] as const) {
    if (!isAsked(name)) continue;
    let flagged = 0;
    let count = 0;
    let flaggedOfAll = 0;
    let countOfAll = 0;
    const splits = 10;
    for (let seed = 0; seed < splits; seed++) {
      const { fit, fresh } = parted(texts, perSide, seed);
      const calibration = fitCalibration(fit, { name, seed });
      const untested = withoutDomainTest(calibration);
      for (const { text, label } of fresh) {
        if (label !== 'human') continue;
        const assessment = calibration.assess(reader.read(text));
        if (assessment.score !== null) {
          count++;
          if (assessment.pValue <= 0.01) flagged++;
        }
        const anyhow = untested.assess(reader.read(text));
        if (anyhow.score === null) continue;
        countOfAll++;
        if (anyhow.pValue <= 0.01) flaggedOfAll++;
      }
    }
    const [low, high] = wilsonInterval(flagged, count);
    say(
      `${name}: ${flagged} of ${count} fresh human texts flagged over ${splits} splits, ${percent(flagged / count)} (${percent(low)}–${percent(high)}), promised 1 %; without the test of the domain ${flaggedOfAll} of ${countOfAll}, ${percent(flaggedOfAll / countOfAll)}`,
    );
  }
}

if (isWanted('domain')) {
  const multilingual = load('multilingual');
  const others = (of: readonly Known[]): [string, readonly Known[]][] =>
    [
      ['essays', essays],
      ['news', news],
      ['Chinese', multilingual.filter(({ domain }) => domain === 'm4-zh')],
      ['Russian', multilingual.filter(({ domain }) => domain === 'm4-ru')],
      ['XSum of another year', load('news_wiki_bio').filter(({ domain }) => domain === 'news-xsum')],
      ['Wikipedia', load('news_wiki_bio').filter(({ domain }) => domain === 'wiki-squad')],
      ['PubMedQA', load('news_wiki_bio').filter(({ domain }) => domain === 'bio-pubmedqa')],
    ].filter(([, texts]) => texts !== of) as [string, readonly Known[]][];
  for (const [name, texts, perSide] of [
    ['detectrl_xsum', news, 300],
    ['essays_opinion', essays, 80],
  ] as const) {
    if (!isAsked(name)) continue;
    const splits = 5;
    let freshRefused = 0;
    let freshAsked = 0;
    const refused = new Map<string, number>();
    for (let seed = 0; seed < splits; seed++) {
      const { fit, fresh } = parted(texts, perSide, seed);
      const calibration = fitCalibration(fit, { name, seed });
      for (const kind of ['human', 'synthetic'] as const) {
        const own = fresh.filter(({ label }) => label === kind);
        freshAsked++;
        if (shareOf(calibration, own, seed).value === null) freshRefused++;
      }
      for (const [other, foreign] of others(texts)) {
        const humans = foreign.filter(({ label }) => label === 'human');
        const isRefused = shareOf(calibration, humans, seed).value === null;
        refused.set(other, (refused.get(other) ?? 0) + (isRefused ? 1 : 0));
      }
    }
    say(`${name}: fresh text of the domain refused in ${freshRefused} of ${freshAsked} corpora`);
    for (const [other, count] of refused)
      say(`${name}: human ${other} refused in ${count} of ${splits} splits`);
  }
}

if (isWanted('share')) {
  for (const [name, texts, perSide, size] of [
    ['detectrl_xsum', news, 300, 200],
    ['detectrl_xsum', news, 60, 200],
    ['essays_opinion', essays, 60, 60],
    ['news_wiki_bio', load('news_wiki_bio'), 300, 200],
  ] as const) {
    if (!isAsked(name)) continue;
    const truths = [0, 0.05, 0.1, 0.25, 0.5, 0.75, 1];
    const errors = truths.map((): number[] => []);
    let covered = 0;
    let asked = 0;
    let refusals = 0;
    for (let seed = 0; seed < 8; seed++) {
      const { fit, fresh } = parted(texts, perSide, 100 + seed);
      const calibration = fitCalibration(fit, { name, seed });
      const humans = fresh.filter(({ label }) => label === 'human');
      const synthetics = fresh.filter(({ label }) => label === 'synthetic');
      for (const [at, truth] of truths.entries()) {
        const total = Math.min(size, humans.length, synthetics.length);
        const models = Math.round(truth * total);
        const corpus = [...synthetics.slice(0, models), ...humans.slice(0, total - models)];
        const estimate = shareOf(calibration, corpus, seed);
        asked++;
        if (estimate.value === null) {
          refusals++;
          continue;
        }
        errors[at]!.push(Math.abs(estimate.value - models / total));
        if (estimate.low <= models / total + 1e-9 && estimate.high >= models / total - 1e-9) covered++;
      }
    }
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    say(
      `${name}, ${perSide} references a side, mixtures of ${size}: mean absolute error ${mean(errors.flat()).toFixed(4)} (${truths.map((truth, at) => `${percent(truth)}: ${mean(errors[at]!).toFixed(4)}`).join(', ')}); interval covers ${covered} of ${asked - refusals}; refused ${refusals}`,
    );
  }
}

if (isWanted('baselines')) {
  const home = 'bench/.work/detection';
  const python = `${home}/bin/python`;
  if (!existsSync(python)) {
    mkdirSync(home, { recursive: true });
    execFileSync('python3', ['-m', 'venv', home]);
    execFileSync(python, ['-m', 'pip', 'install', '-q', 'scikit-learn', 'thinkst-zippy'], {
      stdio: 'inherit',
    });
  }
  const sets = ['detectrl_xsum', 'essays_opinion', 'news_wiki_bio'].filter(isAsked).map((name) => {
    const texts = load(name).filter(({ text }) => reader.read(text).wordCount >= LADDER[0]);
    const labels = Uint8Array.from(texts, ({ label }) => (label === 'synthetic' ? 1 : 0));
    const folds = assignFolds(
      texts.map(({ opening }) => opening),
      labels,
    );
    const scores = scoresByFold(texts, folds);
    say(
      `${name}, Freckle fitted on the same four fifths: AUROC ${areaUnderCurve(scores, labels)!.value.toFixed(4)}, found at 1 % ${truePositiveRateAt(0.01, scores, labels)!.toFixed(3)}`,
    );
    return { name, texts: texts.map(({ text }) => text), labels: [...labels], folds: [...folds] };
  });
  writeFileSync(`${home}/sets.jsonl`, sets.map((set) => `${JSON.stringify(set)}\n`).join(''));
  execFileSync(python, ['bench/accuracy-origin-baselines.py', `${home}/sets.jsonl`, 'zippy', 'regression'], {
    stdio: 'inherit',
  });
}
