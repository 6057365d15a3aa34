import type { Device, Tensor } from './device.js';
import type { ParameterBlock } from './parameters.js';
import { Tape } from './tape.js';
import { type TransformerDesign, transformerScores } from './transformer.js';

/**
 * Writes many sequences side by side, one token at a time. Keys and values of earlier positions are cached, so only
 * attention grows with the position.
 */
export class TransformerDecoder {
  /** Key and value of each layer, line and place: layers × lines × length × 2 · width. */
  private readonly cache: number;
  private readonly attentionWeights: number;
  private place = 0;

  constructor(
    private readonly device: Device,
    private readonly block: ParameterBlock<string>,
    private readonly design: TransformerDesign,
    readonly lines: number,
  ) {
    const { layers, length, width } = design;
    this.cache = device.allocate(layers * lines * length * 2 * width);
    this.attentionWeights = device.allocate(length);
  }

  /**
   * Appends a token to each line and hands the next token's probabilities, lines × (vocabulary + 1), to
   * `use`; the opening token's own probability is 0. They are valid only while `use` runs.
   */
  advance(
    tokens: ArrayLike<number>,
    temperature: number,
    use: (probabilities: Float32Array | Float64Array) => void,
  ): void {
    const { device, block, design } = this;
    const tape = new Tape(device, false);
    const places = new Int32Array(this.lines).fill(this.place);
    const embedded = tape.add(
      tape.gather(block.tensors['tokens']!, tokens),
      tape.gather(block.tensors['positions']!, places),
    );
    const scores = transformerScores(tape, block, embedded, design.layers, (inner, projected, layer) =>
      this.look(inner, projected, layer),
    );
    const values = device.view(scores);
    const columns = design.vocabulary + 1;
    if (temperature !== 1) for (let at = 0; at < values.length; at++) values[at]! /= temperature;
    for (let line = 0; line < this.lines; line++) {
      values[(line + 1) * columns - 1] = -1e9;
      device.kernels.softmaxRow(columns, scores.at + line * columns);
      values[(line + 1) * columns - 1] = 0;
    }
    this.place++;
    use(values);
    tape.release();
  }

  /** Line i continues from line `sources[i]`, as beam search needs it. */
  reorder(sources: ArrayLike<number>): void {
    const { layers, length, width } = this.design;
    const { memory } = this.device;
    const lineSize = length * 2 * width;
    const written = this.place * 2 * width;
    for (let layer = 0; layer < layers; layer++) {
      const start = this.cache + layer * this.lines * lineSize;
      const before = memory.slice(start, start + this.lines * lineSize);
      for (let line = 0; line < this.lines; line++) {
        const from = sources[line]! * lineSize;
        if (sources[line] !== line)
          memory.set(before.subarray(from, from + written), start + line * lineSize);
      }
    }
  }

  /** Attention of one new position per line over all its earlier positions. */
  private look(tape: Tape, projected: Tensor, layer: number): Tensor {
    const { memory, kernels } = this.device;
    const { length, width, heads } = this.design;
    const headWidth = width / heads;
    const out = tape.result(this.lines, width);
    for (let line = 0; line < this.lines; line++) {
      const row = projected.at + line * 3 * width;
      const lineCache = this.cache + (layer * this.lines + line) * length * 2 * width;
      memory.copyWithin(lineCache + this.place * 2 * width, row + width, row + 3 * width);
      for (let head = 0; head < heads; head++) {
        const shift = head * headWidth;
        kernels.attend(
          1,
          this.place + 1,
          headWidth,
          2 * width,
          width,
          row + shift,
          lineCache + shift,
          lineCache + width + shift,
          this.attentionWeights,
          out.at + line * width + shift,
          0,
        );
      }
    }
    return out;
  }
}
