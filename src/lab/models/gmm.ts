import { FreckleError } from '../../core/errors.js';
import type { FittedModel, Model, NumericRows, Settings } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { aliasTable } from '../../math/distributions.js';
import { cholesky } from '../../math/linear-algebra.js';
import { numberSetting } from '../settings.js';
import { kMeansStart } from './k-means.js';

const SETTINGS = [
  {
    id: 'components',
    description: 'normals in the mixture',
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
  { id: 'iterations', description: 'most EM iterations', default: 100, range: [1, 1e6], wholeNumber: true },
  {
    id: 'ridge',
    description: 'added to every variance, as scikit-learn does',
    default: 1e-6,
    range: [0, 1e6],
  },
] as const;

/**
 * Gaussian mixture with full covariances by expectation-maximisation from a k-means start, with the
 * defaults of scikit-learn's GaussianMixture. Under `replace` the components drift apart and each shrinks to
 * a point (Shumailov et al., Nature 631, 2024, Fig. 3 of the supplement).
 */
export const gmm: Model<NumericRows> = {
  id: 'gmm',
  version: 1,
  title: 'Gaussian mixture',
  description: 'A mixture of normals by expectation-maximisation.',
  dataKind: 'numeric',
  world: 'normal',
  settings: SETTINGS,
  decoding: ['temperature'],
  takesWeights: true,
  minimumCount: (settings) => Math.max(2, numberSetting(SETTINGS, settings, 'components')),
  fit: (data, random, settings, weights = null) => {
    const components = numberSetting(SETTINGS, settings, 'components');
    if (data.count < components)
      throw new FreckleError(
        'invalid-setting',
        `a mixture of ${components} components needs as many records, got ${data.count}`,
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
  /** EM iterations made; 0 for a mixture that was not fitted. */
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
  const labels = kMeansStart(data, components, random, weights);
  let mixture = mixtureOfLabels(data, labels, components, ridge, weights);
  let before = -Infinity;
  for (let turn = 1; turn <= iterations; turn++) {
    const { next, logLikelihood } = emStep(data, mixture, ridge, weights);
    mixture = { ...next, iterations: turn };
    if (Math.abs(logLikelihood - before) < tolerance) break;
    before = logLikelihood;
  }
  return mixture;
}

function mixtureOfLabels(
  data: NumericRows,
  labels: Int32Array,
  components: number,
  ridge: number,
  weights: Float64Array | null,
): Mixture {
  const sums = new Sums(components, data.columns);
  const centres = new Float64Array(components * data.columns);
  for (let row = 0; row < data.count; row++)
    sums.add(labels[row]!, weights === null ? 1 : weights[row]!, data.values, row * data.columns, centres);
  return sums.mixture(centres, ridge);
}

/** Responsibilities and the moments they weigh, in one pass. */
function emStep(
  data: NumericRows,
  mixture: Mixture,
  ridge: number,
  weights: Float64Array | null,
): { next: Mixture; logLikelihood: number } {
  const { columns, means } = mixture;
  const components = mixture.shares.length;
  const sums = new Sums(components, columns);
  const densities = new Densities(mixture);
  const { logs } = densities;
  const { values } = data;
  let total = 0;
  let weightOfAll = 0;
  for (let row = 0; row < data.count; row++) {
    const start = row * columns;
    const largest = densities.at(values, start);
    let mass = 0;
    for (let k = 0; k < components; k++) {
      const below = logs[k]! - largest;
      const part = below > -745 ? Math.exp(below) : 0;
      logs[k] = part;
      mass += part;
    }
    const weight = weights === null ? 1 : weights[row]!;
    total += weight * (largest + Math.log(mass));
    weightOfAll += weight;
    const scale = weight / mass;
    for (let k = 0; k < components; k++)
      if (logs[k]! > 0) sums.add(k, scale * logs[k]!, values, start, means);
  }
  return { next: sums.mixture(means, ridge), logLikelihood: total / weightOfAll };
}

/** log of share × density of every component at one point. */
class Densities {
  readonly logs: Float64Array;
  private readonly constants: Float64Array;
  /** Inverse Cholesky factors, components × columns × columns, lower triangular. */
  private readonly whitening: Float64Array;
  private readonly centred: Float64Array;

  constructor(private readonly mixture: Mixture) {
    const { columns, shares, covariances } = mixture;
    const area = columns * columns;
    this.logs = new Float64Array(shares.length);
    this.constants = new Float64Array(shares.length);
    this.whitening = new Float64Array(shares.length * area);
    this.centred = new Float64Array(columns);
    for (let k = 0; k < shares.length; k++) {
      const factor = cholesky(covariances.slice(k * area, (k + 1) * area), columns);
      let logDeterminant = 0;
      for (let i = 0; i < columns; i++) {
        if (factor[i * columns + i]! < 1e-150) factor[i * columns + i] = 1e-150;
        logDeterminant += Math.log(factor[i * columns + i]!);
      }
      this.constants[k] = Math.log(shares[k]!) - 0.5 * columns * Math.log(2 * Math.PI) - logDeterminant;
      this.whitening.set(inverseLower(factor, columns), k * area);
    }
  }

  /** Fills `logs` and gives the largest of them. */
  at(values: Float64Array, start: number): number {
    const { columns, means } = this.mixture;
    const { logs, constants, whitening, centred } = this;
    let largest = -Infinity;
    for (let k = 0; k < logs.length; k++) {
      for (let i = 0; i < columns; i++) centred[i] = values[start + i]! - means[k * columns + i]!;
      let squares = 0;
      const area = k * columns * columns;
      for (let i = 0; i < columns; i++) {
        let sum = 0;
        for (let j = 0; j <= i; j++) sum += whitening[area + i * columns + j]! * centred[j]!;
        squares += sum * sum;
      }
      const log = constants[k]! - 0.5 * squares;
      logs[k] = log;
      if (log > largest) largest = log;
    }
    return largest;
  }
}

/** Weighted sums around given centres: stable even when a component is a thousand times narrower than its mean. */
class Sums {
  private readonly mass: Float64Array;
  private readonly first: Float64Array;
  private readonly second: Float64Array;

  constructor(
    private readonly components: number,
    private readonly columns: number,
  ) {
    this.mass = new Float64Array(components);
    this.first = new Float64Array(components * columns);
    this.second = new Float64Array(components * columns * columns);
  }

  add(k: number, weight: number, values: Float64Array, start: number, centres: Float64Array): void {
    const { columns, mass, first, second } = this;
    mass[k] = mass[k]! + weight;
    const base = k * columns;
    for (let i = 0; i < columns; i++) {
      const scaled = weight * (values[start + i]! - centres[base + i]!);
      first[base + i] = first[base + i]! + scaled;
      const rowStart = (base + i) * columns;
      for (let j = 0; j <= i; j++)
        second[rowStart + j] = second[rowStart + j]! + scaled * (values[start + j]! - centres[base + j]!);
    }
  }

  mixture(centres: Float64Array, ridge: number): Mixture {
    const { components, columns, mass, first, second } = this;
    const shares = new Float64Array(components);
    const means = new Float64Array(components * columns);
    const covariances = new Float64Array(components * columns * columns);
    // The smallest mass scikit-learn allows: a dead component keeps its place and a ridge for a variance.
    const masses = mass.map((value) => value + 10 * Number.EPSILON);
    const total = masses.reduce((a, b) => a + b, 0);
    for (let k = 0; k < components; k++) {
      shares[k] = masses[k]! / total;
      for (let i = 0; i < columns; i++) {
        const shiftI = first[k * columns + i]! / masses[k]!;
        means[k * columns + i] = centres[k * columns + i]! + shiftI;
        for (let j = 0; j <= i; j++) {
          const shiftJ = first[k * columns + j]! / masses[k]!;
          const value = second[(k * columns + i) * columns + j]! / masses[k]! - shiftI * shiftJ;
          covariances[(k * columns + i) * columns + j] = value + (i === j ? ridge : 0);
          covariances[(k * columns + j) * columns + i] = value + (i === j ? ridge : 0);
        }
      }
    }
    return { columns, shares, means, covariances, iterations: 0 };
  }
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
    logLikelihood: (data) => {
      const densities = new Densities(mixture);
      return Float64Array.from({ length: data.count }, (_, row) => {
        const largest = densities.at(data.values, row * columns);
        let mass = 0;
        for (const log of densities.logs) mass += Math.exp(log - largest);
        return largest + Math.log(mass);
      });
    },
    parameters: () => ({ shares, means, covariances, iterations: mixture.iterations }),
  };
}
