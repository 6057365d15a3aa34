import { FreckleError } from '../../../core/errors.js';
import { nullScoresNeeded } from '../../../math/conformal.js';
import { createReader, READING_VERSION } from '../../../text/reading.js';
import { type FittedDetector, FOLDS, type Passage, passageOf } from '../detectors/detector.js';
import { DETECTORS } from '../detectors/index.js';
import { Calibration } from './calibration.js';
import { CARD_VERSION, type Card } from './card.js';
import { DOMAIN_VERSION, Domain } from './domain.js';
import { assignFolds, openingOf } from './groups.js';
import { type Columns, FEWEST_AT_STEP, fitWeights, Head, type KnownScore, referenceOf } from './head.js';
import type { FitSettings, Known, KnownColumns, KnownText } from './known-texts.js';
import { LADDER } from './ladder.js';
import { measureCard } from './measure-card.js';
import { normaliseForDetection } from './normalise.js';
import { ownScores } from './own-scores.js';

export const DEFAULT_PROMISED_RATE = 0.01;
export const DEFAULT_TEXTS_PER_SIDE = 5000;
/** Known texts of each side without which nothing is fitted. */
export const FEWEST_TEXTS = 40;

/**
 * Fits every detector, their combination, the calibration and the domain test on texts of known origin. Deterministic;
 * the order of the texts does not matter to what is learned beyond rounding.
 *
 * @throws FreckleError `invalid-setting` where the texts are too few to learn from
 */
export function fitCalibration(texts: readonly KnownText[], settings: FitSettings): Calibration {
  const rate = settings.promisedRate ?? DEFAULT_PROMISED_RATE;
  const known = prepare(texts, settings, rate);
  const detectors = DETECTORS.map((detector) => detector.fit(known.examples));
  const columns = columnsOf(known, detectors);
  const externalNames = settings.externalNames ?? [];
  const head = fitHead(
    known,
    columns,
    rowsOf(known, () => true),
    0,
  );
  const externalRows = rowsOf(known, (text) => text.external?.length === externalNames.length);
  const externalHead =
    externalNames.length > 0 && isEnough(known, externalRows)
      ? fitHead(known, columns, externalRows, externalNames.length)
      : null;
  const domain = Domain.fit(known.examples, known.steps.length, known.atStep);
  const base: Omit<
    Card,
    'quality' | 'externalQuality' | 'detectors' | 'generators' | 'lengths' | 'writers' | 'attacks'
  > = {
    format: 'freckle-calibration@1',
    name: settings.name,
    promisedRate: rate,
    fittedOn: {
      human: known.examples.labels.filter((label) => label === 0).length,
      synthetic: known.examples.labels.filter((label) => label === 1).length,
      groups: known.groups,
      tooShort: known.tooShort,
      beyondLimit: known.beyondLimit,
    },
    versions: CALIBRATION_VERSIONS,
    external: externalHead === null ? [] : externalNames,
  };
  const card = measureCard(base, {
    known,
    columns,
    head,
    externalHead,
    externalRows,
    detectors,
    settings,
  });
  return new Calibration(card, detectors, known.steps, head, externalHead, domain);
}

export const CALIBRATION_VERSIONS: readonly string[] = [
  `card@${CARD_VERSION}`,
  `reading@${READING_VERSION}`,
  `domain@${DOMAIN_VERSION}`,
  ...DETECTORS.map(({ id, version }) => `detector/${id}@${version}`),
];

function prepare(texts: readonly KnownText[], settings: FitSettings, rate: number): Known {
  const reader = createReader();
  const longest = LADDER.at(-1)!;
  const kept: KnownText[] = [];
  const words: number[] = [];
  const groups: string[] = [];
  const limit = settings.textsPerSide ?? DEFAULT_TEXTS_PER_SIDE;
  const { chosen, beyondLimit } = limited(texts, limit);
  let tooShort = 0;
  for (const text of chosen) {
    const reading = normaliseForDetection(reader.read(text.text));
    if (reading.wordCount < LADDER[0]) {
      tooShort++;
      continue;
    }
    const passage = passageOf(reading, longest);
    groups.push(text.group ?? openingOf(reading));
    words.push(passage.words);
    kept.push({ ...text, text: reading.text.slice(0, passage.end) });
  }
  const labels = Uint8Array.from(kept, ({ label }) => (label === 'synthetic' ? 1 : 0));
  refuseTooFew(labels, tooShort);
  const folds = assignFolds(groups, labels, settings.seed);
  refuseEmptyFolds(folds, labels);
  const steps = usableSteps(words, labels, rate);
  const passage = (index: number): Passage => passageOf(reader.read(kept[index]!.text));
  return {
    texts: kept,
    examples: { count: kept.length, labels, folds, passage },
    atStep: (index, step) =>
      words[index]! < steps[step]! ? null : passageOf(reader.read(kept[index]!.text), steps[step]!),
    steps,
    ownStep: Int8Array.from(words, (count) => steps.findLastIndex((step) => step <= count)),
    groups: new Set(groups).size,
    tooShort,
    beyondLimit,
  };
}

