import { FreckleError } from '../../core/errors.js';
import type { Decoding, FittedModel, Model, Settings, TokenBlocks } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { Adam, cosineShare } from '../neural/adam.js';
import { withDevice } from '../neural/device-pool.js';
import { minibatches } from '../neural/minibatches.js';
import { loadParameters, saveParameters } from '../neural/parameters.js';
import { Tape } from '../neural/tape.js';
import {
  openTransformer,
  startAtUnigram,
  type TransformerDesign,
  transformerLoss,
} from '../neural/transformer.js';
import { TransformerDecoder } from '../neural/transformer-decoder.js';
import { numberSetting } from '../settings.js';
import { searchBeams } from './beam-search.js';
import { drawFrom, keepLargest } from './token-choice.js';

const SETTINGS = [
  {
    id: 'width',
    description: 'width of the residual stream; a multiple of 4 · heads',
    default: 64,
    range: [4, 1024],
    wholeNumber: true,
  },
  {
    id: 'layers',
    description: 'blocks of attention and hidden layer',
    default: 2,
    range: [1, 48],
    wholeNumber: true,
  },
  { id: 'heads', description: 'attention heads', default: 4, range: [1, 64], wholeNumber: true },
  { id: 'steps', description: 'training steps', default: 500, range: [1, 1e7], wholeNumber: true },
  { id: 'batch', description: 'blocks per step', default: 32, range: [1, 1024], wholeNumber: true },
  { id: 'rate', description: 'highest learning rate of AdamW', default: 3e-3, range: [1e-8, 1] },
  { id: 'decay', description: 'decoupled weight decay', default: 0.01, range: [0, 10] },
] as const;

/**
 * Transformer language model (Vaswani et al., arXiv 1706.03762; GPT-2's arrangement), trained from scratch
 * on blocks of tokens. It predicts every token of a block, the first from an opening token, so a block's log-likelihood
 * covers all its tokens.
 */
export const transformerLm: Model<TokenBlocks> = {
  id: 'transformer-lm',
  version: 1,
  title: 'Transformer language model',
  description: 'A small GPT over blocks of tokens, trained from scratch.',
  dataKind: 'tokens',
  dataSource: 'markov',
  settings: SETTINGS,
  decoding: ['temperature', 'topK', 'beams'],
  takesWeights: false,
  minimumCount: () => 1,
  fit: (data, random, settings) => fitTransformer(data, random, settings),
};

export interface FittedTransformer extends FittedModel<TokenBlocks> {
  readonly sample: (count: number, random: Random, decoding?: Decoding) => TokenBlocks;
  /** Natural logarithm of each block's probability: the sum over its tokens. */
  readonly logLikelihood: (data: TokenBlocks) => Float64Array;
  /** Natural logarithm of every token's probability, count × blockLength. */
  readonly tokenLogProbabilities: (data: TokenBlocks) => Float64Array;
  /** Mean loss of the last tenth of training, nats per token. */
  readonly trainingLoss: number;
}

function designOf(data: TokenBlocks, settings: Settings): TransformerDesign {
  const width = numberSetting(SETTINGS, settings, 'width');
  const heads = numberSetting(SETTINGS, settings, 'heads');
  if (width % (4 * heads) !== 0)
    throw new FreckleError(
      'invalid-setting',
      `width must be a multiple of 4 · heads = ${4 * heads}, got ${width}; try ${Math.ceil(width / (4 * heads)) * 4 * heads}`,
    );
  const layers = numberSetting(SETTINGS, settings, 'layers');
  return { vocabulary: data.vocabulary, length: data.blockLength, width, heads, layers };
}

/** Share of the steps over which the rate rises to its maximum. */
const WARMUP_SHARE = 0.05;

