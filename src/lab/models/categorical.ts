import type { CategoricalDraws, Decoding, FittedModel, Model, Settings } from '../../core/model.js';
import { aliasTable } from '../../math/distributions.js';
import { numberSetting } from '../settings.js';

const SETTINGS = [
  {
    id: 'smoothing',
    description: 'count added to every category (Lidstone); 0 is maximum likelihood',
    default: 0,
    range: [0, 1e6],
  },
  {
    id: 'tied',
    description: 'number of neighbouring categories that share one probability: a family too small',
    default: 1,
    range: [1, 1e6],
    wholeNumber: true,
  },
  {
    id: 'steps',
    description: 'natural-gradient steps from the uniform law; 0 fits exactly',
    default: 0,
    range: [0, 1e6],
    wholeNumber: true,
  },
  { id: 'learning-rate', description: 'size of each step', default: 0.1, range: [0, 1] },
] as const;

/**
 * A categorical law (unigram model) by maximum likelihood. Its Gini-Simpson diversity 1 − Σp² obeys the same
 * law as a Gaussian's variance, and under `replace` it is absorbed in category i with probability p_0(i)
 * (Shumailov et al., Nature 631, 2024; Suresh et al., arXiv 2412.17646).
 */
export const categorical: Model<CategoricalDraws> = {
  id: 'categorical',
  version: 1,
  title: 'Categorical',
  description: 'Category frequencies: the unigram language model.',
  dataKind: 'categorical',
  dataSource: 'zipf',
  settings: SETTINGS,
  decoding: ['temperature', 'topK'],
  takesWeights: true,
  minimumCount: () => 1,
  fit: (data, _random, settings, weights = null) => {
    const counts = new Float64Array(data.categories);
    for (let at = 0; at < data.count; at++) {
      const category = data.draws[at]!;
      counts[category] = counts[category]! + (weights === null ? 1 : weights[at]!);
    }
    const smoothing = numberSetting(SETTINGS, settings, 'smoothing');
    return fittedCategorical(learned(normalised(counts.map((count) => count + smoothing)), settings));
  },
  refitExactly: (fitted, settings, decoding) =>
    fittedCategorical(learned(decoded((fitted as FittedCategorical).probabilities, decoding), settings)),
};

interface FittedCategorical extends FittedModel<CategoricalDraws> {
  readonly probabilities: Float64Array;
}

export function fittedCategorical(probabilities: Float64Array): FittedCategorical {
  const categories = probabilities.length;
  return {
    probabilities,
    sample: (count, random, decoding) => {
      const table = aliasTable(decoded(probabilities, decoding));
      const draws = new Int32Array(count);
      for (let at = 0; at < count; at++) draws[at] = table.draw(random);
      return { kind: 'categorical', count, categories, draws };
    },
    logLikelihood: (data) => Float64Array.from(data.draws, (draw) => Math.log(probabilities[draw]!)),
    parameters: () => ({ probabilities }),
  };
}

/** p^(1/T) among the k largest, renormalised. Ties at the k-th place are kept. */
export function decoded(probabilities: Float64Array, decoding: Decoding = {}): Float64Array {
  const { temperature = 1, topK } = decoding;
  let result = probabilities;
  if (topK !== undefined && topK < probabilities.length) {
    const least = Float64Array.from(probabilities).sort()[probabilities.length - topK]!;
    result = result.map((p) => (p >= least ? p : 0));
  }
  if (temperature !== 1) {
    const largest = result.reduce((a, b) => Math.max(a, b), 0);
    result = result.map((p) => (p === 0 ? 0 : (p / largest) ** (1 / temperature)));
  }
  return result === probabilities ? probabilities : normalised(result);
}

function learned(exact: Float64Array, settings: Settings): Float64Array {
  const tied = numberSetting(SETTINGS, settings, 'tied');
  const steps = numberSetting(SETTINGS, settings, 'steps');
  let probabilities = exact;
  if (tied > 1) {
    probabilities = exact.slice();
    for (let start = 0; start < exact.length; start += tied) {
      const group = exact.subarray(start, start + tied);
      probabilities.fill(group.reduce((a, b) => a + b, 0) / group.length, start, start + group.length);
    }
  }
  if (steps > 0) {
    const left = (1 - numberSetting(SETTINGS, settings, 'learning-rate')) ** steps;
    probabilities = probabilities.map((p) => left / exact.length + (1 - left) * p);
  }
  return probabilities;
}

function normalised(weights: Float64Array): Float64Array {
  let total = 0;
  for (const weight of weights) total += weight;
  return weights.map((weight) => weight / total);
}
