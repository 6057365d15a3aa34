import { type Measurement, undefinedBecause } from '../core/measurement.js';
import type { Data, DataKind, FittedModel } from '../core/model.js';
import { mean, quantile } from '../math/statistics.js';
import type { Reality } from './data-source.js';
import { columnMoments } from './moments.js';
import { wordHashes } from './words.js';

export interface MeasureContext<D extends Data = Data> {
  readonly generation: number;
  /** Samples of this generation. */
  readonly samples: D;
  readonly fitted: FittedModel<D>;
  readonly generationZero: FittedModel<D>;
  readonly reality: Reality<D>;
  /** Generation 0's log-likelihood of the samples and the held-out records, computed once. */
  readonly typicality: { readonly samples: Float64Array; readonly heldOut: Float64Array } | null;
}

/** A measure of one generation. */
export interface LoopMeasure {
  /** Kebab-case and stable. */
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly family: 'tail' | 'spread' | 'fidelity';
  readonly kinds: readonly DataKind[] | 'all';
  readonly measure: (context: MeasureContext) => Measurement<number> | Promise<Measurement<number>>;
}

const TAIL = 0.05;

const number = (value: number, why: string): Measurement<number> =>
  Number.isFinite(value) ? { value } : undefinedBecause(why);

/** The measures of every generation, in the usual order of loss: tails, spread, fidelity. */
export const LOOP_MEASURES: readonly LoopMeasure[] = [
  {
    id: 'tail-kept',
    title: 'Tail kept',
    unit: `share of samples less typical under generation 0 than the rarest ${TAIL * 100} % of real records, over that share; 1 means that the tail is kept, 0 that it is lost, above 1 that samples drift to where real data is rare`,
    family: 'tail',
    kinds: 'all',
    measure: ({ typicality }) => {
      if (typicality === null) return undefinedBecause('the model has no likelihood');
      const limit = quantile(typicality.heldOut, TAIL);
      if (limit === -Infinity)
        return undefinedBecause(`generation 0 gives ${TAIL * 100} % of real records probability 0`);
      const below = (values: Float64Array) =>
        values.reduce((n, value) => n + (value < limit ? 1 : 0), 0) / values.length;
      // The real share is counted, because with ties it differs from the nominal one.
      const real = below(typicality.heldOut);
      return number(below(typicality.samples) / real, 'typicality has too many ties to cut a tail');
    },
  },
  {
    id: 'types',
    title: 'Types',
    unit: 'distinct symbols among the samples',
    family: 'tail',
    kinds: ['categorical', 'tokens', 'texts'],
    measure: ({ samples }) => ({ value: countsOf(samples).size }),
  },
  {
    id: 'real-mass-lost',
    title: 'Real mass lost',
    unit: 'share of held-out real symbols that the samples never use, 0 to 1',
    family: 'tail',
    kinds: ['categorical', 'tokens', 'texts'],
    measure: ({ samples, reality }) => {
      const seen = countsOf(samples);
      const symbols = symbolsOf(reality.heldOut);
      let lost = 0;
      for (const symbol of symbols) if (!seen.has(symbol)) lost++;
      return number(lost / symbols.length, 'no held-out records');
    },
  },
  {
    id: 'gini-simpson',
    title: 'Gini-Simpson diversity',
    unit: 'probability that two sampled symbols differ, n/(n − 1)·(1 − Σp²), 0 to 1',
    family: 'spread',
    kinds: ['categorical', 'tokens', 'texts'],
    measure: ({ samples }) => {
      const counts = countsOf(samples);
      const total = symbolsOf(samples).length;
      let pairs = 0;
      for (const count of counts.values()) pairs += count * (count - 1);
      return number(1 - pairs / (total * (total - 1)), 'needs two samples');
    },
  },
  {
    id: 'distinct-2',
    title: 'Distinct-2',
    unit: 'distinct bigrams over bigrams, 0 to 1',
    family: 'spread',
    kinds: ['tokens'],
    measure: ({ samples }) => {
      if (samples.kind !== 'tokens') return undefinedBecause('not tokens');
      const seen = new Set<number>();
      let total = 0;
      for (let at = 1; at < samples.tokens.length; at++) {
        if (at % samples.blockLength === 0) continue;
        seen.add(samples.tokens[at - 1]! * samples.vocabulary + samples.tokens[at]!);
        total++;
      }
      return number(seen.size / total, 'no bigrams');
    },
  },
  {
    id: 'variance-kept',
    title: 'Variance kept',
    unit: 'total variance of the samples (n − 1) over that of held-out real records; 1 is all',
    family: 'spread',
    kinds: ['numeric', 'images'],
    measure: ({ samples, reality }) =>
      samples.count < 2
        ? undefinedBecause('needs two samples')
        : number(totalVariance(samples) / totalVariance(reality.heldOut), 'real records do not vary'),
  },
  {
    id: 'drift',
    title: 'Drift',
    unit: 'squared distance of the samples’ mean from that of held-out real records, over their total variance',
    family: 'fidelity',
    kinds: ['numeric', 'images'],
    measure: ({ samples, reality }) => {
      const a = momentsOf(samples).mean;
      const b = momentsOf(reality.heldOut).mean;
      const squares = a.reduce((sum, value, at) => sum + (value - b[at]!) ** 2, 0);
      return number(squares / totalVariance(reality.heldOut), 'real records do not vary');
    },
  },
  {
    id: 'held-out-loss',
    title: 'Loss on real data',
    unit: 'mean −log-likelihood of held-out real records, nats per record',
    family: 'fidelity',
    kinds: ['numeric', 'categorical', 'texts'],
    measure: async ({ fitted, reality }) => {
      if (fitted.logLikelihood === undefined) return undefinedBecause('the model has no likelihood');
      const logs = await fitted.logLikelihood(reality.heldOut);
      return number(-mean(logs), 'a held-out record has probability 0 under this generation');
    },
  },
  {
    id: 'perplexity',
    title: 'Perplexity on real text',
    unit: 'exp of the mean −log-probability per token of held-out real text',
    family: 'fidelity',
    kinds: ['tokens'],
    measure: async ({ fitted, reality }) => {
      if (fitted.logLikelihood === undefined || reality.heldOut.kind !== 'tokens')
        return undefinedBecause('the model has no likelihood');
      const logs = await fitted.logLikelihood(reality.heldOut);
      return number(Math.exp(-mean(logs) / reality.heldOut.blockLength), 'real text has probability 0');
    },
  },
];

