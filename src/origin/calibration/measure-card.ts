import { areaUnderCurve } from '../../math/auc.js';
import { conformalP, nullScoresNeeded } from '../../math/conformal.js';
import { wilsonInterval } from '../../math/intervals.js';
import { createReader } from '../../text/reading.js';
import { type FittedDetector, FOLDS, passageOf } from '../detectors/detector.js';
import { DETECTORS } from '../detectors/index.js';
import { ATTACKS } from './attacks.js';
import type { AttackPower, Card, GeneratorPower, LengthPower, Quality, WriterRate } from './card.js';
import { attackRandom, type FitSettings, type Known, type KnownColumns } from './fit.js';
import { type Head, type KnownScore, probabilityAt, probabilityCurve } from './head.js';
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
  power(rows: Int32Array, rate: number): number | null {
    if (this.count(0) < nullScoresNeeded(rate)) return null;
    let flagged = 0;
    let count = 0;
    for (const row of rows) {
      if (this.fitted.known.examples.labels[row] !== 1) continue;
      const p = this.pValue(row);
      if (p === null) continue;
      count++;
      if (p <= rate) flagged++;
    }
    return count === 0 ? null : flagged / count;
  }
}

function qualityOf(scores: Scores, rate: number): Quality {
  return {
    area: areaUnderCurve(scores.whole, scores.labels),
    truePositiveRateAtPromise: scores.power(scores.rows, rate),
    truePositiveRateAtTenth: scores.power(scores.rows, rate / 10),
    expectedCalibrationError: calibrationError(scores),
  };
}

function calibrationError(scores: Scores): number {
  const { rows, whole, labels } = scores;
  const known: KnownScore[] = Array.from(rows, (_, at) => ({
    combined: whole[at]!,
    // Folds of its own: the curve must not have seen the text, nothing more.
    fold: at % FOLDS,
    label: labels[at]!,
  }));
  const stated: { probability: number; label: number; weight: number }[] = [];
  const humans = scores.count(0);
  for (let fold = 0; fold < FOLDS; fold++) {
    const curve = probabilityCurve(known.filter((one) => one.fold !== fold));
    for (const one of known)
      if (one.fold === fold)
        stated.push({
          probability: probabilityAt(curve, one.combined),
          label: one.label,
          weight: 1 / (one.label === 0 ? humans : rows.length - humans),
        });
  }
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
      return {
        generator,
        texts: kept.filter((row) => known.examples.labels[row] === 1).length,
        area: areaUnderCurve(
          Array.from(kept, (row) => scores.whole[row]!),
          Uint8Array.from(kept, (row) => known.examples.labels[row]!),
        ),
        truePositiveRate: scores.power(kept, rate),
      };
    });
}

function lengthsOf(scores: Scores, { known, columns }: Fitted, rate: number): LengthPower[] {
  return known.steps.map((words, step) => {
    const rows = scores.rows.filter((row) => columns.atStep[step]![row] !== null);
    const found = Array.from(rows, (row) => scores.combined(row, columns.atStep[step]![row]!));
    const labels = Uint8Array.from(rows, (row) => known.examples.labels[row]!);
    const synthetic = found.filter((_, at) => labels[at] === 1);
    const human = rows.length - synthetic.length;
    return {
      words,
      human,
      synthetic: synthetic.length,
      area: areaUnderCurve(found, labels),
      truePositiveRate:
        human < nullScoresNeeded(rate)
          ? null
          : synthetic.filter((score) => scores.rank(score, step, false) <= rate).length / synthetic.length,
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
      return { writer, texts, flagged, low, high };
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
