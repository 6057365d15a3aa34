import type { FittedModel, TokenBlocks } from '../../core/model.js';
import { mean } from '../../math/statistics.js';
import type { Reality } from '../data-source.js';
import { perplexityHistogram } from '../perplexity-histogram.js';
import type { HistogramRow, PresetContext } from '../preset.js';
import { type GenerationOutcome, runLoop } from '../run.js';
import { typeTokenRatio } from '../type-token-ratio.js';
import { BLOCK, textPlan, textReality } from './original-text.js';

export const GENERATIONS = 10;

/** Regimes as named in the Nature paper and by Gerstgrasser et al., with the numbers of our own Python run. */
export const REGIMES = [
  { name: 'replace', regime: 'replace', settings: {}, decoding: {}, notes: '472 → 1194' },
  { name: '10 % real', regime: 'fresh-mix', settings: { share: 0.1 }, decoding: {}, notes: '472 → 813' },
  { name: 'subsample', regime: 'accumulate-subsample', settings: {}, decoding: {}, notes: '472 → 625' },
  { name: 'accumulate', regime: 'accumulate', settings: {}, decoding: {}, notes: '472 → 607' },
] as const;
const COLD = { name: 'T = .3', regime: 'replace', settings: {}, decoding: { temperature: 0.3 } } as const;
export const ARMS = [...REGIMES, COLD] as const;

type Arm = (typeof ARMS)[number];
export type ArmName = Arm['name'];

/** One loop, by generation. */
export interface LoopNumbers {
  /** On real test text. */
  readonly perplexity: readonly number[];
  /** Type-token ratios of words, pairs and triples of the samples; only for loops that replace. */
  readonly typeTokenRatios: readonly (readonly number[])[];
  /** Only for the first seed. */
  readonly samples: SampleNumbers | null;
}

export interface SampleNumbers {
  /** Each generation's blocks, scored by generation 0. */
  readonly underFirst: readonly HistogramRow[];
  readonly realUnderFirst: HistogramRow;
  /** The start of one block of each generation. */
  readonly texts: readonly string[];
}

/** For each arm, one loop per seed. */
export type ArmNumbers = { readonly [arm in ArmName]: readonly LoopNumbers[] };

/** Runs a loop; `isRead` says whether its samples are scored and shown. */
export async function loopNumbers(
  arm: Arm,
  isRead: boolean,
  { random, data, isQuick, progress, signal }: PresetContext,
): Promise<LoopNumbers> {
  const words = isQuick ? 60_000 : 200_000;
  const plan = {
    ...textPlan(data, words, arm.regime, arm.settings, GENERATIONS),
    decoding: arm.decoding,
  };
  const reality = textReality(plan, data);
  const perplexity: number[] = [];
  const typeTokenRatios: number[][] = [];
  const reader = isRead ? new SampleReader(reality) : null;
  for await (const outcome of runLoop(plan, random, { data, isMeasured: false })) {
    signal?.throwIfAborted();
    perplexity.push(await perplexityOf(outcome.fitted, reality.heldOut));
    const samples = outcome.samples as TokenBlocks;
    if (arm.name === 'replace') typeTokenRatios.push([1, 2, 3].map((n) => typeTokenRatio(samples, n)));
    await reader?.read(outcome);
    progress(outcome.generation / GENERATIONS);
  }
  return { perplexity, typeTokenRatios, samples: reader?.numbers ?? null };
}

const perplexityOf = async (fitted: FittedModel, heldOut: TokenBlocks): Promise<number> =>
  Math.exp(-mean(await fitted.logLikelihood!(heldOut)) / heldOut.blockLength);

/** Scores each generation's blocks by the model of generation 0. */
class SampleReader {
  private first: FittedModel | null = null;
  private real: HistogramRow | null = null;
  private readonly underFirst: HistogramRow[] = [];
  private readonly texts: string[] = [];

  constructor(private readonly reality: Reality<TokenBlocks>) {}

  async read({ generation, fitted, samples }: GenerationOutcome): Promise<void> {
    const blocks = samples as TokenBlocks;
    this.first ??= fitted;
    this.real ??= await this.scored('real test text', this.reality.heldOut);
    this.underFirst.push(await this.scored(`generation ${generation}`, blocks));
    this.texts.push(Array.from(blocks.tokens.subarray(0, BLOCK), (id) => this.reality.words![id]).join(' '));
  }

  get numbers(): SampleNumbers {
    return { underFirst: this.underFirst, realUnderFirst: this.real!, texts: this.texts };
  }

  private async scored(name: string, blocks: TokenBlocks): Promise<HistogramRow> {
    return perplexityHistogram(name, await this.first!.logLikelihood!(blocks), blocks);
  }
}
