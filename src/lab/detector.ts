import type { Data, TextList, TokenBlocks } from '../core/model.js';
import { mean } from '../math/statistics.js';
import { numbersOf, selectRows } from './data.js';
import { sigmoid } from './models/logistic-regression.js';
import { logNormal, normalColumns } from './moments.js';
import { wordHashes } from './words.js';

/** P(synthetic) per record, in [0, 1]. */
export type Detector<D extends Data = Data> = (data: D) => Float64Array;

/**
 * A detector learned from examples of both kinds: a log-likelihood ratio of two simple class models, then a
 * logistic calibration on the half of the examples the class models did not see. Tokens, the words of texts
 * and categories use smoothed frequencies (naive Bayes, as Liang et al., arXiv 2403.07183, do with token sets),
 * numbers and pixels one normal law per column.
 *
 * It detects only the generator it was trained on. With fewer than 4 examples of a kind it answers ½.
 */
export function trainDetector<D extends Data>(real: D, synthetic: D): Detector<D> {
  if (real.count < 4 || synthetic.count < 4) return (data) => new Float64Array(data.count).fill(0.5);
  const half = (data: D, parity: number): D =>
    selectRows(
      data,
      Array.from({ length: data.count }, (_, row) => row).filter((row) => row % 2 === parity),
    );
  const ratio = logRatio(half(real, 0), half(synthetic, 0));
  const calibrate = logisticCalibration(ratio(half(real, 1)), ratio(half(synthetic, 1)));
  return (data) => ratio(data).map(calibrate);
}

/** log q(x) − log p(x) per record, p learned from real and q from synthetic examples. */
function logRatio<D extends Data>(real: D, synthetic: D): (data: D) => Float64Array {
  switch (real.kind) {
    case 'tokens': {
      const sequences = (data: Data) => sequencesOfBlocks(data as TokenBlocks);
      const ratio = bigramRatio(sequences(real), sequences(synthetic), real.vocabulary);
      return (data) => ratio(sequences(data));
    }
    case 'texts': {
      const ids = new Map<number, number>();
      const sequences = (data: Data, mayGrow: boolean) => sequencesOfTexts(data as TextList, ids, mayGrow);
      const [p, q] = [sequences(real, true), sequences(synthetic, true)];
      // One more id, for words in neither set of examples.
      const ratio = bigramRatio(p, q, ids.size + 1);
      return (data) => ratio(sequences(data, false));
    }
    case 'categorical': {
      const scores = frequencyRatio(real.draws, drawsOf(synthetic), real.categories);
      return (data) => Float64Array.from(drawsOf(data), (draw) => scores[draw]!);
    }
    case 'numeric':
      return columnRatio(real.values, valuesOf(synthetic), real.columns);
    case 'images':
      return columnRatio(real.pixels, valuesOf(synthetic), real.width * real.height);
    default:
      return real satisfies never;
  }
}

const drawsOf = (data: Data): Int32Array => (data.kind === 'categorical' ? data.draws : new Int32Array());
const valuesOf = (data: Data): ArrayLike<number> => numbersOf(data) ?? [];

function frequencyRatio(real: Int32Array, synthetic: Int32Array, categories: number): Float64Array {
  const p = new Float64Array(categories).fill(0.5);
  const q = new Float64Array(categories).fill(0.5);
  for (const id of real) p[id] = p[id]! + 1;
  for (const id of synthetic) q[id] = q[id]! + 1;
  const shift = Math.log((real.length + categories / 2) / (synthetic.length + categories / 2));
  return p.map((count, id) => Math.log(q[id]! / count) + shift);
}

/** Symbols of all records in sequence; record r has those from `starts[r]` to `starts[r + 1]`. */
interface Sequences {
  readonly symbols: Int32Array;
  readonly starts: Int32Array;
}

const sequencesOfBlocks = ({ tokens, blockLength, count }: TokenBlocks): Sequences => ({
  symbols: tokens,
  starts: Int32Array.from({ length: count + 1 }, (_, block) => block * blockLength),
});

