import type { Model, NumericRows, Settings } from '../../core/model.js';
import { aliasTable } from '../../math/distributions.js';
import { numberSetting, wordSetting } from '../settings.js';
import { moments } from './gaussian.js';

const SETTINGS = [
  { id: 'bandwidth', description: 'standard deviation of the kernel', default: 0.1, range: [1e-9, 1e9] },
  {
    id: 'rule',
    description:
      'fixed uses the bandwidth as given; scott and silverman multiply it by their factor and the root of the mean variance',
    default: 'fixed',
    choices: ['fixed', 'scott', 'silverman'],
  },
] as const;

/**
 * Kernel density estimate with a Gaussian kernel. Under `replace` it does not shrink but diffuses: the
 * expected variance obeys V_{t+1} = (V_t + h²)(1 − 1/n) (protocol of Kazdan et al., arXiv 2410.16713).
 */
export const kde: Model<NumericRows> = {
  id: 'kde',
  version: 2,
  title: 'Kernel density estimate',
  description: 'A Gaussian kernel on every training point.',
  dataKind: 'numeric',
  dataSource: 'moons',
  settings: SETTINGS,
  decoding: ['temperature'],
  takesWeights: true,
  minimumCount: () => 1,
  fit: (data, _random, settings, weights = null) => {
    const bandwidth = bandwidthOf(data, settings);
    const table = weights === null ? null : aliasTable(weights);
    return {
      sample: (count, random, decoding = {}) => {
        const { columns } = data;
        const values = new Float64Array(count * columns);
        random.fillNormal(values);
        const scale = bandwidth * Math.sqrt(decoding.temperature ?? 1);
        for (let row = 0; row < count; row++) {
          const from = table === null ? random.integer(data.count) : table.draw(random);
          for (let column = 0; column < columns; column++) {
            const at = row * columns + column;
            values[at] = data.values[from * columns + column]! + scale * values[at]!;
          }
        }
        return { kind: 'numeric', count, columns, values };
      },
      logLikelihood: (rows) => kernelLogDensities(data, rows, bandwidth, weights),
      parameters: () => ({ bandwidth, points: data.values }),
    };
  },
};

/** Scott's n^(−1/(d+4)) and Silverman's (n(d+2)/4)^(−1/(d+4)), as in scipy.stats.gaussian_kde without weights: the rule ignores weights. */
function bandwidthOf(data: NumericRows, settings: Settings): number {
  const given = numberSetting(SETTINGS, settings, 'bandwidth');
  const rule = wordSetting(SETTINGS, settings, 'rule');
  if (rule === 'fixed') return given;
  const { columns, count } = data;
  const effective = rule === 'scott' ? count : (count * (columns + 2)) / 4;
  const { covariance } = moments(data);
  let trace = 0;
  for (let i = 0; i < columns; i++) trace += covariance[i * columns + i]!;
  return given * effective ** (-1 / (columns + 4)) * Math.sqrt(trace / columns + 1e-300);
}

/** log of the weighted mean kernel at each row; points of weight 0 do not count. */
function kernelLogDensities(
  points: NumericRows,
  rows: NumericRows,
  bandwidth: number,
  weights: Float64Array | null,
): Float64Array {
  const { columns } = points;
  const scale = -0.5 / bandwidth ** 2;
  const total = weights === null ? points.count : weights.reduce((a, b) => a + b, 0);
  const constant = -columns * (Math.log(bandwidth) + 0.5 * Math.log(2 * Math.PI)) - Math.log(total);
  const exponents = new Float64Array(points.count);
  const logWeights = weights?.map(Math.log) ?? new Float64Array(points.count);
  return Float64Array.from({ length: rows.count }, (_, row) => {
    let largest = -Infinity;
    for (let point = 0; point < points.count; point++) {
      let squares = 0;
      for (let column = 0; column < columns; column++) {
        const gap = rows.values[row * columns + column]! - points.values[point * columns + column]!;
        squares += gap * gap;
      }
      exponents[point] = scale * squares + logWeights[point]!;
      if (exponents[point]! > largest) largest = exponents[point]!;
    }
    let mass = 0;
    for (let point = 0; point < points.count; point++) {
      const below = exponents[point]! - largest;
      // Kernels below e^-40 no longer change a double.
      if (below > -40) mass += Math.exp(below);
    }
    return constant + largest + Math.log(mass);
  });
}
