import { areaUnderCurve } from '../../../math/auc.js';
import { conformalP, nullScoresNeeded } from '../../../math/conformal.js';
import { type Estimate, wilsonInterval } from '../../../math/intervals.js';
import { createReader } from '../../../text/reading.js';
import { type FittedDetector, FOLDS, passageOf } from '../detectors/detector.js';
import { DETECTORS } from '../detectors/index.js';
import { ATTACKS } from './attacks.js';
import type { AttackPower, Card, GeneratorPower, LengthPower, Quality, WriterRate } from './card.js';
import { type Head, type KnownScore, probabilityAt, probabilityCurve } from './head.js';
import { attackRandom, type FitSettings, type Known, type KnownColumns } from './known-texts.js';
import { stepIndex } from './ladder.js';
import { normaliseForDetection } from './normalise.js';
import { ownScores } from './own-scores.js';

export interface Fitted {
  readonly known: Known;
  readonly columns: KnownColumns;
  readonly head: Head;
  readonly externalHead: Head | null;
  readonly externalRows: Int32Array;
  readonly detectors: readonly FittedDetector[];
  readonly settings: FitSettings;
}

type Measured =
  | 'quality'
  | 'externalQuality'
  | 'detectors'
  | 'generators'
  | 'lengths'
  | 'writers'
  | 'attacks';

/** Texts on which the attacks are tried. */
const ATTACKED_TEXTS = 200;

/** Measures a calibration on its own texts, each by the models that have not seen it. */
export function measureCard(base: Omit<Card, Measured>, fitted: Fitted): Card {
  const { known, head, externalHead, externalRows } = fitted;
  const rate = base.promisedRate;
  const all = Int32Array.from(known.texts.keys());
  const scores = new Scores(fitted, head, all);
  const external = externalHead === null ? null : new Scores(fitted, externalHead, externalRows);
  return {
    ...base,
    quality: qualityOf(scores, rate),
    externalQuality:
      external === null
        ? null
        : { ...qualityOf(external, rate), human: external.count(0), synthetic: external.count(1) },
    detectors: DETECTORS.map(({ id, title }, at) => ({
      id,
      title,
      area: areaUnderCurve(
        all.length === 0 ? [] : Array.from(all, (row) => fitted.columns.whole[row]![at]!),
        known.examples.labels,
      ),
    })),
    generators: generatorsOf(scores, fitted, rate),
    lengths: lengthsOf(scores, fitted, rate),
    writers: writersOf(scores, fitted, rate),
    attacks: fitted.settings.withAttacks === true ? attacksOn(scores, fitted, rate) : [],
  };
}

/** Out-of-fold combined scores of some of the known texts, whole and at each step. */
class Scores {
  readonly whole: Float64Array;
  readonly labels: Uint8Array;
  /** Human scores at each step over all folds, sorted. */
  readonly humanAt: readonly Float64Array[];

  constructor(
    private readonly fitted: Fitted,
    private readonly head: Head,
    readonly rows: Int32Array,
  ) {
    this.whole = Float64Array.from(rows, (row) => this.combined(row, fitted.columns.whole[row]!));
    this.labels = Uint8Array.from(rows, (row) => fitted.known.examples.labels[row]!);
    this.humanAt = head.steps.map(({ human }) => human);
  }

  combined(row: number, own: Float64Array): number {
    const { known } = this.fitted;
    const external =
      this.head.externalCount === 0 ? new Float64Array(0) : Float64Array.from(known.texts[row]!.external!);
    return this.head.combine({ own, external }, known.examples.folds[row]!);
  }

  count(label: number): number {
    return this.labels.filter((of) => of === label).length;
  }

  /** Score at the step the text is judged at, or null where it reaches none. */
  own(row: number): number | null {
    const step = this.fitted.known.ownStep[row]!;
    return step < 0 ? null : this.combined(row, this.fitted.columns.atStep[step]![row]!);
  }

  /** P-value at the text's own step, a human text ranked among the others. */
  pValue(row: number): number | null {
    const score = this.own(row);
    if (score === null) return null;
    return this.rank(score, this.fitted.known.ownStep[row]!, this.fitted.known.examples.labels[row] === 0);
  }

  rank(score: number, step: number, isMember: boolean): number {
    const humans = this.humanAt[step]!;
    const p = conformalP(humans, score);
    return isMember ? (p * (humans.length + 1) - 1) / humans.length : p;
  }

  /** Share of synthetic rows among `rows` flagged at `rate`; null where so small a rate cannot be promised. */
  power(rows: Int32Array, rate: number): Estimate | null {
    const found: number[] = [];
    for (const row of rows) {
      if (this.fitted.known.examples.labels[row] !== 1) continue;
      const p = this.pValue(row);
      if (p !== null) found.push(p);
    }
    return shareWithin(found, this.count(0), rate);
  }
}

/** Share of p-values within a rate, with its interval; null where the human texts are too few for the rate. */
function shareWithin(pValues: readonly number[], humans: number, rate: number): Estimate | null {
  if (humans < nullScoresNeeded(rate) || pValues.length === 0) return null;
  const hits = pValues.filter((p) => p <= rate).length;
  const [low, high] = wilsonInterval(hits, pValues.length);
  return { value: hits / pValues.length, low, high };
}

function qualityOf(scores: Scores, rate: number): Quality {
  return {
    area: areaUnderCurve(scores.whole, scores.labels),
    truePositiveRateAtPromise: scores.power(scores.rows, rate),
    truePositiveRateAtTenth: scores.power(scores.rows, rate / 10),
    expectedCalibrationError: calibrationError(
      statedProbabilities(scores.whole, scores.labels),
      scores.labels,
    ),
  };
}

