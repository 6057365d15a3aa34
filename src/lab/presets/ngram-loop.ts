import type { TokenBlocks } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { mean } from '../../math/statistics.js';
import { subsample } from '../data.js';
import { MODELS } from '../models/index.js';
import { perplexityHistogram, perplexityStrip } from '../perplexity-histogram.js';
import { named, planOf } from '../plan.js';
import type { Comparison, Figure, HistogramRow, LabData, Preset } from '../preset.js';
import { type GenerationOutcome, type LoopPlan, runLoop } from '../run.js';
import { typeTokenRatio } from '../type-token-ratio.js';
import { blocksOf, vocabularyOf, wordsOfText } from '../words.js';
import type { Reality, World } from '../world.js';
import { holds, shown } from './compare.js';

export const BLOCK = 64;
const GUO = {
  value: '“a consistent decrease in the diversity of the model outputs through successive iterations”',
  source: 'Guo et al., arXiv 2311.09807, abstract',
};

/** Regimes as the Nature paper and Gerstgrasser et al. name them, and our own run of the same in Python. */
const REGIMES = [
  { name: 'replace', regime: 'replace', settings: {}, decoding: {}, notes: '472 → 1194' },
  { name: '10 % real', regime: 'fresh-mix', settings: { share: 0.1 }, decoding: {}, notes: '472 → 813' },
  { name: 'subsample', regime: 'accumulate-subsample', settings: {}, decoding: {}, notes: '472 → 625' },
  { name: 'accumulate', regime: 'accumulate', settings: {}, decoding: {}, notes: '472 → 607' },
] as const;
const COLD = { name: 'T = .3', regime: 'replace', settings: {}, decoding: { temperature: 0.3 } } as const;
const ARMS = [...REGIMES, COLD] as const;

type ArmName = (typeof ARMS)[number]['name'];

