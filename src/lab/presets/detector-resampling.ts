import type { Data, FittedModel, Settings } from '../../core/model.js';
import { REAL, type Regime } from '../../core/regime.js';
import { mean } from '../../math/statistics.js';
import type { Comparison, PresetContext } from '../preset.js';
import { mixtureOf, resampleByDetector, resampled } from '../regimes/resample-by-detector.js';
import { runLoop } from '../run.js';
import { blocksOf, vocabularyOf, wordsOfText } from '../words.js';
import { holds, shown } from './compare.js';
import { definePreset } from './define.js';
import { BLOCK, textPlan } from './original-text.js';

/**
 * The quick run keeps this size: with 60,000 words 18 % of the validation text is <unk> against 3 % of the training
 * blocks, and the detector takes <unk> as a sign of human text.
 */
const WORDS = 200_000;
const HUMAN_SHARE = 0.1;
const SETTINGS = { 'human-share': HUMAN_SHARE, pool: 5, exponent: 10, upsample: 0.2, repeats: 1 };
/** The authors' settings: a mixture of one size, drawn 1.5 times from an index with three repeats. */
const AUTHORS = { 'human-share': 0.2, pool: 1, exponent: 10, upsample: 1.5, repeats: 3 };

type Guard = 'none' | 'detector' | 'oracle' | 'coin';
type Arm = readonly [guard: Guard, settings: Settings];
const ARMS: { readonly [name: string]: Arm } = {
  none: ['none', SETTINGS],
  detector: ['detector', SETTINGS],
  oracle: ['oracle', SETTINGS],
  coin: ['coin', SETTINGS],
  'authors, none': ['none', AUTHORS],
  'authors, detector': ['detector', AUTHORS],
};

const GENERATIONS = 10;

/** For one arm, one entry per seed. */
interface ArmNumbers {
  /** On real test text, in the last generation. */
  readonly perplexity: readonly number[];
  /** In the training sets, over the generations after the first. */
  readonly humanShare: readonly number[];
}

export const detectorResampling = definePreset<{ readonly [arm: string]: ArmNumbers }>({
  id: 'detector-resampling',
  title: 'Resampling by a detector',
  paper:
    'Drayson, Yilmaz and Lampos, Machine-generated text detection prevents language model collapse, EMNLP 2025 (arXiv 2502.15654)',
  protocol:
    'The bigram loop with records of unknown origin. Every generation gets a mixture five times as large as its training set, 10 % original blocks and 90 % samples of the previous generation, and draws its training set with weights (1 − P)^10. P comes from a naive Bayes detector trained on the validation text against samples of the previous generation, from the true origin (oracle), or from a coin; a constant P (unguarded) makes the set a plain sample of the mixture. The authors draw 1.5 times from an index with three repeats. A counting model learns nothing from a repeated block, so that variant is only shown.',
  definition: 'test loss on real data',
  kind: 'language',
  quickReduction: 'one seed instead of three',
  needs: ['wikitext'],
  seconds: { full: 40, quick: 11 },
  measure: async (context) => {
    const seeds = context.isQuick ? 1 : 3;
    const test = testBlocks(context.data);
    const arms: { [name: string]: ArmNumbers } = {};
    const names = Object.keys(ARMS);
    for (const [index, name] of names.entries()) {
      const perplexity: number[] = [];
      const humanShare: number[] = [];
      for (let seed = 0; seed < seeds; seed++) {
        const progress = (share: number) => context.progress((index + (seed + share) / seeds) / names.length);
        const end = await armEnd(ARMS[name]!, seed, test, { ...context, progress });
        perplexity.push(end.perplexity);
        humanShare.push(end.humanShare);
      }
      arms[name] = { perplexity, humanShare };
    }
    return arms;
  },
  judge: (arms) => ({ comparisons: comparisonsOf(arms), figures: [] }),
});

function comparisonsOf(arms: { readonly [arm: string]: ArmNumbers }): Comparison[] {
  const perplexity = (name: string) => mean(arms[name]!.perplexity);
  const share = (name: string) => mean(arms[name]!.humanShare);
  const gain = share('detector') / HUMAN_SHARE;
  const left = perplexity('detector') / perplexity('none');
  const beside = perplexity('detector') / perplexity('oracle');
  const coin = perplexity('coin') / perplexity('none');
  return [
    holds('human share after resampling over before', gain, 'at least 2', gain >= 2),
    holds('perplexity at generation 10, guarded over unguarded', left, 'at most .8', left <= 0.8, {
      note: `unguarded ${perplexity('none').toFixed(0)}, detector ${perplexity('detector').toFixed(0)}, oracle ${perplexity('oracle').toFixed(0)}, coin ${perplexity('coin').toFixed(0)}`,
    }),
    holds('perplexity at generation 10, detector over oracle', beside, 'at most 1.1', beside <= 1.1),
    holds('negative control: coin over unguarded', coin, 'at least .97: no gain', coin >= 0.97),
    shown(
      'the authors’ upsampling, 20 % human: guarded over unguarded',
      perplexity('authors, detector') / perplexity('authors, none'),
      { note: `human share after resampling ${share('authors, detector').toFixed(2)}` },
    ),
  ];
}

/** The detector trains on the validation text; the test text is only for measuring. */
function testBlocks({ wikitext }: PresetContext['data']): Data {
  const trainWords = wordsOfText(wikitext!.train).slice(0, WORDS);
  return blocksOf(wordsOfText(wikitext!.test), vocabularyOf(trainWords), BLOCK);
}

async function armEnd(
  [guard, settings]: Arm,
  seed: number,
  test: Data,
  { random, data, progress, signal }: PresetContext,
): Promise<{ readonly perplexity: number; readonly humanShare: number }> {
  const plan = {
    ...textPlan(data, WORDS, 'resample-by-detector', settings, GENERATIONS, 'valid'),
    regime: guarded(guard),
  };
  const shares: number[] = [];
  let last: FittedModel | null = null;
  for await (const { generation, counts, fitted } of runLoop(plan, random.split(seed), {
    data,
    isMeasured: false,
  })) {
    signal?.throwIfAborted();
    if (generation > 0) shares.push(counts.real / counts.total);
    progress(generation / GENERATIONS);
    last = fitted;
  }
  const perplexity = Math.exp(-mean(await last!.logLikelihood!(test)) / BLOCK);
  return { perplexity, humanShare: mean(shares) };
}

/**
 * The regime with other detectors. The oracle gives synthetic records a small weight instead of 0: a mixture of five
 * sizes holds only half a set of human records, too few to draw from.
 */
function guarded(guard: Guard): Regime {
  if (guard === 'detector') return resampleByDetector;
  return {
    ...resampleByDetector,
    compose: async (state, random, settings) => {
      const mixture = await mixtureOf(state, random, settings);
      const coin = random.split('coin');
      const verdicts = Float64Array.from(mixture.origins, (origin) =>
        guard === 'oracle' ? (origin === REAL ? 0.02 : 0.98) : guard === 'coin' ? coin.uniform() : 0.5,
      );
      return resampled(mixture, verdicts, state.size, random, settings);
    },
  };
}
