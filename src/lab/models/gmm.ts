import { FreckleError } from '../../core/errors.js';
import type { FittedModel, Model, NumericRows, Settings } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { aliasTable } from '../../math/distributions.js';
import { cholesky } from '../../math/linear-algebra.js';
import { numberSetting } from '../settings.js';
import { componentLength, EmPasses } from './em-kernel.js';
import { type Clusters, kMeansClusters } from './k-means.js';

const SETTINGS = [
  {
    id: 'components',
    description: 'number of normal components',
    default: 2,
    range: [1, 1000],
    wholeNumber: true,
  },
  {
    id: 'tolerance',
    description: 'EM stops when the mean log-likelihood gains less than this',
    default: 1e-3,
    range: [0, 1],
  },
  {
    id: 'iterations',
    description: 'maximum number of EM iterations',
    default: 100,
    range: [1, 1e6],
    wholeNumber: true,
  },
  {
    id: 'ridge',
    description: 'added to every variance, as in scikit-learn',
    default: 1e-6,
    range: [0, 1e6],
  },
] as const;

/**
 * Gaussian mixture with full covariances by expectation-maximisation from a k-means start, with the
 * defaults of scikit-learn's GaussianMixture. The start clusters at most a sample of the records (`k-means.ts`). EM stops
 * by its tolerance, so the fit depends on the start: an optimiser error, as in scikit-learn. Under `replace` the
 * components drift apart and each shrinks to a point (Shumailov et al., Nature 631, 2024, Fig. 3 of the supplement).
 */
export const gmm: Model<NumericRows> = {
  id: 'gmm',
  version: 3,
  title: 'Gaussian mixture',
  description: 'A mixture of normal components fitted by expectation-maximisation.',
  dataKind: 'numeric',
  dataSource: 'normal',
  settings: SETTINGS,
  decoding: ['temperature'],
  takesWeights: true,
  minimumCount: (settings) => Math.max(2, numberSetting(SETTINGS, settings, 'components')),
  fit: (data, random, settings, weights = null) => {
    const components = numberSetting(SETTINGS, settings, 'components');
    if (data.count < components)
      throw new FreckleError(
        'invalid-setting',
        `a mixture of ${components} components needs at least ${components} records, got ${data.count}`,
      );
    const bad = data.values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0)
      throw new FreckleError(
        'invalid-setting',
        `a mixture needs finite numbers, got ${data.values[bad]} in record ${Math.floor(bad / data.columns)}`,
      );
    return fittedMixture(expectationMaximisation(data, components, random, settings, weights));
  },
  refitExactly: (fitted, _settings, decoding) => ((decoding.temperature ?? 1) === 1 ? fitted : null),
};

export interface Mixture {
  readonly columns: number;
  /** One per component, summing to 1. */
  readonly shares: Float64Array;
  /** components × columns. */
  readonly means: Float64Array;
  /** components × columns × columns. */
  readonly covariances: Float64Array;
  /** Number of EM iterations; 0 for a mixture that was not fitted. */
  readonly iterations: number;
}

export interface FittedMixture extends FittedModel<NumericRows> {
  readonly mixture: Mixture;
}

function expectationMaximisation(
  data: NumericRows,
  components: number,
  random: Random,
  settings: Settings,
  weights: Float64Array | null,
): Mixture {
  const tolerance = numberSetting(SETTINGS, settings, 'tolerance');
  const iterations = numberSetting(SETTINGS, settings, 'iterations');
  const ridge = numberSetting(SETTINGS, settings, 'ridge');
  const { columns, count, values } = data;
  let mixture = mixtureOfClusters(kMeansClusters(data, components, random, weights), columns, ridge);
  const passes = new EmPasses({ values, weights, count, columns }, components);
  const weightOfAll = weights === null ? count : weights.reduce((a, b) => a + b, 0);
  let before = -Infinity;
  for (let turn = 1; turn <= iterations; turn++) {
    const { sums, logLikelihood } = passes.sums(densityParameters(mixture));
    mixture = { ...mixtureOfMoments(sums, mixture.means, columns, ridge), iterations: turn };
    const mean = logLikelihood / weightOfAll;
    // A NaN likelihood (no component reaches a record) counts as no gain.
    if (!(Math.abs(mean - before) >= tolerance)) break;
    before = mean;
  }
  return mixture;
}