/** The probability of each text, by curves that have not seen it: folds of their own, nothing more. */
function statedProbabilities(scores: ArrayLike<number>, labels: Uint8Array): Float64Array {
  const known: KnownScore[] = Array.from(labels, (label, at) => ({
    combined: scores[at]!,
    fold: at % FOLDS,
    label,
  }));
  const stated = new Float64Array(known.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const curve = probabilityCurve(known.filter((one) => one.fold !== fold));
    for (let at = fold; at < known.length; at += FOLDS) stated[at] = probabilityAt(curve, scores[at]!);
  }
  return stated;
}

function calibrationError(probabilities: ArrayLike<number>, labels: Uint8Array): number {
  const synthetic = labels.reduce((sum, label) => sum + label, 0);
  const stated = Array.from(labels, (label, at) => ({
    probability: probabilities[at]!,
    label,
    weight: 1 / (label === 1 ? synthetic : labels.length - synthetic),
  }));
  stated.sort((a, b) => a.probability - b.probability);
  const bins = 10;
  let error = 0;
  for (let bin = 0; bin < bins; bin++) {
    const own = stated.slice(
      Math.floor((bin * stated.length) / bins),
      Math.floor(((bin + 1) * stated.length) / bins),
    );
    const weight = own.reduce((sum, one) => sum + one.weight, 0);
    if (weight === 0) continue;
    const probability = own.reduce((sum, one) => sum + one.weight * one.probability, 0) / weight;
    const outcome = own.reduce((sum, one) => sum + one.weight * one.label, 0) / weight;
    error += (weight / 2) * Math.abs(probability - outcome);
  }
  return error;
}

function generatorsOf(scores: Scores, { known }: Fitted, rate: number): GeneratorPower[] {
  const stated = statedProbabilities(scores.whole, scores.labels);
  const names = new Set(
    known.texts.filter(({ label }) => label === 'synthetic').map(({ generator }) => generator),
  );
  return [...names]
    .filter((name): name is string => name != null)
    .sort()
    .map((generator) => {
      const kept = scores.rows.filter(
        (row) => known.examples.labels[row] === 0 || known.texts[row]!.generator === generator,
      );
      const labels = Uint8Array.from(kept, (row) => known.examples.labels[row]!);
      return {
        generator,
        texts: labels.reduce((sum, label) => sum + label, 0),
        area: areaUnderCurve(
          Array.from(kept, (row) => scores.whole[row]!),
          labels,
        ),
        truePositiveRateAtPromise: scores.power(kept, rate),
        truePositiveRateAtTenth: scores.power(kept, rate / 10),
        expectedCalibrationError: calibrationError(
          Array.from(kept, (row) => stated[row]!),
          labels,
        ),
      };
    });
}

function lengthsOf(scores: Scores, { known, columns }: Fitted, rate: number): LengthPower[] {
  return known.steps.map((words, step) => {
    const rows = scores.rows.filter((row) => columns.atStep[step]![row] !== null);
    const found = Float64Array.from(rows, (row) => scores.combined(row, columns.atStep[step]![row]!));
    const labels = Uint8Array.from(rows, (row) => known.examples.labels[row]!);
    const pValues = Array.from(
      found.filter((_, at) => labels[at] === 1),
      (score) => scores.rank(score, step, false),
    );
    const human = rows.length - pValues.length;
    return {
      words,
      human,
      synthetic: pValues.length,
      area: areaUnderCurve(found, labels),
      truePositiveRateAtPromise: shareWithin(pValues, human, rate),
      truePositiveRateAtTenth: shareWithin(pValues, human, rate / 10),
      expectedCalibrationError: calibrationError(statedProbabilities(found, labels), labels),
    };
  });
}

function writersOf(scores: Scores, { known }: Fitted, rate: number): WriterRate[] {
  const tallies = new Map<string, { texts: number; flagged: number }>();
  for (const row of scores.rows) {
    const { writer, label } = known.texts[row]!;
    const p = label === 'human' && writer != null ? scores.pValue(row) : null;
    if (p === null) continue;
    const tally = tallies.get(writer!) ?? { texts: 0, flagged: 0 };
    tally.texts++;
    if (p <= rate) tally.flagged++;
    tallies.set(writer!, tally);
  }
  return [...tallies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([writer, { texts, flagged }]) => {
      const [low, high] = wilsonInterval(flagged, texts);
      const kept = scores.rows.filter(
        (row) => known.examples.labels[row] === 1 || known.texts[row]!.writer === writer,
      );
      const area = areaUnderCurve(
        Array.from(kept, (row) => scores.whole[row]!),
        Uint8Array.from(kept, (row) => known.examples.labels[row]!),
      );
      return { writer, texts, flagged, low, high, area };
    });
}

function attacksOn(scores: Scores, { known, detectors, settings }: Fitted, rate: number): AttackPower[] {
  const reader = createReader();
  const rows = scores.rows
    .filter((row) => known.examples.labels[row] === 1 && known.ownStep[row]! >= 0)
    .slice(0, ATTACKED_TEXTS);
  const before = rows.filter((row) => scores.pValue(row)! <= rate).length;
  return ATTACKS.map(({ id, description, apply }) => {
    const random = attackRandom(settings.name, settings.seed).split(id);
    let after = 0;
    for (const row of rows) {
      const reading = normaliseForDetection(reader.read(apply(known.texts[row]!.text, random.split(row))));
      const step = stepIndex(known.steps, reading.wordCount);
      if (step < 0) continue;
      const own = ownScores(detectors, passageOf(reading, known.steps[step]!), known.examples.folds[row]!);
      if (scores.rank(scores.combined(row, own), step, false) <= rate) after++;
    }
    return {
      attack: id,
      description,
      texts: rows.length,
      before: before / rows.length,
      after: after / rows.length,
    };
  });
}
