import type { Random } from '../../core/random.js';
import type { Device, Tensor } from './device.js';
import { crossEntropy } from './losses.js';
import {
  allocateParameters,
  ones,
  type ParameterBlock,
  type ParameterShape,
  weights,
  zeros,
} from './parameters.js';
import type { Tape } from './tape.js';

/** Sizes of a language model. `width` is a multiple of 4 · heads. */
export interface TransformerDesign {
  readonly vocabulary: number;
  /** Tokens per block; each is predicted from the earlier ones in its block. */
  readonly length: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
}

/** Standard deviation of embeddings and of layers that write into the residual stream before scaling (GPT-2). */
const START = 0.02;

/**
 * Parameters of a decoder with layer normalisation before each part, GELU, learned positions and tied embeddings,
 * initialised as in GPT-2 (Radford et al. 2019, §2.3). Token id `vocabulary` opens a block.
 */
export function openTransformer(
  device: Device,
  design: TransformerDesign,
  random: Random | null,
): ParameterBlock<string> {
  const { vocabulary, length, width, layers } = design;
  const shapes: { [name: string]: ParameterShape } = {
    tokens: { rows: vocabulary + 1, columns: width, deviation: START },
    positions: { rows: length, columns: width, deviation: START },
  };
  const linear = (inputs: number, outputs: number): ParameterShape => weights(inputs, outputs, 1);
  const intoStream = (inputs: number): ParameterShape => weights(inputs, width, 1 / (2 * layers));
  for (let layer = 0; layer < layers; layer++)
    Object.assign(shapes, {
      [`${layer}.attentionGain`]: ones(width),
      [`${layer}.attentionBias`]: zeros(width),
      [`${layer}.project`]: linear(width, 3 * width),
      [`${layer}.projectBias`]: zeros(3 * width),
      [`${layer}.mix`]: intoStream(width),
      [`${layer}.mixBias`]: zeros(width),
      [`${layer}.hiddenGain`]: ones(width),
      [`${layer}.hiddenNormBias`]: zeros(width),
      [`${layer}.hidden`]: linear(width, 4 * width),
      [`${layer}.hiddenBias`]: zeros(4 * width),
      [`${layer}.out`]: intoStream(4 * width),
      [`${layer}.outBias`]: zeros(width),
    });
  shapes['lastGain'] = ones(width);
  shapes['lastBias'] = zeros(width);
  shapes['scoreBias'] = zeros(vocabulary + 1);
  return allocateParameters(device, shapes, random);
}

/**
 * Initialises each token's score with the logarithm of its frequency, with one count added: the network starts as a
 * unigram model and saves the first training steps.
 */
export function startAtUnigram(
  device: Device,
  { tensors }: ParameterBlock<string>,
  tokens: ArrayLike<number>,
): void {
  const bias = device.view(tensors['scoreBias']!);
  const counts = new Float64Array(bias.length).fill(1);
  for (let at = 0; at < tokens.length; at++) counts[tokens[at]!]!++;
  for (let token = 0; token < bias.length; token++)
    bias[token] = Math.log(counts[token]! / (tokens.length + bias.length));
}

/** Attention of a batch: whole blocks at once, or one new position against a cache. */
export type Attention = (tape: Tape, projected: Tensor, layer: number) => Tensor;

/** Scores of the next token, (rows × vocabulary + 1), for embedded positions (rows × width). */
export function transformerScores(
  tape: Tape,
  { tensors }: ParameterBlock<string>,
  embedded: Tensor,
  layers: number,
  attend: Attention,
): Tensor {
  let stream = embedded;
  for (let layer = 0; layer < layers; layer++) {
    const of = (name: string): Tensor => tensors[`${layer}.${name}`]!;
    const calm = tape.normalise(stream, of('attentionGain'), of('attentionBias'));
    const mixed = attend(tape, tape.affine(calm, of('project'), of('projectBias')), layer);
    stream = tape.add(stream, tape.affine(mixed, of('mix'), of('mixBias')));
    const calmAgain = tape.normalise(stream, of('hiddenGain'), of('hiddenNormBias'));
    const hidden = tape.activate('gelu', tape.affine(calmAgain, of('hidden'), of('hiddenBias')));
    stream = tape.add(stream, tape.affine(hidden, of('out'), of('outBias')));
  }
  const last = tape.normalise(stream, tensors['lastGain']!, tensors['lastBias']!);
  return tape.scores(last, tensors['tokens']!, tensors['scoreBias']!);
}

/**
 * Mean negative log-likelihood per token of whole blocks, in nats; `tokens` is blocks × length. Leaves gradients on a tape
 * that keeps them. `perToken`, if given, receives every token's loss.
 */
export function transformerLoss(
  tape: Tape,
  block: ParameterBlock<string>,
  design: TransformerDesign,
  tokens: ArrayLike<number>,
  perToken?: Float64Array,
): number {
  const { length, vocabulary, heads, layers } = design;
  const rows = tokens.length;
  // Each position sees the token before it; the first sees the opening token.
  const inputs = new Int32Array(rows);
  const places = new Int32Array(rows);
  for (let at = 0; at < rows; at++) {
    places[at] = at % length;
    inputs[at] = at % length === 0 ? vocabulary : tokens[at - 1]!;
  }
  const { tensors } = block;
  const embedded = tape.add(
    tape.gather(tensors['tokens']!, inputs),
    tape.gather(tensors['positions']!, places),
  );
  const logits = transformerScores(tape, block, embedded, layers, (_tape, projected) =>
    tape.selfAttention(projected, length, heads),
  );
  return crossEntropy(tape, logits, tokens, perToken);
}
