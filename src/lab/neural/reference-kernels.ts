import type { Kernels } from './kernels.js';

/** The kernels in double precision, written for reading: the definition of `kernels/tensor.as.ts`. */
export function referenceKernels(memory: Float64Array): Kernels {
  return {
    ...matrices(memory),
    ...elementwise(memory),
    ...rowwise(memory),
    ...neighbourhoods(memory),
    ...normalising(memory),
    ...losses(memory),
    ...heads(memory),
  };
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

function matrices(memory: Float64Array): Pick<Kernels, 'multiply' | 'adam'> {
  return {
    multiply(m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, isAdded) {
      for (let row = 0; row < m; row++)
        for (let column = 0; column < n; column++) {
          let sum = isAdded ? memory[c + row * cRow + column]! : 0;
          for (let at = 0; at < k; at++)
            sum += memory[a + row * aRow + at * aColumn]! * memory[b + at * bRow + column * bColumn]!;
          memory[c + row * cRow + column] = sum;
        }
    },
    adam(n, values, gradients, first, second, rate, beta1, beta2, epsilon, decay, correction1, correction2) {
      for (let at = 0; at < n; at++) {
        const g = memory[gradients + at]!;
        const m = beta1 * memory[first + at]! + (1 - beta1) * g;
        const s = beta2 * memory[second + at]! + (1 - beta2) * g * g;
        memory[first + at] = m;
        memory[second + at] = s;
        const step = (rate * (m / correction1)) / (Math.sqrt(s / correction2) + epsilon);
        memory[values + at] = memory[values + at]! * (1 - rate * decay) - step;
      }
    },
  };
}

function elementwise(memory: Float64Array) {
  const map = (f: (x: number) => number) => (n: number, x: number, y: number) => {
    for (let at = 0; at < n; at++) memory[y + at] = f(memory[x + at]!);
  };
  const slope = (f: (x: number) => number) => (n: number, x: number, dy: number, dx: number) => {
    for (let at = 0; at < n; at++) memory[dx + at]! += f(memory[x + at]!) * memory[dy + at]!;
  };
  const ROOT = Math.sqrt(2 / Math.PI);
  const gate = (x: number) => logistic(2 * ROOT * (x + 0.044715 * x ** 3));
  return {
    exponential: map((x) => Math.exp(Math.min(Math.max(x, -87.3), 88.3))),
    sigmoid: map(logistic),
    relu: map((x) => Math.max(x, 0)),
    reluGradient: slope((x) => (x > 0 ? 1 : 0)),
    silu: map((x) => x * logistic(x)),
    siluGradient: slope((x) => logistic(x) * (1 + x * (1 - logistic(x)))),
    gelu: map((x) => x * gate(x)),
    geluGradient: slope(
      (x) => gate(x) + x * gate(x) * (1 - gate(x)) * 2 * ROOT * (1 + 3 * 0.044715 * x ** 2),
    ),
    addScaled(n: number, factor: number, x: number, y: number) {
      for (let at = 0; at < n; at++) memory[y + at]! += factor * memory[x + at]!;
    },
    multiplyAdd(n: number, x: number, y: number, z: number) {
      for (let at = 0; at < n; at++) memory[z + at]! += memory[x + at]! * memory[y + at]!;
    },
  };
}

type RowKernels = Pick<Kernels, 'addToRows' | 'sumRows' | 'gatherRows' | 'scatterRows' | 'softmaxRow'>;

function rowwise(memory: Float64Array): RowKernels {
  return {
    addToRows(rows, columns, row, y) {
      for (let at = 0; at < rows * columns; at++) memory[y + at]! += memory[row + (at % columns)]!;
    },
    sumRows(rows, columns, x, sum) {
      for (let at = 0; at < rows * columns; at++) memory[sum + (at % columns)]! += memory[x + at]!;
    },
    gatherRows(rows, columns, table, indices, y) {
      for (let row = 0; row < rows; row++) {
        const from = table + memory[indices + row]! * columns;
        memory.copyWithin(y + row * columns, from, from + columns);
      }
    },
    scatterRows(rows, columns, dy, indices, dTable) {
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++)
          memory[dTable + memory[indices + row]! * columns + column]! += memory[dy + row * columns + column]!;
    },
    softmaxRow(columns, x) {
      const row = memory.subarray(x, x + columns);
      const highest = row.reduce((a, b) => Math.max(a, b));
      let sum = 0;
      for (let column = 0; column < columns; column++) sum += row[column] = Math.exp(row[column]! - highest);
      for (let column = 0; column < columns; column++) row[column]! /= sum;
    },
  };
}

function neighbourhoods(memory: Float64Array): Pick<Kernels, 'unfold' | 'unfoldGradient'> {
  return {
    unfold(from, count, height, width, channels, x, y) {
      eachNeighbour(from, count, height, width, (place, neighbour, at) => {
        for (let channel = 0; channel < channels; channel++)
          memory[y + (place * 9 + at) * channels + channel] =
            neighbour === null ? 0 : memory[x + neighbour * channels + channel]!;
      });
    },
    unfoldGradient(from, count, height, width, channels, dy, dx) {
      eachNeighbour(from, count, height, width, (place, neighbour, at) => {
        for (let channel = 0; neighbour !== null && channel < channels; channel++)
          memory[dx + neighbour * channels + channel]! += memory[dy + (place * 9 + at) * channels + channel]!;
      });
    },
  };
}