/** Words by hash; `ids` numbers them in order of arrival. If it may not grow, unknown words share one number. */
function sequencesOfTexts({ texts }: TextList, ids: Map<number, number>, mayGrow: boolean): Sequences {
  const starts = new Int32Array(texts.length + 1);
  const symbols: number[] = [];
  texts.forEach((text, at) => {
    for (const hash of wordHashes(text)) {
      if (mayGrow && !ids.has(hash)) ids.set(hash, ids.size);
      symbols.push(ids.get(hash) ?? ids.size);
    }
    starts[at + 1] = symbols.length;
  });
  return { symbols: Int32Array.from(symbols), starts };
}

/** Ratio of each symbol given the previous one: interpolated bigrams, which see word order, unlike unigrams. */
function bigramRatio(
  real: Sequences,
  synthetic: Sequences,
  vocabulary: number,
): (data: Sequences) => Float64Array {
  const single = frequencyRatio(real.symbols, synthetic.symbols, vocabulary);
  const pairsOfReal = pairCounts(real, vocabulary);
  const pairsOfSynthetic = pairCounts(synthetic, vocabulary);
  const scale = Math.log((pairsOfReal.total + 1) / (pairsOfSynthetic.total + 1));
  return ({ symbols, starts }) =>
    Float64Array.from({ length: starts.length - 1 }, (_, record) => {
      const length = starts[record + 1]! - starts[record]!;
      let score = 0;
      for (let at = starts[record]!; at < starts[record + 1]!; at++) {
        score += (single[symbols[at]!]! * 0.5) / length;
        if (at === starts[record]) continue;
        const pair = symbols[at - 1]! * vocabulary + symbols[at]!;
        const p = (pairsOfReal.counts.get(pair) ?? 0) + 0.5;
        const q = (pairsOfSynthetic.counts.get(pair) ?? 0) + 0.5;
        score += (Math.log(q / p) + scale) / length;
      }
      return score;
    });
}

function pairCounts(
  { symbols, starts }: Sequences,
  vocabulary: number,
): { counts: Map<number, number>; total: number } {
  const counts = new Map<number, number>();
  let total = 0;
  for (let record = 0; record + 1 < starts.length; record++)
    for (let at = starts[record]! + 1; at < starts[record + 1]!; at++) {
      const pair = symbols[at - 1]! * vocabulary + symbols[at]!;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
      total++;
    }
  return { counts, total };
}

function columnRatio<D extends Data>(
  real: ArrayLike<number>,
  synthetic: ArrayLike<number>,
  columns: number,
): (data: D) => Float64Array {
  const p = normalColumns(real, columns);
  const q = normalColumns(synthetic, columns);
  return (data) => {
    const values = valuesOf(data);
    return Float64Array.from({ length: data.count }, (_, row) => {
      let score = 0;
      for (let i = 0; i < columns; i++) {
        const x = values[row * columns + i]!;
        score += logNormal(x, q.mean[i]!, q.variance[i]!) - logNormal(x, p.mean[i]!, p.variance[i]!);
      }
      return score;
    });
  };
}

/** P(synthetic | score) = σ(a + b·z) by Newton's method on standardised scores, with equal priors. */
function logisticCalibration(real: Float64Array, synthetic: Float64Array): (score: number) => number {
  const scores = new Float64Array(real.length + synthetic.length);
  scores.set(real);
  scores.set(synthetic, real.length);
  const centre = mean(scores);
  const spread = Math.sqrt(mean(scores.map((score) => (score - centre) ** 2))) || 1;
  const z = scores.map((score) => (score - centre) / spread);
  let a = 0;
  let b = 0;
  for (let turn = 0; turn < 30; turn++) {
    let ga = -1e-2 * a;
    let gb = -1e-2 * b;
    let haa = 1e-2;
    let hab = 0;
    let hbb = 1e-2;
    for (let at = 0; at < z.length; at++) {
      const isSynthetic = at >= real.length;
      const weight = isSynthetic ? 0.5 / synthetic.length : 0.5 / real.length;
      const p = sigmoid(a + b * z[at]!);
      const residual = weight * ((isSynthetic ? 1 : 0) - p);
      const curvature = weight * p * (1 - p);
      ga += residual;
      gb += residual * z[at]!;
      haa += curvature;
      hab += curvature * z[at]!;
      hbb += curvature * z[at]! ** 2;
    }
    const determinant = haa * hbb - hab * hab;
    a += (hbb * ga - hab * gb) / determinant;
    b += (haa * gb - hab * ga) / determinant;
  }
  return (score) => sigmoid(a + (b * (score - centre)) / spread);
}
