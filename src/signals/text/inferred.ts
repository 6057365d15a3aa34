import { type Measurement, undefinedBecause } from '../../core/measurement.js';
import type { TextRecord } from '../../core/record.js';
import { defineTextSignal, type SignalSettings, type TextSignal } from '../../core/signal.js';
import { type Assessment, BASES, type Scored } from '../../origin/inferred/calibration/calibration.js';
import { heldCalibration } from '../../origin/inferred/calibration/loaded.js';
import { allOf } from '../../origin/inferred/scores/all-of.js';
import type { Reading } from '../../text/reading.js';

/** Measured when a calibration is given, and then always. */
export const CALIBRATION_GROUP = 'calibration';
/** Measured when scores computed elsewhere are given, and then always. */
export const SCORES_GROUP = 'scores';

const SOURCE =
  'ours; conformal p-values after Vovk et al. (2005), probabilities after Platt (1999); docs/origin.md';

let judgedSerial = 0;
let judgedDigest = '';
let judged: Assessment | null = null;

/** The calibration's answer for a text, once for all signals. */
function judge(reading: Reading, record: TextRecord, settings: SignalSettings): Assessment | null {
  const { calibration: wanted, scores } = settings;
  if (wanted === undefined) return null;
  if (reading.serial !== judgedSerial || judgedDigest !== wanted.digest) {
    const external = scores === undefined ? null : allOf(record.scores);
    judged = heldCalibration(wanted.digest)?.assess(reading, external) ?? null;
    judgedSerial = reading.serial;
    judgedDigest = wanted.digest;
  }
  return judged;
}

const NOT_GIVEN = undefinedBecause('no calibration was given');

function measured<V extends number | string>(
  reading: Reading,
  record: TextRecord,
  settings: SignalSettings,
  take: (assessment: Scored) => V,
): Measurement<V> {
  const assessment = judge(reading, record, settings);
  if (assessment === null) return NOT_GIVEN;
  return assessment.score === null ? undefinedBecause(assessment.why) : { value: take(assessment) };
}

/** Undefined for texts too short or unlike those of the calibration. Not the share of such texts that are synthetic. */
const syntheticScore = defineTextSignal({
  id: 'synthetic-score',
  version: 1,
  title: 'Synthetic score',
  description:
    'Probability that a model wrote the text, if human and synthetic texts were equally frequent, by the calibration given.',
  formula:
    '1 ÷ (1 + exp(−(a·s + b))), s the combined score of the detectors, a and b from known texts of one length',
  source: SOURCE,
  group: CALIBRATION_GROUP,
  kind: 'number',
  unit: 'probability',
  range: [0, 1],
  measure: (reading, record, settings) => measured(reading, record, settings, ({ score }) => score),
});

/** Undefined where the score is. On human text of the calibration's domain, at most a share α has p ≤ α. */
const syntheticPValue = defineTextSignal({
  id: 'synthetic-p-value',
  version: 1,
  title: 'Synthetic p-value',
  description:
    'Share of the calibration’s human texts, cut to the same length, that score at least as synthetic: small values speak against a human author.',
  formula: '(1 + #{human i: sᵢ ≥ s}) ÷ (1 + n), every sᵢ by models that have not seen i',
  source: SOURCE,
  group: CALIBRATION_GROUP,
  kind: 'number',
  unit: 'probability',
  range: [0, 1],
  measure: (reading, record, settings) => measured(reading, record, settings, ({ pValue }) => pValue),
});

/** Undefined for texts too short. On texts of the calibration's domain, of either side, at most a share t is below t. */
const domainTypicality = defineTextSignal({
  id: 'domain-typicality',
  version: 1,
  title: 'Domain typicality',
  description:
    'Share of the calibration’s human or synthetic texts, whichever is larger, that are at least as unusual in style and words: small values say that it does not know such texts.',
  formula:
    '(1 + #{i: dᵢ ≥ d}) ÷ (1 + n), d the Mahalanobis distance to the nearer side and dᵢ those of n human texts; the same for the synthetic ones; the larger of both',
  source: SOURCE,
  group: CALIBRATION_GROUP,
  kind: 'number',
  unit: 'share',
  range: [0, 1],
  measure: (reading, record, settings) => {
    const assessment = judge(reading, record, settings);
    if (assessment === null) return NOT_GIVEN;
    return assessment.typicality === null
      ? undefinedBecause(assessment.why)
      : { value: assessment.typicality };
  },
});

/** Undefined where the score is. Each basis has its own combination, its own human texts to be ranked among, and its own power. */
const scoreBasis = defineTextSignal({
  id: 'score-basis',
  version: 1,
  title: 'Basis of the synthetic score',
  description:
    'What the synthetic score was computed from: the text alone, or also the scores computed elsewhere that the calibration was fitted with.',
  formula: 'text-and-scores where every score of the calibration is known of the record, else text',
  source: SOURCE,
  group: CALIBRATION_GROUP,
  kind: 'category',
  unit: 'code',
  values: BASES,
  measure: (reading, record, settings) => measured(reading, record, settings, ({ basis }) => basis),
});

/** Undefined where the record has none of the scores. */
const scoresElsewhere = defineTextSignal({
  id: 'scores-elsewhere',
  version: 1,
  title: 'Scores computed elsewhere',
  description:
    'What other programs said of the text, by the names the calibration was fitted with; a score that is missing is left out.',
  formula: 'name=value, … of the record’s columns, else of the score files by content hash, else by id',
  source: 'the user’s own detectors; docs/origin.md',
  group: SCORES_GROUP,
  kind: 'category',
  unit: 'code',
  isOfOneRecord: true,
  measure: (_reading, record, { scores }) => {
    const known = (scores?.names ?? []).flatMap((name, at) =>
      record.scores[at] == null ? [] : [`${name}=${record.scores[at]}`],
    );
    return known.length === 0 ? undefinedBecause('no score computed elsewhere') : { value: known.join(', ') };
  },
});

/** Signals of a calibration. What is flagged is a question to the corpus: one text shows its domain badly. */
export const inferredSignals: readonly TextSignal[] = [
  syntheticScore,
  syntheticPValue,
  domainTypicality,
  scoreBasis,
  scoresElsewhere,
];
