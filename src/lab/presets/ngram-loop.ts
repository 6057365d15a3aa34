import { mean } from '../../math/statistics.js';
import { perplexityStrip } from '../perplexity-histogram.js';
import type { Comparison, Figure } from '../preset.js';
import { holds, shown } from './compare.js';
import { definePreset } from './define.js';
import {
  ARMS,
  type ArmName,
  type ArmNumbers,
  GENERATIONS,
  type LoopNumbers,
  loopNumbers,
  REGIMES,
  type SampleNumbers,
} from './ngram-arms.js';

const NATURE = 'Nature 631, Fig. 1b and text (OPT-125M)';
const GUO = {
  value: '“a consistent decrease in the diversity of the model outputs through successive iterations”',
  source: 'Guo et al., arXiv 2311.09807, abstract',
};

export const ngramLoop = definePreset<ArmNumbers>({
  id: 'ngram-loop',
  title: 'A bigram language model trained on its own text',
  paper:
    'Shumailov et al., Nature 631:755, 2024 (OPT-125M on wikitext-2); Gerstgrasser et al., arXiv 2404.01413; Guo et al., arXiv 2311.09807',
  protocol:
    'The first 200,000 words of wikitext-2 in blocks of 64. An interpolated bigram model is trained from scratch ten times. Each training set is one of: the blocks of the previous generation (replace), nine tenths of them and a tenth drawn from the original blocks, all blocks so far, or a sample of all blocks. A fifth loop replaces and samples at temperature .3. Perplexity is measured on the real test text. The last row scores each generation’s blocks by generation 0.',
  definition: 'test loss on real data',
  kind: 'language',
  quickReduction: 'one seed instead of five, 60,000 words instead of 200,000',
  needs: ['wikitext'],
  seconds: { full: 57, quick: 4.7 },
  measure: async (context) => {
    const seeds = context.isQuick ? 1 : 5;
    const arms: { [arm in ArmName]: LoopNumbers[] } = {
      replace: [],
      '10 % real': [],
      subsample: [],
      accumulate: [],
      'T = .3': [],
    };
    for (const [index, arm] of ARMS.entries())
      for (let seed = 0; seed < seeds; seed++) {
        const random = context.random.split(arm.name, seed);
        const progress = (share: number) => context.progress((index + (seed + share) / seeds) / ARMS.length);
        arms[arm.name].push(await loopNumbers(arm, seed === 0, { ...context, random, progress }));
      }
    return arms;
  },
  judge: (arms) => {
    const samples = (arm: ArmName) => arms[arm][0]!.samples!;
    const { realUnderFirst } = samples('replace');
    return {
      comparisons: [
        ...regimeComparisons(arms),
        colder(arms),
        ...typeComparisons(arms.replace.map(({ typeTokenRatios }) => typeTokenRatios)),
        ...shownTails(samples('replace'), samples('T = .3')),
      ],
      figures: [perplexityFigure(arms)],
      histograms: ARMS.map(({ name }) => perplexityStrip(name, realUnderFirst, samples(name).underFirst)),
      texts: ARMS.map(({ name }) => ({
        title: name,
        rows: samples(name).texts.map((text, generation) => ({ name: `generation ${generation}`, text })),
      })),
    };
  },
});

/** Perplexity of the last generation over that of generation 0. */
const rise = ({ perplexity }: LoopNumbers): number => perplexity.at(-1)! / perplexity[0]!;
const averageRise = (loops: readonly LoopNumbers[]): number => mean(loops.map(rise));

/** `472 → 1194` */
const perplexities = (loops: readonly LoopNumbers[]): string =>
  `${mean(loops.map(({ perplexity }) => perplexity[0]!)).toFixed(0)} → ${mean(loops.map(({ perplexity }) => perplexity.at(-1)!)).toFixed(0)}`;

