import { assert } from '../../core/errors.js';
import type { Device, Tensor } from './device.js';

/** Elementwise functions of a tape; kernels hold each with its gradient. */
export type Activation = 'relu' | 'silu' | 'gelu';

const DERIVATIVE = { relu: 'reluGradient', silu: 'siluGradient', gelu: 'geluGradient' } as const;

/**
 * Reverse-mode differentiation: each operation computes at once and records its backward step. One tape per batch;
 * `release` frees its results. Inputs without a gradient cost no backward step.
 */
export class Tape {
  private readonly steps: (() => void)[] = [];
  private readonly start: number;

  /** Without gradients, operations only compute: for sampling and for measuring. */
  constructor(
    readonly device: Device,
    private readonly hasGradients = true,
  ) {
    this.start = device.mark();
  }

  /** Data as a tensor: copied, not differentiated. */
  input(rows: number, columns: number, values: ArrayLike<number>): Tensor {
    assert(values.length === rows * columns, `an input of ${rows} × ${columns} got ${values.length} numbers`);
    const at = this.device.allocate(rows * columns);
    this.device.memory.set(values, at);
    return { at, rows, columns, gradient: 0 };
  }

  /** Allocates an unwritten result, rows × columns, with a zero gradient if this tape keeps gradients. */
  result(rows: number, columns: number, hasGradient = true): Tensor {
    const { device } = this;
    const at = device.reserve(rows * columns);
    const gradient = hasGradient && this.hasGradients ? device.allocate(rows * columns) : 0;
    return { at, rows, columns, gradient };
  }

  /** Records a backward step. */
  record(step: () => void): void {
    if (this.hasGradients) this.steps.push(step);
  }

  /** x·W + b: x (rows × inputs), W (inputs × outputs), b (1 × outputs). */
  affine(x: Tensor, weight: Tensor, bias: Tensor | null): Tensor {
    const { kernels, scratch } = this.device;
    const { rows, columns: inputs } = x;
    const outputs = weight.columns;
    assert(weight.rows === inputs, `a product needs equal inner sides, got ${inputs} and ${weight.rows}`);
    const y = this.result(rows, outputs);
    kernels.multiply(
      rows,
      outputs,
      inputs,
      x.at,
      inputs,
      1,
      weight.at,
      outputs,
      1,
      y.at,
      outputs,
      0,
      scratch,
    );
    if (bias) kernels.addToRows(rows, outputs, bias.at, y.at);
    this.record(() => {
      const dy = y.gradient;
      if (x.gradient)
        kernels.multiply(
          rows,
          inputs,
          outputs,
          dy,
          outputs,
          1,
          weight.at,
          1,
          outputs,
          x.gradient,
          inputs,
          1,
          scratch,
        );
      if (weight.gradient)
        kernels.multiply(
          inputs,
          outputs,
          rows,
          x.at,
          1,
          inputs,
          dy,
          outputs,
          1,
          weight.gradient,
          outputs,
          1,
          scratch,
        );
      if (bias?.gradient) kernels.sumRows(rows, outputs, dy, bias.gradient);
    });
    return y;
  }

  /** x·Wᵀ + b for W (outputs × inputs): scores against a table, for tied embeddings. */
  scores(x: Tensor, table: Tensor, bias: Tensor): Tensor {
    const { kernels, scratch } = this.device;
    const { rows, columns: inputs } = x;
    const outputs = table.rows;
    const y = this.result(rows, outputs);
    kernels.multiply(rows, outputs, inputs, x.at, inputs, 1, table.at, 1, inputs, y.at, outputs, 0, scratch);
    kernels.addToRows(rows, outputs, bias.at, y.at);
    this.record(() => {
      const dy = y.gradient;
      if (bias.gradient) kernels.sumRows(rows, outputs, dy, bias.gradient);
      if (x.gradient)
        kernels.multiply(
          rows,
          inputs,
          outputs,
          dy,
          outputs,
          1,
          table.at,
          inputs,
          1,
          x.gradient,
          inputs,
          1,
          scratch,
        );
      if (table.gradient)
        kernels.multiply(
          outputs,
          inputs,
          rows,
          dy,
          1,
          outputs,
          x.at,
          inputs,
          1,
          table.gradient,
          inputs,
          1,
          scratch,
        );
    });
    return y;
  }