/** Assigns records fully to their cluster. Moments are about its centre, which is stable far from the origin. */
function mixtureOfClusters(
  { data, labels, weights, clusters, centres }: Clusters,
  columns: number,
  ridge: number,
): Mixture {
  const length = componentLength(columns);
  const sums = new Float64Array(clusters * length);
  const centred = new Float64Array(columns);
  for (let row = 0; row < data.count; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    const start = labels[row]! * length;
    sums[start] = sums[start]! + weight;
    let second = start + 1 + columns;
    for (let i = 0; i < columns; i++) {
      centred[i] = data.values[row * columns + i]! - centres[labels[row]! * columns + i]!;
      const weighted = weight * centred[i]!;
      sums[start + 1 + i] = sums[start + 1 + i]! + weighted;
      for (let j = 0; j <= i; j++, second++) sums[second] = sums[second]! + weighted * centred[j]!;
    }
  }
  return mixtureOfMoments(sums, centres, columns, ridge);
}

/** Moments about given centres: stable even if a component's width is a thousandth of its mean. */
function mixtureOfMoments(
  sums: Float64Array,
  centres: Float64Array,
  columns: number,
  ridge: number,
): Mixture {
  const length = componentLength(columns);
  const components = sums.length / length;
  const means = new Float64Array(components * columns);
  const covariances = new Float64Array(components * columns * columns);
  // scikit-learn's smallest mass: a dead component keeps its place, with the ridge as its variance.
  const masses = Float64Array.from({ length: components }, (_, k) => sums[k * length]! + 10 * Number.EPSILON);
  const total = masses.reduce((a, b) => a + b, 0);
  for (let k = 0; k < components; k++) {
    const first = k * length + 1;
    let second = first + columns;
    for (let i = 0; i < columns; i++) {
      const shiftI = sums[first + i]! / masses[k]!;
      means[k * columns + i] = centres[k * columns + i]! + shiftI;
      for (let j = 0; j <= i; j++) {
        const shiftJ = sums[first + j]! / masses[k]!;
        const value = sums[second++]! / masses[k]! - shiftI * shiftJ;
        covariances[(k * columns + i) * columns + j] = value + (i === j ? ridge : 0);
        covariances[(k * columns + j) * columns + i] = value + (i === j ? ridge : 0);
      }
    }
  }
  return { columns, shares: masses.map((mass) => mass / total), means, covariances, iterations: 0 };
}

/** Per component: constant of the log density, mean, inverse Cholesky factor, in the kernel's layout. */
function densityParameters({ columns, shares, means, covariances }: Mixture): Float64Array {
  const area = columns * columns;
  const length = componentLength(columns);
  const parameters = new Float64Array(shares.length * length);
  for (let k = 0; k < shares.length; k++) {
    const factor = cholesky(covariances.slice(k * area, (k + 1) * area), columns);
    let logDeterminant = 0;
    for (let i = 0; i < columns; i++) {
      if (factor[i * columns + i]! < 1e-150) factor[i * columns + i] = 1e-150;
      logDeterminant += Math.log(factor[i * columns + i]!);
    }
    const start = k * length;
    parameters[start] = Math.log(shares[k]!) - 0.5 * columns * Math.log(2 * Math.PI) - logDeterminant;
    parameters.set(means.subarray(k * columns, (k + 1) * columns), start + 1);
    const whitening = inverseLower(factor, columns);
    let at = start + 1 + columns;
    for (let i = 0; i < columns; i++)
      for (let j = 0; j <= i; j++) parameters[at++] = whitening[i * columns + j]!;
  }
  return parameters;
}

function inverseLower(factor: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    inverse[column * size + column] = 1 / factor[column * size + column]!;
    for (let row = column + 1; row < size; row++) {
      let sum = 0;
      for (let k = column; k < row; k++) sum += factor[row * size + k]! * inverse[k * size + column]!;
      inverse[row * size + column] = -sum / factor[row * size + row]!;
    }
  }
  return inverse;
}

export function fittedMixture(mixture: Mixture): FittedMixture {
  const { columns, shares, means, covariances } = mixture;
  const area = columns * columns;
  const factors = Array.from(shares, (_, k) =>
    cholesky(covariances.slice(k * area, (k + 1) * area), columns),
  );
  return {
    mixture,
    sample: (count, random, decoding = {}) => {
      const table = aliasTable(shares);
      const scale = Math.sqrt(decoding.temperature ?? 1);
      const values = new Float64Array(count * columns);
      random.fillNormal(values);
      for (let row = 0; row < count; row++) {
        const k = table.draw(random);
        const factor = factors[k]!;
        const start = row * columns;
        for (let i = columns - 1; i >= 0; i--) {
          let sum = 0;
          for (let j = 0; j <= i; j++) sum += factor[i * columns + j]! * values[start + j]!;
          values[start + i] = means[k * columns + i]! + scale * sum;
        }
      }
      return { kind: 'numeric', count, columns, values };
    },
    logLikelihood: ({ values, count }) =>
      new EmPasses({ values, weights: null, count, columns }, shares.length).logDensities(
        densityParameters(mixture),
      ),
    parameters: () => ({ shares, means, covariances, iterations: mixture.iterations }),
  };
}
