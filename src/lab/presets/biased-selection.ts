import { mean, quantile } from '../../math/statistics.js';
import { accumulateDiversity, replaceDiversity } from '../closed-forms.js';
import type { Comparison, Figure, PresetContext } from '../preset.js';
import { holds, shown } from './compare.js';
import { definePreset } from './define.js';
import { type Arm, experiment, N, traces } from './filtered-gaussian.js';

const GENERATIONS = [10, 100, 300];
/** The authors' ten runs; each seed draws its own Gaussian and target, reproduced here as NumPy draws them. */
const SEEDS = [42, 123, 456, 789, 2023, 2024, 2025, 3141, 1618, 9999];
const SOURCE = 'published run data (Gaussian_Modeling, 10 runs), mean trace over that of generation 0, 99.5';
const PRINTED_START = 99.5;
/** Chance moves the mean of the ten filtered loops by 3 %, in the published runs as in ours. */
const PUBLISHED_TOLERANCE = 0.15;

/** Chains per run; the cheap arm whose mean has a law gets enough chains to test it. */
const ARMS: { readonly [arm in Arm]: number } = {
  replace: 1,
  'replace + select': 1,
  accumulate: 4,
  'accumulate + select': 1,
};

const ARM_NAMES = Object.keys(ARMS) as Arm[];

/** Mean traces of the published runs at generations 10, 100 and 300. */
const PRINTED: { readonly [arm in Arm]: readonly [string, string, string] } = {
  replace: ['99.7', '75.8', '62.9'],
  'replace + select': ['.367', '.004', '.001'],
  accumulate: ['100.7', '100.4', '100.2'],
  'accumulate + select': ['37.9', '13.5', '7.1'],
};

/** For each chain of an arm: its traces in generation 0 and at the marked generations. */
type Traces = { readonly [arm in Arm]: readonly (readonly number[])[] };

export const biasedSelection = definePreset<Traces>({
  id: 'biased-selection',
  title: 'A quality filter alone collapses even an accumulating loop',
  paper: 'Qiao et al., When Sample Selection Bias Precipitates Model Collapse, ICML 2026',
  protocol:
    'Ten random Gaussians in 10 dimensions (covariance AAᵀ + .1 I), drawn from the authors’ seeds as in their code. Each generation fits 500 records, with 1e-6 added to the diagonal. The filtered arms sample 10,000 records and keep the 500 nearest, by Mahalanobis distance, to a target that is shifted in five dimensions. (The folder of published runs does not state its sizes; with these sizes and the authors’ seeds NumPy reproduces its unfiltered traces to every digit.) Traces are means over the ten Gaussians, relative to generation 0. This is the negative control for every gate: a biased filter is not an anchor.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: '100 generations instead of 300',
  needs: [],
  seconds: { full: 15, quick: 4.5 },
  measure: ({ random, isQuick, progress, signal }: PresetContext) => {
    const marks = marksOf(isQuick);
    const found: { [arm in Arm]: number[][] } = {
      replace: [],
      'replace + select': [],
      accumulate: [],
      'accumulate + select': [],
    };
    for (const [run, seed] of SEEDS.entries()) {
      const drawn = experiment(seed);
      for (const arm of ARM_NAMES)
        for (let chain = 0; chain < ARMS[arm]; chain++) {
          signal?.throwIfAborted();
          const path = traces(arm, drawn, marks.at(-1)!, random.split(run, arm, chain));
          found[arm].push([0, ...marks].map((t) => path[t]!));
        }
      progress((run + 1) / SEEDS.length);
    }
    return found;
  },
  judge: (found, isQuick) => {
    const marks = marksOf(isQuick);
    const last = marks.at(-1)!;
    return {
      comparisons: [
        collapsed(found, 10),
        collapsed(found, 100),
        ...marks.map((t) => asPublished(found, t)),
        accumulated(found, last),
        shown(
          `replace, generation ${last}: trace left`,
          left(found, 'replace', last),
          beside(
            found,
            'replace',
            last,
            `; ten runs of so skewed a quantity say little; the law gives ${replaceDiversity(N, last).toFixed(3)}`,
          ),
        ),
      ],
      figures: [traceFigure(found, marks)],
    };
  },
});

const marksOf = (isQuick: boolean): readonly number[] => (isQuick ? GENERATIONS.slice(0, 2) : GENERATIONS);

/** Traces of a generation, one per chain. */
const tracesAt = (found: Traces, arm: Arm, t: number): number[] =>
  found[arm].map((path) => path[t === 0 ? 0 : 1 + GENERATIONS.indexOf(t)]!);

/** Mean trace relative to that of generation 0. */
const left = (found: Traces, arm: Arm, t: number): number =>
  mean(tracesAt(found, arm, t)) / mean(tracesAt(found, arm, 0));

const published = (arm: Arm, t: number): number =>
  Number(PRINTED[arm][GENERATIONS.indexOf(t)]) / PRINTED_START;

function beside(found: Traces, arm: Arm, t: number, note = '') {
  const starts = tracesAt(found, arm, 0);
  const shares = tracesAt(found, arm, t).map((trace, chain) => trace / starts[chain]!);
  return {
    printed: { value: `${PRINTED[arm][GENERATIONS.indexOf(t)]} of ${PRINTED_START}`, source: SOURCE },
    interval: [quantile(shares, 0.05), quantile(shares, 0.95)] as const,
    note: `interval: the middle 90 % of our runs${note}`,
  };
}

function collapsed(found: Traces, t: number): Comparison {
  const ours = left(found, 'replace + select', t);
  const ratio = ours / published('replace + select', t);
  return holds(
    `replace + select, generation ${t}: trace left`,
    ours,
    'within a factor of 2 of the published runs',
    ratio > 0.5 && ratio < 2,
    beside(found, 'replace + select', t),
  );
}

function asPublished(found: Traces, t: number): Comparison {
  const ours = left(found, 'accumulate + select', t);
  return holds(
    `accumulate + select, generation ${t}: trace left`,
    ours,
    'within 15 % of the published runs',
    Math.abs(ours / published('accumulate + select', t) - 1) < PUBLISHED_TOLERANCE,
    beside(found, 'accumulate + select', t),
  );
}

function accumulated(found: Traces, t: number): Comparison {
  const ours = left(found, 'accumulate', t);
  const law = accumulateDiversity(N, t);
  return holds(
    `accumulate, generation ${t}: trace left`,
    ours,
    'within 5 % of the law',
    Math.abs(ours / law - 1) < 0.05,
    { ...beside(found, 'accumulate', t), expected: law },
  );
}

const traceFigure = (found: Traces, marks: readonly number[]): Figure => ({
  title: 'Trace of the covariance, relative to generation 0',
  xLabel: 'generation',
  yLabel: 'trace left',
  isLogX: true,
  isLogY: true,
  curves: ARM_NAMES.flatMap((arm) => [
    { name: arm, kind: 'ours' as const, x: marks, y: marks.map((t) => left(found, arm, t)) },
    {
      name: `${arm}, published`,
      kind: 'printed' as const,
      x: GENERATIONS,
      y: GENERATIONS.map((t) => published(arm, t)),
    },
  ]),
});