/** At most `limit` texts of each side, spread evenly over the input. */
function limited(texts: readonly KnownText[], limit: number): { chosen: KnownText[]; beyondLimit: number } {
  const totals = { human: 0, synthetic: 0 };
  for (const { label } of texts) totals[label]++;
  const seen = { human: 0, synthetic: 0 };
  const chosen = texts.filter(({ label }) => {
    const at = seen[label]++;
    const share = Math.min(1, limit / totals[label]);
    return Math.floor((at + 1) * share) > Math.floor(at * share);
  });
  return { chosen, beyondLimit: texts.length - chosen.length };
}

function refuseTooFew(labels: Uint8Array, tooShort: number): void {
  const synthetic = labels.reduce((sum, label) => sum + label, 0);
  const human = labels.length - synthetic;
  if (human >= FEWEST_TEXTS && synthetic >= FEWEST_TEXTS) return;
  throw new FreckleError(
    'invalid-setting',
    `a calibration needs ${FEWEST_TEXTS} human and ${FEWEST_TEXTS} synthetic texts of ${LADDER[0]} words or more, found ${human} and ${synthetic}` +
      (tooShort > 0 ? ` (${tooShort} were too short)` : ''),
  );
}

function refuseEmptyFolds(folds: Uint8Array, labels: Uint8Array): void {
  for (let fold = 0; fold < FOLDS; fold++)
    for (const label of [0, 1])
      if (!folds.some((of, row) => of === fold && labels[row] === label))
        throw new FreckleError(
          'invalid-setting',
          `the texts fall into too few groups to be parted ${FOLDS} ways: most of them share a prompt or a value of the group column`,
        );
}

/** Steps at which there are enough human texts for the promise, where there are enough at all. */
function usableSteps(words: readonly number[], labels: Uint8Array, rate: number): number[] {
  const humans = labels.filter((label) => label === 0).length;
  const needed = Math.max(FEWEST_AT_STEP, Math.min(nullScoresNeeded(rate), humans));
  return LADDER.filter((step) => {
    const reached = words.map((count, row) => (count >= step ? labels[row]! : -1));
    return (
      reached.filter((label) => label === 0).length >= needed &&
      reached.filter((label) => label === 1).length >= FEWEST_AT_STEP
    );
  });
}

function columnsOf(known: Known, detectors: readonly FittedDetector[]): KnownColumns {
  const { folds, count } = known.examples;
  const rows = Array.from({ length: count }, (_, row) => row);
  return {
    whole: rows.map((row) => ownScores(detectors, known.examples.passage(row), folds[row]!)),
    atStep: known.steps.map((_, step) =>
      rows.map((row) => {
        const passage = known.atStep(row, step);
        return passage === null ? null : ownScores(detectors, passage, folds[row]!);
      }),
    ),
  };
}

const rowsOf = (known: Known, isWanted: (text: KnownText) => boolean): Int32Array =>
  Int32Array.from([...known.texts.keys()].filter((row) => isWanted(known.texts[row]!)));

function isEnough(known: Known, rows: Int32Array): boolean {
  const synthetic = rows.reduce((sum, row) => sum + known.examples.labels[row]!, 0);
  return synthetic >= FEWEST_TEXTS && rows.length - synthetic >= FEWEST_TEXTS;
}

function fitHead(known: Known, columns: KnownColumns, rows: Int32Array, externalCount: number): Head {
  const { labels, folds } = known.examples;
  const columnsFor = (row: number, own: Float64Array): Columns => ({
    own,
    external: Float64Array.from(externalCount === 0 ? [] : known.texts[row]!.external!),
  });
  const { centres, weights } = fitWeights(
    Array.from(rows, (row) => columnsFor(row, columns.whole[row]!)),
    Uint8Array.from(rows, (row) => labels[row]!),
    Uint8Array.from(rows, (row) => folds[row]!),
  );
  const weighing = new Head(DETECTORS.length, externalCount, centres, weights, []);
  const steps = columns.atStep.map((owns) => {
    const scores: KnownScore[] = [];
    for (const row of rows) {
      const own = owns[row]!;
      if (own === null) continue;
      const fold = folds[row]!;
      scores.push({ combined: weighing.combine(columnsFor(row, own), fold), fold, label: labels[row]! });
    }
    return referenceOf(scores);
  });
  return new Head(DETECTORS.length, externalCount, centres, weights, steps);
}