export function fitTransformer(data: TokenBlocks, random: Random, settings: Settings): FittedTransformer {
  const design = designOf(data, settings);
  const steps = numberSetting(SETTINGS, settings, 'steps');
  const batch = numberSetting(SETTINGS, settings, 'batch');
  return withDevice((device) => {
    const block = openTransformer(device, design, random.split('start'));
    startAtUnigram(device, block, data.tokens);
    const adam = new Adam(device, block, {
      rate: numberSetting(SETTINGS, settings, 'rate'),
      decay: numberSetting(SETTINGS, settings, 'decay'),
      beta2: 0.99,
      clip: 1,
    });
    const batches = minibatches(data.count, batch, random.split('batches'));
    const lastTenth = Math.floor(steps * 0.9);
    let sum = 0;
    for (let step = 0; step < steps; step++) {
      const tape = new Tape(device);
      const loss = transformerLoss(tape, block, design, tokensOf(data, batches.next()));
      tape.backward();
      tape.release();
      if (!Number.isFinite(loss))
        throw new FreckleError('invalid-setting', `the transformer diverged at step ${step}; lower the rate`);
      if (step >= lastTenth) sum += loss;
      adam.step(cosineShare(step, steps, Math.ceil(steps * WARMUP_SHARE)));
    }
    return fittedTransformer(design, saveParameters(device, block), sum / (steps - lastTenth));
  });
}

function tokensOf({ tokens, blockLength }: TokenBlocks, rows: ArrayLike<number>): Int32Array {
  const chosen = new Int32Array(rows.length * blockLength);
  for (let at = 0; at < rows.length; at++) {
    const start = rows[at]! * blockLength;
    chosen.set(tokens.subarray(start, start + blockLength), at * blockLength);
  }
  return chosen;
}

/** Tokens that a device scores at a time, and lines that it writes at a time. */
const CHUNK_TOKENS = 4096;
const CHUNK_LINES = 256;

function fittedTransformer(
  design: TransformerDesign,
  saved: Float32Array,
  trainingLoss: number,
): FittedTransformer {
  const { length, vocabulary } = design;
  const tokenLogProbabilities = (data: TokenBlocks): Float64Array =>
    withDevice((device) => {
      const block = openTransformer(device, design, null);
      loadParameters(device, block, saved);
      const logs = new Float64Array(data.tokens.length);
      const chunk = Math.max(1, Math.floor(CHUNK_TOKENS / length)) * length;
      for (let from = 0; from < logs.length; from += chunk) {
        const tape = new Tape(device, false);
        const part = logs.subarray(from, from + chunk);
        transformerLoss(tape, block, design, data.tokens.subarray(from, from + part.length), part);
        tape.release();
      }
      for (let at = 0; at < logs.length; at++) logs[at] = -logs[at]!;
      return logs;
    });
  return {
    trainingLoss,
    tokenLogProbabilities,
    logLikelihood: (data) => {
      const logs = tokenLogProbabilities(data);
      return Float64Array.from({ length: data.count }, (_, row) =>
        logs.subarray(row * length, (row + 1) * length).reduce((sum, log) => sum + log, 0),
      );
    },
    sample: (count, random, decoding = {}) =>
      withDevice((device) => {
        const block = openTransformer(device, design, null);
        loadParameters(device, block, saved);
        const tokens = new Int32Array(count * length);
        const width = Math.max(1, decoding.beams ?? 1);
        const perChunk = Math.max(1, Math.floor(CHUNK_LINES / width));
        for (let from = 0; from < count; from += perChunk) {
          const lines = Math.min(perChunk, count - from);
          const mark = device.mark();
          const decoder = new TransformerDecoder(device, block, design, lines * width);
          const stream = random.split('lines', from);
          const part =
            width > 1
              ? searchBeams(decoder, design, width, decoding, stream)
              : writeLines(decoder, design, decoding, stream);
          tokens.set(part, from * length);
          device.release(mark);
        }
        return { kind: 'tokens', count, vocabulary, blockLength: length, tokens };
      }),
    parameters: () => ({ weights: saved, trainingLoss }),
  };
}

/** Ancestral sampling of every line of the decoder, lines × length. */
function writeLines(
  decoder: TransformerDecoder,
  { length, vocabulary }: TransformerDesign,
  { temperature = 1, topK }: Decoding,
  random: Random,
): Int32Array {
  const { lines } = decoder;
  const columns = vocabulary + 1;
  const tokens = new Int32Array(lines * length);
  let last = new Int32Array(lines).fill(vocabulary);
  for (let place = 0; place < length; place++)
    decoder.advance(last, temperature, (probabilities) => {
      last = new Int32Array(lines);
      for (let line = 0; line < lines; line++) {
        const row = probabilities.subarray(line * columns, line * columns + vocabulary);
        if (topK !== undefined && topK < vocabulary) keepLargest(row, topK);
        last[line] = drawFrom(row, random);
        tokens[line * length + place] = last[line]!;
      }
    });
  return tokens;
}