  activate(kind: Activation, x: Tensor): Tensor {
    const { kernels } = this.device;
    const count = (x.rows * x.columns + 3) & ~3;
    const y = this.result(x.rows, x.columns);
    kernels[kind](count, x.at, y.at);
    this.record(() => {
      if (x.gradient) kernels[DERIVATIVE[kind]](count, x.at, y.gradient, x.gradient);
    });
    return y;
  }

  add(x: Tensor, y: Tensor): Tensor {
    assert(x.rows === y.rows && x.columns === y.columns, 'a sum needs equal shapes');
    const { kernels, memory } = this.device;
    const count = (x.rows * x.columns + 3) & ~3;
    const sum = this.result(x.rows, x.columns);
    memory.copyWithin(sum.at, x.at, x.at + count);
    kernels.addScaled(count, 1, y.at, sum.at);
    this.record(() => {
      if (x.gradient) kernels.addScaled(count, 1, sum.gradient, x.gradient);
      if (y.gradient) kernels.addScaled(count, 1, sum.gradient, y.gradient);
    });
    return sum;
  }

  /** Layer normalisation of each row; `gain` and `bias` are 1 × columns. */
  normalise(x: Tensor, gain: Tensor, bias: Tensor): Tensor {
    const { device } = this;
    const { rows, columns } = x;
    const y = this.result(rows, columns);
    const spread = device.allocate(2 * rows);
    device.kernels.normaliseRows(rows, columns, x.at, gain.at, bias.at, y.at, spread);
    this.record(() =>
      device.kernels.normaliseRowsGradient(
        rows,
        columns,
        x.at,
        gain.at,
        spread,
        y.gradient,
        x.gradient,
        gain.gradient,
        bias.gradient,
      ),
    );
    return y;
  }

  /** The table's rows at `indices`: an embedding. */
  gather(table: Tensor, indices: ArrayLike<number>): Tensor {
    const { kernels } = this.device;
    const rows = indices.length;
    const chosen = this.input(rows, 1, indices);
    const y = this.result(rows, table.columns);
    kernels.gatherRows(rows, table.columns, table.at, chosen.at, y.at);
    this.record(() => {
      if (table.gradient) kernels.scatterRows(rows, table.columns, y.gradient, chosen.at, table.gradient);
    });
    return y;
  }

  /** The same numbers in rows of another length. */
  reshape({ at, rows, columns, gradient }: Tensor, newRows: number): Tensor {
    return { at, rows: newRows, columns: (rows * columns) / newRows, gradient };
  }

  /**
   * Causal self-attention with `heads` heads. The rows of `x` (sequences · length × 3 · width) hold a position's query,
   * key and value side by side; the result is sequences · length × width.
   */
  selfAttention(x: Tensor, length: number, heads: number): Tensor {
    const { device } = this;
    const { kernels } = device;
    const width = x.columns / 3;
    const headWidth = width / heads;
    const y = this.result(x.rows, width);
    const weights = device.allocate((x.rows / length) * heads * length * length);
    const scratch = device.allocate(length);
    const eachHead = (visit: (query: number, out: number, weights: number) => void): void => {
      for (let sequence = 0; sequence < x.rows / length; sequence++)
        for (let head = 0; head < heads; head++)
          visit(
            sequence * length * x.columns + head * headWidth,
            sequence * length * width + head * headWidth,
            weights + (sequence * heads + head) * length * length,
          );
    };
    eachHead((query, out, at) => {
      const q = x.at + query;
      kernels.attend(
        length,
        length,
        headWidth,
        x.columns,
        width,
        q,
        q + width,
        q + 2 * width,
        at,
        y.at + out,
        1,
      );
    });
    this.record(() =>
      eachHead((query, out, at) => {
        const q = x.at + query;
        const dq = x.gradient + query;
        kernels.attendGradient(
          length,
          length,
          headWidth,
          x.columns,
          width,
          q,
          q + width,
          q + 2 * width,
          at,
          y.gradient + out,
          dq,
          dq + width,
          dq + 2 * width,
          scratch,
          1,
        );
      }),
    );
    return y;
  }

  /** Runs all recorded steps backwards; losses have already stored their gradients. */
  backward(): void {
    for (let at = this.steps.length - 1; at >= 0; at--) this.steps[at]!();
    this.steps.length = 0;
  }

  release(): void {
    this.device.release(this.start);
  }
}
