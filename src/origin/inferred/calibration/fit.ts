import { READING_VERSION } from '../../../text/reading.js';
import type { FittedDetector } from '../detectors/detector.js';
import { DETECTORS } from '../detectors/index.js';
import { Calibration } from './calibration.js';
import { CARD_VERSION, type Card } from './card.js';
import { DOMAIN_VERSION, Domain } from './domain.js';
import { type Columns, fitWeights, Head, type KnownScore, referenceOf } from './head.js';
import type { FitSettings, Known, KnownColumns, KnownText } from './known-texts.js';
import { measureCard } from './measure-card.js';
import { ownScores } from './own-scores.js';
import { FEWEST_TEXTS, prepareKnown } from './prepare-known.js';

export const DEFAULT_PROMISED_RATE = 0.01;

/**
 * Fits every detector, their combination, the probability curve and the domain test on texts of known origin.
 * Deterministic; the order of the texts changes the result by rounding only.
 *
 * @throws FreckleError `invalid-setting` with too few texts
 */
export function fitCalibration(texts: readonly KnownText[], settings: FitSettings): Calibration {
  const rate = settings.promisedRate ?? DEFAULT_PROMISED_RATE;
  const known = prepareKnown(texts, settings, rate);
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
