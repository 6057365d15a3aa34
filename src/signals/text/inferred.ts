import { type Measurement, undefinedBecause } from '../../core/measurement.js';
import type { TextRecord } from '../../core/record.js';
import { defineTextSignal, type SignalSettings, type TextSignal } from '../../core/signal.js';
import { type Assessment, BASES, type Scored } from '../../origin/inferred/calibration/calibration.js';
import { heldCalibration } from '../../origin/inferred/calibration/loaded.js';
import { allOf } from '../../origin/inferred/scores/all-of.js';
import type { Reading } from '../../text/reading.js';

/** Measured whenever a calibration is given. */
export const CALIBRATION_GROUP = 'calibration';
/** Measured whenever scores computed elsewhere are given. */
export const SCORES_GROUP = 'scores';

const SOURCE =
  'ours; conformal p-values after Vovk et al. (2005), probabilities after Platt (1999); docs/origin.md';

let judgedSerial = 0;
let judgedDigest = '';
let judged: Assessment | null = null;

/** Assesses a text once for all signals. */
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

/**
 * Undefined for texts that are too short or unlike the calibration's. Not the share of such texts that are synthetic.
 */
const syntheticScore = defineTextSignal({
  id: 'synthetic-score',
  version: 1,
  title: 'Synthetic score',
  description:
    'Probability that a model wrote the text, according to the calibration, if human and synthetic texts were equally frequent.',
  formula:
    '1 ÷ (1 + exp(−(a·s + b))), s the combined score of the detectors; a and b fitted to known texts of one length',
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
    'Share of the calibration’s human texts, cut to the same length, that score at least as synthetic. Small values speak against a human author.',
  formula: '(1 + #{human i: sᵢ ≥ s}) ÷ (1 + n), every sᵢ from models fitted without text i',
  source: SOURCE,
  group: CALIBRATION_GROUP,
  kind: 'number',
  unit: 'probability',
  range: [0, 1],
  measure: (reading, record, settings) => measured(reading, record, settings, ({ pValue }) => pValue),
});

/** Undefined for short texts. On human or synthetic texts of the calibration's domain, at most a share t is below t. */
const domainTypicality = defineTextSignal({
  id: 'domain-typicality',
  version: 1,
  title: 'Domain typicality',
  description:
    'Share of the calibration’s human or synthetic texts, whichever is larger, that are at least as unusual in style and words. Small values mean that the calibration does not cover such texts.',
  formula:
    'the larger of (1 + #{i: dᵢ ≥ d}) ÷ (1 + n) for the n human and for the n synthetic texts, d the Mahalanobis distance to the nearer side',
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

/** Undefined where the score is. Each basis has its own combination of scores, reference human texts and power. */
const scoreBasis = defineTextSignal({
  id: 'score-basis',
  version: 1,
  title: 'Basis of the synthetic score',
  description:
    'Inputs of the synthetic score: the text alone, or also the scores computed elsewhere that the calibration was fitted with.',
  formula: 'text-and-scores where the record has every score of the calibration, else text',
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
    'Scores of other programs for the text, by the names the calibration was fitted with; missing scores are omitted.',
  formula: 'name=value, … from the record’s columns, else from the score files by content hash, else by id',
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

/** Signals of a calibration. Flagging needs the whole corpus, since one text reveals little about its domain. */
export const inferredSignals: readonly TextSignal[] = [
  syntheticScore,
  syntheticPValue,
  domainTypicality,
  scoreBasis,
  scoresElsewhere,
];
