import { areaUnderCurve } from '../../../math/auc.js';
import { wilsonInterval } from '../../../math/intervals.js';
import { DETECTORS } from '../detectors/index.js';
import type { Card, GeneratorPower, LengthPower, Quality, WriterRate } from './card.js';
import { type Fitted, KnownScores, shareWithin } from './known-scores.js';
import { attacksOn } from './measure-attacks.js';
import { calibrationError, statedProbabilities } from './stated-probabilities.js';

type Measured =
  | 'quality'
  | 'externalQuality'
  | 'detectors'
  | 'generators'
  | 'lengths'
  | 'writers'
  | 'attacks';

/** Measures a calibration on its own texts, each scored by models that have not seen it. */
export function measureCard(base: Omit<Card, Measured>, fitted: Fitted): Card {
  const { known, head, externalHead, externalRows } = fitted;
  const rate = base.promisedRate;
  const all = Int32Array.from(known.texts.keys());
  const scores = new KnownScores(fitted, head, all);
  const external = externalHead === null ? null : new KnownScores(fitted, externalHead, externalRows);
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

function qualityOf(scores: KnownScores, rate: number): Quality {
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

function generatorsOf(scores: KnownScores, { known }: Fitted, rate: number): GeneratorPower[] {
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

function lengthsOf(scores: KnownScores, { known, columns }: Fitted, rate: number): LengthPower[] {
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

function writersOf(scores: KnownScores, { known }: Fitted, rate: number): WriterRate[] {
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