/** The measures that apply to a kind of data. */
export const measuresOf = (kind: DataKind): readonly LoopMeasure[] =>
  LOOP_MEASURES.filter(({ kinds }) => kinds === 'all' || kinds.includes(kind));

function symbolsOf(data: Data): Int32Array | Uint32Array {
  if (data.kind === 'categorical') return data.draws;
  if (data.kind === 'tokens') return data.tokens;
  return data.kind === 'texts' ? wordHashes(data.texts.join('\n\n')) : new Int32Array();
}

function countsOf(data: Data): Map<number, number> {
  const counts = new Map<number, number>();
  for (const symbol of symbolsOf(data)) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  return counts;
}

function momentsOf(data: Data): { mean: Float64Array; variance: Float64Array } {
  if (data.kind === 'numeric') return columnMoments(data.values, data.columns);
  if (data.kind === 'images') return columnMoments(data.pixels, data.width * data.height);
  return { mean: new Float64Array(), variance: new Float64Array() };
}

const totalVariance = (data: Data): number =>
  (momentsOf(data).variance.reduce((a, b) => a + b, 0) * data.count) / (data.count - 1);

export const measureTitle = (id: string): string => LOOP_MEASURES.find((one) => one.id === id)?.title ?? id;

export const measureUnit = (id: string): string => LOOP_MEASURES.find((one) => one.id === id)?.unit ?? '';