function regimeComparisons(arms: ArmNumbers): Comparison[] {
  const replaced = averageRise(arms.replace);
  const accumulated = averageRise(arms.accumulate);
  const recovered = (replaced - averageRise(arms['10 % real'])) / (replaced - 1);
  const notes = (name: (typeof REGIMES)[number]['name']) => ({
    note: `perplexity ${perplexities(arms[name])}; our Python run of the protocol gave ${REGIMES.find((arm) => arm.name === name)!.notes}`,
  });
  return [
    holds('replace: perplexity at generation 10 over generation 0', replaced, 'at least 2', replaced >= 2, {
      printed: { value: '34 → 54 to 62 (+20 to +28 points)', source: NATURE },
      ...notes('replace'),
    }),
    holds(
      '10 % real: share of replace’s excess perplexity avoided',
      recovered,
      'at least .4',
      recovered >= 0.4,
      { printed: { value: '“only minor degradation”', source: NATURE }, ...notes('10 % real') },
    ),
    holds(
      'accumulate: perplexity at generation 10 over generation 0',
      accumulated,
      'at most 1.35',
      accumulated <= 1.35,
      {
        printed: {
          value: 'flat (1.82 → 1.74 cross-entropy, GPT-2 9M on TinyStories)',
          source: 'Gerstgrasser et al., Table 2',
        },
        ...notes('accumulate'),
      },
    ),
    orderOfRegimes(arms, notes('subsample')),
  ];
}

function orderOfRegimes(arms: ArmNumbers, note: { readonly note: string }): Comparison {
  const seeds = arms.replace.length;
  const ordered = arms.replace
    .map((_, seed) => REGIMES.map(({ name }) => rise(arms[name][seed]!)))
    .filter((rises) => rises.every((value, at) => at === 0 || rises[at - 1]! > value)).length;
  return holds(
    'seeds in which replace > 10 % real > subsample > accumulate',
    ordered,
    `at least ${seeds === 5 ? '4 of 5' : 'all'}`,
    ordered >= (seeds === 5 ? 4 : seeds),
    note,
  );
}

function colder(arms: ArmNumbers): Comparison {
  const ratio = averageRise(arms['T = .3']) / averageRise(arms.replace);
  return holds(
    'T = .3: rise of perplexity over that at T = 1',
    ratio,
    'above 1: a low temperature loses more',
    ratio > 1,
    {
      printed: {
        value: '9.85 against 2.91 cross-entropy at round 10, GPT-2 9M on TinyStories',
        source: 'Gerstgrasser et al., Table 2',
      },
      note: `perplexity ${perplexities(arms['T = .3'])}`,
    },
  );
}

/** `ratios`: by seed and generation, for words, pairs and triples. */
function typeComparisons(ratios: readonly LoopNumbers['typeTokenRatios'][]): Comparison[] {
  const seeds = ratios.length;
  const falling = ratios.filter((path) =>
    path.every(([words], at) => at === 0 || words! < path[at - 1]![0]!),
  ).length;
  const pairsLeft = mean(ratios.map((path) => path.at(-1)![1]! / path[0]![1]!));
  const ends = (n: number) =>
    `${ratios[0]![0]![n - 1]!.toFixed(3)} → ${ratios[0]!.at(-1)![n - 1]!.toFixed(3)}`;
  return [
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
        note: `pairs ${ends(2)}; triples ${ends(3)}, which do not count: a bigram model creates new ones by smoothing`,
      },
    ),
  ];
}

function shownTails(replaced: SampleNumbers, cold: SampleNumbers): Comparison[] {
  const [first, last] = [replaced.underFirst[0]!, replaced.underFirst[GENERATIONS]!];
  return [
    shown(
      'median perplexity of generated blocks under generation 0, generation 10 over 0',
      last.median / first.median,
    ),
    shown('99th percentile of the same, generation 10 over 0', last.high / first.high),
    shown(
      'T = .3: median perplexity of generated blocks under generation 0, generation 10 over real text',
      cold.underFirst[GENERATIONS]!.median / replaced.realUnderFirst.median,
    ),
  ];
}

function perplexityFigure(arms: ArmNumbers): Figure {
  const x = Array.from({ length: GENERATIONS + 1 }, (_, at) => at);
  return {
    title: 'Perplexity of real text',
    xLabel: 'generation',
    yLabel: 'perplexity',
    isLogY: true,
    curves: ARMS.map(({ name }) => {
      const at = (t: number) => arms[name].map(({ perplexity }) => perplexity[t]!);
      return {
        name,
        kind: 'ours',
        x,
        y: x.map((t) => mean(at(t))),
        low: x.map((t) => Math.min(...at(t))),
        high: x.map((t) => Math.max(...at(t))),
      };
    }),
  };
}