export const ngramLoop: Preset = {
  id: 'ngram-loop',
  title: 'A bigram language model that reads itself',
  paper:
    'Shumailov et al., Nature 631:755, 2024 (OPT-125M on wikitext-2); Gerstgrasser et al., arXiv 2404.01413; Guo et al., arXiv 2311.09807',
  protocol:
    'The first 200,000 words of wikitext-2 in blocks of 64; an interpolated bigram model is trained from scratch ten times, each time on as many blocks: those of the generation before (replace), nine tenths of them and a tenth drawn from the original blocks, everything so far, or a sample of everything. A fifth loop replaces and samples at temperature .3. Perplexity is of the real test text. The last line scores each generation’s blocks by generation 0.',
  definition: 'test loss on real data',
  kind: 'language',
  quickReduction: 'one seed instead of five, 60,000 words instead of 200,000',
  needs: ['wikitext'],
  seconds: { full: 57, quick: 4.7 },
  run: async ({ random, data, isQuick, progress, signal }) => {
    const seeds = isQuick ? 1 : 5;
    const generations = 10;
    const paths = new Map<ArmName, number[][]>();
    /** Of the first seed: each generation's blocks under generation 0, and the start of one of them. */
    const scores = new Map<ArmName, HistogramRow[]>();
    const texts = new Map<ArmName, string[]>();
    let realScores: HistogramRow | null = null;
    /** Of the replacing loops: type-token ratios of 1-, 2- and 3-grams of each generation's samples. */
    const ratios: number[][][] = [];
    for (const [index, arm] of ARMS.entries()) {
      const found: number[][] = [];
      const rows: HistogramRow[] = [];
      const written: string[] = [];
      for (let seed = 0; seed < seeds; seed++) {
        const perplexities: number[] = [];
        const typeTokenRatios: number[][] = [];
        const plan = {
          ...textPlan(data, isQuick ? 60_000 : 200_000, arm.regime, arm.settings, generations),
          decoding: arm.decoding,
        };
        let scorer: GenerationOutcome['fitted'] | null = null;
        for await (const outcome of runLoop(plan, random.split(arm.name, seed), {
          data,
          isMeasured: false,
        })) {
          signal?.throwIfAborted();
          scorer ??= outcome.fitted;
          perplexities.push(await perplexity(outcome, realityOf(plan, data).heldOut));
          const samples = outcome.samples as TokenBlocks;
          if (arm.name === 'replace') typeTokenRatios.push([1, 2, 3].map((n) => typeTokenRatio(samples, n)));
          if (seed === 0) {
            const { heldOut, words } = realityOf(plan, data);
            realScores ??= await scored('real test text', scorer, heldOut);
            rows.push(await scored(`generation ${outcome.generation}`, scorer, samples));
            written.push(Array.from(samples.tokens.subarray(0, BLOCK), (id) => words![id]).join(' '));
          }
          progress((index + (seed + outcome.generation / generations) / seeds) / ARMS.length);
        }
        found.push(perplexities);
        if (arm.name === 'replace') ratios.push(typeTokenRatios);
      }
      paths.set(arm.name, found);
      scores.set(arm.name, rows);
      texts.set(arm.name, written);
    }
    const ratio = (name: ArmName, seed: number) =>
      paths.get(name)![seed]!.at(-1)! / paths.get(name)![seed]![0]!;
    const average = (name: ArmName) => mean(paths.get(name)!.map((_, seed) => ratio(name, seed)));
    const ordered = Array.from({ length: seeds }, (_, seed) =>
      REGIMES.map(({ name }) => ratio(name, seed)),
    ).filter((r) => r.every((value, at) => at === 0 || r[at - 1]! > value)).length;
    const recovered = (average('replace') - average('10 % real')) / (average('replace') - 1);
    const falling = ratios.filter((path) =>
      path.every(([words], at) => at === 0 || words! < path[at - 1]![0]!),
    ).length;
    const pairsLeft = mean(ratios.map((path) => path.at(-1)![1]! / path[0]![1]!));
    const ends = (n: number) =>
      `${ratios[0]![0]![n - 1]!.toFixed(3)} → ${ratios[0]!.at(-1)![n - 1]!.toFixed(3)}`;
    const colder = average('T = .3') / average('replace');
    const cold = scores.get('T = .3')!;
    const notes = (name: (typeof REGIMES)[number]['name']) => ({
      note: `perplexity ${mean(paths.get(name)!.map((path) => path[0]!)).toFixed(0)} → ${mean(paths.get(name)!.map((path) => path.at(-1)!)).toFixed(0)}; our Python run of the protocol gave ${REGIMES.find((arm) => arm.name === name)!.notes}`,
    });
    const nature = 'Nature 631, Fig. 1b and text (OPT-125M)';
    const replaced = scores.get('replace')!;
    const comparisons: Comparison[] = [
      holds(
        'replace: perplexity at generation 10 over generation 0',
        average('replace'),
        'at least 2',
        average('replace') >= 2,
        {
          printed: { value: '34 → 54 to 62 (+20 to +28 points)', source: nature },
          ...notes('replace'),
        },
      ),
      holds(
        '10 % real: share of replace’s excess that is recovered',
        recovered,
        'at least .4',
        recovered >= 0.4,
        {
          printed: { value: '“only minor degradation”', source: nature },
          ...notes('10 % real'),
        },
      ),
      holds(
        'accumulate: perplexity at generation 10 over generation 0',
        average('accumulate'),
        'at most 1.35',
        average('accumulate') <= 1.35,
        {
          printed: {
            value: 'flat (1.82 → 1.74 cross-entropy, GPT-2 9M on TinyStories)',
            source: 'Gerstgrasser et al., Table 2',
          },
          ...notes('accumulate'),
        },
      ),
      holds(
        'seeds in which replace > 10 % real > subsample > accumulate',
        ordered,
        `at least ${seeds === 5 ? '4 of 5' : 'all'}`,
        ordered >= (seeds === 5 ? 4 : seeds),
        notes('subsample'),
      ),
      holds(
        'T = .3: rise of perplexity over that at T = 1',
        colder,
        'above 1: a cold sampler loses more',
        colder > 1,
        {
          printed: {
            value: '9.85 against 2.91 cross-entropy at round 10, GPT-2 9M on TinyStories',
            source: 'Gerstgrasser et al., Table 2',
          },
          note: `perplexity ${mean(paths.get('T = .3')!.map((path) => path[0]!)).toFixed(0)} → ${mean(paths.get('T = .3')!.map((path) => path.at(-1)!)).toFixed(0)}`,
        },
      ),
      holds(
        'replace: seeds in which the type-token ratio of words falls in every generation',
        falling,
        `all ${seeds}`,
        falling === seeds,
        {
          printed: GUO,
          note: `words ${ends(1)}; Guo’s mean over words, pairs and triples does not fall in this loop`,
        },
      ),
      holds(
        'replace: type-token ratio of pairs, generation 10 over generation 0',
        pairsLeft,
        'below .9',
        pairsLeft < 0.9,
        {
          printed: GUO,
          note: `pairs ${ends(2)}; triples ${ends(3)}, and take no part: a bigram model smooths them into being`,
        },
      ),
      shown(
        'median perplexity of generated blocks under generation 0, generation 10 over 0',
        replaced[generations]!.median / replaced[0]!.median,
      ),
      shown(
        '99th percentile of the same, generation 10 over 0',
        replaced[generations]!.high / replaced[0]!.high,
      ),
      shown(
        'T = .3: median perplexity of generated blocks under generation 0, generation 10 over real text',
        cold[generations]!.median / realScores!.median,
      ),
    ];
    return {
      comparisons,
      figures: [figureOf(paths, generations)],
      histograms: ARMS.map(({ name }) => perplexityStrip(name, realScores!, scores.get(name)!)),
      texts: ARMS.map(({ name }) => ({
        title: name,
        rows: texts.get(name)!.map((text, generation) => ({ name: `generation ${generation}`, text })),
      })),
    };
  },
};

