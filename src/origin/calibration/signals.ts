import { type Measurement, undefinedBecause } from '../../core/measurement.js';
import { defineTextSignal, type SignalSettings, type TextSignal } from '../../core/signal.js';
import type { Reading } from '../../text/reading.js';
import type { Assessment, Calibration, Scored } from './calibration.js';
import { heldCalibration } from './loaded.js';

/** Measured when a calibration is given, and then always. */
export const CALIBRATION_GROUP = 'calibration';

const SOURCE =
  'ours; conformal p-values after Vovk et al. (2005), probabilities after Platt (1999); docs/origin.md';

interface Judged {
  readonly calibration: Calibration;
  readonly assessment: Assessment;
}

let judgedSerial = 0;
let judgedDigest = '';
let judged: Judged | null = null;

/** The calibration's answer for a text, once for all signals. */
function judge(reading: Reading, { calibration: wanted }: SignalSettings): Judged | null {
  if (wanted === undefined) return null;
  if (reading.serial !== judgedSerial || judgedDigest !== wanted.digest) {
    const calibration = heldCalibration(wanted.digest);
    judged = calibration === undefined ? null : { calibration, assessment: calibration.assess(reading) };
    judgedSerial = reading.serial;
    judgedDigest = wanted.digest;
  }
  return judged;
}

const NOT_GIVEN = undefinedBecause('no calibration was given');

function measured(
  reading: Reading,
  settings: SignalSettings,
  take: (assessment: Scored) => number,
): Measurement<number> {
  const found = judge(reading, settings);
  if (found === null) return NOT_GIVEN;
  const { assessment } = found;
  return assessment.score === null ? undefinedBecause(assessment.why) : { value: take(assessment) };
}

/** Undefined for texts too short or unlike those of the calibration. Not the share of such texts that are synthetic. */
export const syntheticScore = defineTextSignal({
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
  measure: (reading, _record, settings) => measured(reading, settings, ({ score }) => score),
});

/** Undefined where the score is. On human text of the calibration's domain, at most a share α has p ≤ α. */
export const syntheticPValue = defineTextSignal({
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
  measure: (reading, _record, settings) => measured(reading, settings, ({ pValue }) => pValue),
});

/** Undefined where the score is, and where the calibration is too weak or too small to keep its promise usefully. */
export const inferredOrigin = defineTextSignal({
  id: 'inferred-origin',
  version: 1,
  title: 'Inferred origin',
  description:
    'Whether detectors flag the text as synthetic at the false-positive rate the calibration promises on its domain.',
  formula: 'synthetic where synthetic-p-value ≤ the promised rate, else not-flagged',
  source: SOURCE,
  group: CALIBRATION_GROUP,
  kind: 'category',
  unit: 'code',
  values: ['synthetic', 'not-flagged'],
  measure: (reading, _record, settings) => {
    const found = judge(reading, settings);
    return found === null ? NOT_GIVEN : found.calibration.verdict(found.assessment);
  },
});

/** Signals of a calibration. */
export const INFERRED_SIGNALS: readonly TextSignal[] = [syntheticScore, syntheticPValue, inferredOrigin];