function normalising(memory: Float64Array): Pick<Kernels, 'normaliseRows' | 'normaliseRowsGradient'> {
  return {
    normaliseRows(rows, columns, x, gain, bias, y, spread) {
      for (let row = 0; row < rows; row++) {
        const values = memory.subarray(x + row * columns, x + (row + 1) * columns);
        const mean = values.reduce((sum, value) => sum + value, 0) / columns;
        const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / columns;
        const inverse = 1 / Math.sqrt(variance + 1e-5);
        memory[spread + 2 * row] = mean;
        memory[spread + 2 * row + 1] = inverse;
        for (let column = 0; column < columns; column++)
          memory[y + row * columns + column] =
            memory[gain + column]! * (values[column]! - mean) * inverse + memory[bias + column]!;
      }
    },
    normaliseRowsGradient(rows, columns, x, gain, spread, dy, dx, dGain, dBias) {
      for (let row = 0; row < rows; row++) {
        const start = row * columns;
        const inverse = memory[spread + 2 * row + 1]!;
        const unit = (column: number) => (memory[x + start + column]! - memory[spread + 2 * row]!) * inverse;
        let meanSlope = 0;
        let meanProduct = 0;
        for (let column = 0; column < columns; column++) {
          const g = memory[dy + start + column]!;
          memory[dBias + column]! += g;
          memory[dGain + column]! += g * unit(column);
          meanSlope += (g * memory[gain + column]!) / columns;
          meanProduct += (g * memory[gain + column]! * unit(column)) / columns;
        }
        for (let column = 0; column < columns; column++) {
          const weighted = memory[dy + start + column]! * memory[gain + column]!;
          memory[dx + start + column]! += inverse * (weighted - meanSlope - unit(column) * meanProduct);
        }
      }
    },
  };
}

/** Places from `from` on with their nine neighbours, row by row; null beyond the border. */
function eachNeighbour(
  from: number,
  count: number,
  height: number,
  width: number,
  visit: (place: number, neighbour: number | null, at: number) => void,
): void {
  for (let place = from; place < from + count; place++)
    for (let at = 0; at < 9; at++) {
      const row = (Math.floor(place / width) % height) + Math.floor(at / 3) - 1;
      const column = (place % width) + (at % 3) - 1;
      const isInside = row >= 0 && row < height && column >= 0 && column < width;
      visit(place - from, isInside ? place + (Math.floor(at / 3) - 1) * width + (at % 3) - 1 : null, at);
    }
}

function losses(memory: Float64Array): Pick<Kernels, 'crossEntropyRows' | 'bernoulliLoss'> {
  const { softmaxRow } = rowwise(memory);
  return {
    crossEntropyRows(rows, columns, logits, targets, out, scale) {
      for (let row = 0; row < rows; row++) {
        const from = logits + row * columns;
        const target = from + memory[targets + row]!;
        softmaxRow(columns, from);
        memory[out + row] = -Math.log(memory[target]!);
        for (let column = 0; column < columns; column++) memory[from + column]! *= scale;
        memory[target]! -= scale;
      }
    },
    bernoulliLoss(n, logits, targets, gradient, scale) {
      let total = 0;
      for (let at = 0; at < n; at++) {
        const logit = memory[logits + at]!;
        const target = memory[targets + at]!;
        total += Math.max(logit, 0) - logit * target + Math.log1p(Math.exp(-Math.abs(logit)));
        memory[gradient + at]! += scale * (logistic(logit) - target);
      }
      return total;
    },
  };
}

function heads(memory: Float64Array): Pick<Kernels, 'attend' | 'attendGradient'> {
  const { softmaxRow } = rowwise(memory);
  const dot = (width: number, x: number, y: number): number => {
    let sum = 0;
    for (let at = 0; at < width; at++) sum += memory[x + at]! * memory[y + at]!;
    return sum;
  };
  const add = (width: number, factor: number, x: number, y: number): void => {
    for (let at = 0; at < width; at++) memory[y + at]! += factor * memory[x + at]!;
  };
  return {
    attend(queries, keys, width, stride, outStride, q, k, v, weights, out, isCausal) {
      for (let query = 0; query < queries; query++) {
        const seen = isCausal ? keys - queries + query + 1 : keys;
        const row = weights + query * keys;
        for (let key = 0; key < seen; key++)
          memory[row + key] = dot(width, q + query * stride, k + key * stride) / Math.sqrt(width);
        softmaxRow(seen, row);
        memory.fill(0, row + seen, row + keys);
        const to = out + query * outStride;
        memory.fill(0, to, to + width);
        for (let key = 0; key < seen; key++) add(width, memory[row + key]!, v + key * stride, to);
      }
    },
    attendGradient(
      queries,
      keys,
      width,
      stride,
      outStride,
      q,
      k,
      v,
      weights,
      dOut,
      dq,
      dk,
      dv,
      scratch,
      isCausal,
    ) {
      for (let query = 0; query < queries; query++) {
        const seen = isCausal ? keys - queries + query + 1 : keys;
        const slope = dOut + query * outStride;
        let mean = 0;
        for (let key = 0; key < seen; key++) {
          const weight = memory[weights + query * keys + key]!;
          memory[scratch + key] = dot(width, slope, v + key * stride);
          mean += weight * memory[scratch + key]!;
          add(width, weight, slope, dv + key * stride);
        }
        for (let key = 0; key < seen; key++) {
          const weight = memory[weights + query * keys + key]!;
          const logit = (weight * (memory[scratch + key]! - mean)) / Math.sqrt(width);
          add(width, logit, k + key * stride, dq + query * stride);
          add(width, logit, q + query * stride, dk + key * stride);
        }
      }
    },
  };
}