function figureOf(paths: Map<ArmName, number[][]>, generations: number): Figure {
  const x = Array.from({ length: generations + 1 }, (_, at) => at);
  return {
    title: 'Perplexity of real text',
    xLabel: 'generation',
    yLabel: 'perplexity',
    isLogY: true,
    curves: ARMS.map(({ name }) => {
      const found = paths.get(name)!;
      return {
        name,
        kind: 'ours' as const,
        x,
        y: x.map((t) => mean(found.map((path) => path[t]!))),
        low: x.map((t) => Math.min(...found.map((path) => path[t]!))),
        high: x.map((t) => Math.max(...found.map((path) => path[t]!))),
      };
    }),
  };
}

/** Perplexity of blocks under another generation's model. */
async function scored(
  name: string,
  scorer: GenerationOutcome['fitted'],
  blocks: TokenBlocks,
): Promise<HistogramRow> {
  return perplexityHistogram(name, await scorer.logLikelihood!(blocks), blocks);
}

async function perplexity({ fitted }: GenerationOutcome, heldOut: TokenBlocks): Promise<number> {
  return Math.exp(-mean(await fitted.logLikelihood!(heldOut)) / heldOut.blockLength);
}

const realityOf = (plan: LoopPlan, data: LabData): Reality<TokenBlocks> =>
  (plan.world as OriginalText).reality(data);

/** A world whose fresh records are drawn from the original ones again, as the Nature paper does. */
export interface OriginalText extends World {
  readonly reality: (data: LabData) => Reality<TokenBlocks>;
}

/** The first words of wikitext-2 in blocks; `heldOut` is its test text, words outside the vocabulary as `<unk>`. */
export function originalText(wordCount: number, heldOut: 'test' | 'valid'): OriginalText {
  let opened: Reality<TokenBlocks> | null = null;
  const reality = (data: LabData): Reality<TokenBlocks> => {
    if (opened !== null) return opened;
    const words = wordsOfText(data.wikitext!.train).slice(0, wordCount);
    const vocabulary = vocabularyOf(words);
    const initial = blocksOf(words, vocabulary, BLOCK);
    opened = {
      initial,
      heldOut: blocksOf(wordsOfText(data.wikitext![heldOut]), vocabulary, BLOCK),
      words: vocabulary.list,
      fresh: (count: number, random: Random) => subsample(initial, count, random),
    };
    return opened;
  };
  return {
    id: 'original-text',
    title: 'the first words of wikitext-2',
    dataKind: 'tokens',
    settings: [],
    needs: ['wikitext'],
    open: (_size, _random, _settings, data) => reality(data) as unknown as Reality,
    reality,
  };
}

export function textPlan(
  data: LabData,
  wordCount: number,
  regime: string,
  regimeSettings: { readonly [id: string]: number | string },
  generations: number,
  heldOut: 'test' | 'valid' = 'test',
): LoopPlan {
  const world = originalText(wordCount, heldOut);
  const size = world.reality(data).initial.count;
  const plan = planOf({ model: 'ngram-lm', regime, generations, size, regimeSettings });
  return { ...plan, model: named('model', MODELS, 'ngram-lm'), world };
}
