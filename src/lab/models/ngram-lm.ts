import type { Decoding, FittedModel, Model, TokenBlocks } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { numberSetting } from '../settings.js';
import { NgramDecoder } from './ngram-decoder.js';
import { NgramTable } from './ngram-table.js';

const SETTINGS = [
  { id: 'order', description: 'longest n-gram', default: 2, range: [1, 5], wholeNumber: true },
  {
    id: 'weight',
    description: 'weight of a longer context against the shorter one when scoring',
    default: 0.7,
    range: [0, 0.999999],
  },
  {
    id: 'sampling-weight',
    description: 'the same weight when sampling',
    default: 0.9,
    range: [0, 1],
  },
  {
    id: 'smoothing',
    description: 'count added to every token of the vocabulary (Lidstone) when scoring',
    default: 0.05,
    range: [1e-9, 1e6],
  },
] as const;

/**
 * Interpolated n-gram language model (Jelinek and Mercer 1980): p(w|h) = λ·c(h,w)/c(h) + (1 − λ)·p(w|h'), where
 * h' drops the oldest token of h; the shortest is the smoothed unigram. An unseen context uses the shorter one.
 * Sampling draws from the unsmoothed counts, so smoothing never brings back a lost token.
 */
export const ngramLm: Model<TokenBlocks> = {
  id: 'ngram-lm',
  version: 1,
  title: 'n-gram language model',
  description: 'Interpolated n-grams over blocks of tokens.',
  dataKind: 'tokens',
  dataSource: 'markov',
  settings: SETTINGS,
  decoding: ['temperature', 'topK', 'beams'],
  takesWeights: false,
  minimumCount: () => 1,
  fit: (data, _random, settings) =>
    fittedNgram(
      data,
      new NgramTable(data, numberSetting(SETTINGS, settings, 'order')),
      numberSetting(SETTINGS, settings, 'weight'),
      numberSetting(SETTINGS, settings, 'sampling-weight'),
      numberSetting(SETTINGS, settings, 'smoothing'),
    ),
};

export interface FittedNgram extends FittedModel<TokenBlocks> {
  /** Natural log-probability of every token, count × blockLength. */
  readonly tokenLogProbabilities: (data: TokenBlocks) => Float64Array;
}

function fittedNgram(
  data: TokenBlocks,
  table: NgramTable,
  weight: number,
  samplingWeight: number,
  smoothing: number,
): FittedNgram {
  const tokenLogProbabilities = (blocks: TokenBlocks): Float64Array => {
    const { tokens, blockLength } = blocks;
    const result = new Float64Array(tokens.length);
    for (let at = 0; at < tokens.length; at++) {
      const start = at - (at % blockLength);
      result[at] = Math.log(probability(table, tokens, start, at, weight, smoothing));
    }
    return result;
  };
  return {
    tokenLogProbabilities,
    logLikelihood: (blocks) => {
      const logs = tokenLogProbabilities(blocks);
      const result = new Float64Array(blocks.count);
      for (let at = 0; at < logs.length; at++) {
        const block = Math.floor(at / blocks.blockLength);
        result[block] = result[block]! + logs[at]!;
      }
      return result;
    },
    sample: (count, random, decoding = {}) =>
      sampleBlocks(data, table, samplingWeight, weight, smoothing, count, random, decoding),
    parameters: () => ({ order: table.order, tokens: table.total, nodes: table.counts.length - 1 }),
  };
}

/** p(tokens[at] | tokens[start … at)) with at most order − 1 tokens of context. */
export function probability(
  table: NgramTable,
  tokens: ArrayLike<number>,
  start: number,
  at: number,
  weight: number,
  smoothing: number,
): number {
  const token = tokens[at]!;
  const single = table.child(0, token);
  const seen = single === -1 ? 0 : table.counts[single]!;
  let p = (seen + smoothing) / (table.total + smoothing * table.vocabulary);
  for (let length = 1; length < table.order && at - length >= start; length++) {
    const context = contextNode(table, tokens, at - length, at);
    const followed = context === -1 ? 0 : table.followerCount(context);
    if (followed === 0) break;
    const child = table.child(context, token);
    p = (1 - weight) * p + (child === -1 ? 0 : (weight * table.counts[child]!) / followed);
  }
  return p;
}

export function contextNode(table: NgramTable, tokens: ArrayLike<number>, from: number, to: number): number {
  let node = 0;
  for (let at = from; at < to; at++) {
    node = table.child(node, tokens[at]!);
    if (node === -1) return -1;
  }
  return node;
}

function sampleBlocks(
  data: TokenBlocks,
  table: NgramTable,
  samplingWeight: number,
  weight: number,
  smoothing: number,
  count: number,
  random: Random,
  decoding: Decoding,
): TokenBlocks {
  const { blockLength, vocabulary } = data;
  const tokens = new Int32Array(count * blockLength);
  const decoder = new NgramDecoder(table, decoding);
  const score = (line: ArrayLike<number>, at: number): number =>
    Math.log(probability(table, line, 0, at, weight, smoothing));
  for (let block = 0; block < count; block++) {
    const start = block * blockLength;
    const line = tokens.subarray(start, start + blockLength);
    if ((decoding.beams ?? 0) > 0) {
      decoder.beamSearch(line, random, score);
      continue;
    }
    for (let at = 0; at < blockLength; at++) {
      // The longest context that occurred is used with the sampling weight, else the next shorter one.
      let node = 0;
      for (let length = Math.min(at, table.order - 1); length > 0; length--) {
        const context = contextNode(table, line, at - length, at);
        if (context === -1 || table.followerCount(context) === 0) continue;
        if (random.uniform() < samplingWeight) {
          node = context;
          break;
        }
      }
      line[at] = decoder.follower(node, random);
    }
  }
  return { kind: 'tokens', count, vocabulary, blockLength, tokens };
}
