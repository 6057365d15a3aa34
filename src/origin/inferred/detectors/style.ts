import { fitDenseLogistic } from '../../../math/logistic.js';
import {
  type Detector,
  type DetectorArrays,
  type FittedDetector,
  FOLDS,
  outsideFold,
  type Passage,
} from './detector.js';
import { STYLE_FEATURE_COUNT, styleFeatures } from './style-features.js';

/** Standardised features are clipped here, so that one outlier cannot dominate. */
const LARGEST = 4;

/** A few named features: burstiness, function words, punctuation, variety and excess vocabulary. */
export const style: Detector = {
  id: 'style',
  version: 2,
  title: 'Style',
  description:
    'A linear model over burstiness, variety of words, punctuation, function words, connectives, hedges and the excess vocabulary of models. Ignores topics.',
  fit: (examples) => {
    const values = new Float64Array(examples.count * STYLE_FEATURE_COUNT);
    for (let row = 0; row < examples.count; row++)
      styleFeatures(
        examples.passage(row),
        values.subarray(row * STYLE_FEATURE_COUNT, (row + 1) * STYLE_FEATURE_COUNT),
      );
    const centres = centresOf(values);
    for (let at = 0; at < values.length; at++) values[at] = standardised(values[at]!, at, centres);
    const weights = new Float64Array(FOLDS * (STYLE_FEATURE_COUNT + 1));
    for (let fold = 0; fold < FOLDS; fold++)
      weights.set(
        fitDenseLogistic(values, STYLE_FEATURE_COUNT, examples.labels, outsideFold(examples.folds, fold), 1),
        fold * (STYLE_FEATURE_COUNT + 1),
      );
    return new StyleModel(centres, weights);
  },
  restore: ({ centres, weights }) => {
    if (!(centres instanceof Float64Array && weights instanceof Float64Array))
      throw new RangeError('the centres or weights of the style model are missing');
    if (centres.length !== 2 * STYLE_FEATURE_COUNT || weights.length !== FOLDS * (STYLE_FEATURE_COUNT + 1))
      throw new RangeError('the centres or weights of the style model have another size');
    return new StyleModel(centres, weights);
  },
};

class StyleModel implements FittedDetector {
  private readonly features = new Float64Array(STYLE_FEATURE_COUNT);

  constructor(
    /** Means, then standard deviations, over all examples. */
    private readonly centres: Float64Array,
    /** Shape (FOLDS, features + 1), the intercept last. */
    private readonly weights: Float64Array,
  ) {}

  score(passage: Passage, fold: number): number {
    styleFeatures(passage, this.features);
    const at = fold * (STYLE_FEATURE_COUNT + 1);
    let sum = this.weights[at + STYLE_FEATURE_COUNT]!;
    for (let feature = 0; feature < STYLE_FEATURE_COUNT; feature++)
      sum += standardised(this.features[feature]!, feature, this.centres) * this.weights[at + feature]!;
    return sum;
  }

  arrays(): DetectorArrays {
    return { centres: this.centres, weights: this.weights };
  }
}

function centresOf(values: Float64Array): Float64Array {
  const centres = new Float64Array(2 * STYLE_FEATURE_COUNT);
  const count = values.length / STYLE_FEATURE_COUNT;
  for (let feature = 0; feature < STYLE_FEATURE_COUNT; feature++) {
    let sum = 0;
    let squares = 0;
    for (let at = feature; at < values.length; at += STYLE_FEATURE_COUNT) sum += values[at]!;
    for (let at = feature; at < values.length; at += STYLE_FEATURE_COUNT)
      squares += (values[at]! - sum / count) ** 2;
    centres[feature] = sum / count;
    centres[STYLE_FEATURE_COUNT + feature] = Math.sqrt(squares / count) || 1;
  }
  return centres;
}

function standardised(value: number, at: number, centres: Float64Array): number {
  const feature = at % STYLE_FEATURE_COUNT;
  const scaled = (value - centres[feature]!) / centres[STYLE_FEATURE_COUNT + feature]!;
  return Math.max(-LARGEST, Math.min(LARGEST, scaled));
}
