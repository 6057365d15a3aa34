import type { NumericRows } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { type DataSource, lawfulReality } from '../data-source.js';
import { sigmoid } from '../models/logistic-regression.js';
import { numberSetting } from '../settings.js';

const HELD_OUT = 1000;

const COLUMNS = {
  id: 'columns',
  description: 'dimension',
  default: 1,
  range: [1, 1000],
  wholeNumber: true,
} as const;

const rows = (columns: number, values: Float64Array): NumericRows => ({
  kind: 'numeric',
  count: values.length / columns,
  columns,
  values,
});

function filled(count: number, columns: number, fill: (point: Float64Array) => void): NumericRows {
  const values = new Float64Array(count * columns);
  for (let row = 0; row < count; row++) fill(values.subarray(row * columns, (row + 1) * columns));
  return rows(columns, values);
}

const NORMAL_SETTINGS = [
  { ...COLUMNS, default: 2 },
  { id: 'deviation', description: 'standard deviation of every column', default: 1, range: [1e-9, 1e9] },
] as const;

/** N(0, σ² I). */
export const normal: DataSource<NumericRows> = {
  id: 'normal',
  title: 'A normal distribution',
  dataKind: 'numeric',
  settings: NORMAL_SETTINGS,
  needs: [],
  open: (size, random, settings) => {
    const columns = numberSetting(NORMAL_SETTINGS, settings, 'columns');
    const deviation = numberSetting(NORMAL_SETTINGS, settings, 'deviation');
    return lawfulReality(size, HELD_OUT, random, (count, stream) => {
      const values = new Float64Array(count * columns);
      stream.fillNormal(values);
      return rows(columns, deviation === 1 ? values : values.map((value) => value * deviation));
    });
  },
};

const MOON_SETTINGS = [
  { id: 'noise', description: 'standard deviation of the noise', default: 0.1, range: [0, 10] },
] as const;

/** Two interleaved half circles, as scikit-learn's make_moons draws them. */
export const moons: DataSource<NumericRows> = {
  id: 'moons',
  title: 'Two moons',
  dataKind: 'numeric',
  settings: MOON_SETTINGS,
  needs: [],
  open: (size, random, settings) => {
    const noise = numberSetting(MOON_SETTINGS, settings, 'noise');
    return lawfulReality(size, HELD_OUT, random, (count, stream) =>
      filled(count, 2, (point) => {
        const angle = Math.PI * stream.uniform();
        const isUpper = stream.integer(2) === 0;
        point[0] = (isUpper ? Math.cos(angle) : 1 - Math.cos(angle)) + noise * stream.normal();
        point[1] = (isUpper ? Math.sin(angle) : 0.5 - Math.sin(angle)) + noise * stream.normal();
      }),
    );
  },
};

const GRID_SETTINGS = [
  { id: 'side', description: 'modes per side', default: 5, range: [1, 100], wholeNumber: true },
  { id: 'deviation', description: 'standard deviation of a mode', default: 0.05, range: [1e-9, 10] },
] as const;

/** Equal modes on a square grid with spacing 1 (25 modes in Alemohammad et al., arXiv 2307.01850). */
export const grid: DataSource<NumericRows> = {
  id: 'grid',
  title: 'A grid of modes',
  dataKind: 'numeric',
  settings: GRID_SETTINGS,
  needs: [],
  open: (size, random, settings) => {
    const side = numberSetting(GRID_SETTINGS, settings, 'side');
    const deviation = numberSetting(GRID_SETTINGS, settings, 'deviation');
    const middle = (side - 1) / 2;
    return lawfulReality(size, HELD_OUT, random, (count, stream) =>
      filled(count, 2, (point) => {
        point[0] = stream.integer(side) - middle + deviation * stream.normal();
        point[1] = stream.integer(side) - middle + deviation * stream.normal();
      }),
    );
  },
};

const LINEAR_SETTINGS = [
  { ...COLUMNS, default: 10, description: 'number of features' },
  { id: 'noise', description: 'standard deviation of the noise on labels', default: 1, range: [0, 1e6] },
] as const;

/** y = x·w + noise with x ~ N(0, I) and w on the unit sphere's diagonal. */
export const linear: DataSource<NumericRows> = {
  id: 'linear',
  title: 'A linear model with noise',
  dataKind: 'numeric',
  settings: LINEAR_SETTINGS,
  needs: [],
  open: (size, random, settings) => {
    const d = numberSetting(LINEAR_SETTINGS, settings, 'columns');
    const noise = numberSetting(LINEAR_SETTINGS, settings, 'noise');
    return lawfulReality(size, HELD_OUT, random, (count, stream) =>
      labelled(count, d, stream, (signal) => signal + noise * stream.normal()),
    );
  },
};

/** Labels 0 and 1 with odds e^(2 x·w). */
export const logistic: DataSource<NumericRows> = {
  id: 'logistic',
  title: 'A logistic model',
  dataKind: 'numeric',
  settings: [{ ...COLUMNS, default: 5, description: 'number of features' }],
  needs: [],
  open: (size, random, settings) => {
    const d = numberSetting(logistic.settings, settings, 'columns');
    return lawfulReality(size, HELD_OUT, random, (count, stream) =>
      labelled(count, d, stream, (signal) => (stream.uniform() < sigmoid(2 * signal) ? 1 : 0)),
    );
  },
};

function labelled(count: number, d: number, random: Random, label: (signal: number) => number): NumericRows {
  return filled(count, d + 1, (point) => {
    let signal = 0;
    for (let i = 0; i < d; i++) {
      point[i] = random.normal();
      signal += point[i]! / Math.sqrt(d);
    }
    point[d] = label(signal);
  });
}
