import type { Random } from '../../core/random.js';
import { aliasTable } from '../../math/distributions.js';
import { type Estimate, meanAndError } from '../../math/statistics.js';
import { survivalRates } from '../closed-forms.js';
import { resampleDraws, zipfWeights } from '../data-sources/symbols.js';
import type { Comparison, Figure, PresetContext } from '../preset.js';
import { meanWithinShare, withinDistance, withinShare } from './compare.js';
import { definePreset } from './define.js';

const TYPES = 1_000_000;
const BETA = 1.5;
const SIZES = [100, 1000, 10_000, 100_000];
const CUTS = [100, 1000];
/** Records of the generational loop, and number of loops averaged. */
const DRAWS = 10_000;
const GENERATIONS = 10;
const LOOPS = 40;
const PAPER = 'Dohmatob et al., arXiv 2402.07043';

const MANY = 1e6;

interface TailNumbers {
  /** Error of the learner at each of SIZES. */
  readonly errors: readonly number[];
  /** For each of CUTS: the error at each of SIZES and on a million records. */
  readonly cut: readonly { readonly errors: readonly number[]; readonly onMany: number }[];
  /** Mass of the lost words after each generation of the loop. */
  readonly lost: readonly Estimate[];
}

export const taleOfTails = definePreset<TailNumbers>({
  id: 'tale-of-tails',
  title: 'A cut tail ends a scaling law',
  paper:
    'Dohmatob, Feng, Yang, Charton and Kempe, A Tale of Tails: Model Collapse as a Change of Scaling Laws, arXiv 2402.07043',
  protocol:
    'A million words have probabilities ∝ i^(−1.5). A learner knows a word once it has seen it, so its error on T records is Σ pᵢ(1 − qᵢ)^T. On real records the error falls as T^(−1/3). On records from a model that has lost all but the first k words, the error stays at the mass of the tail, however large T is. The second part runs forty loops of 10,000 draws that resample themselves ten times: the true mass of the words they have lost is Σ pᵢ·exp(−T·pᵢ·g_k), the law of surviving words.',
  definition: 'scaling',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 0.9, quick: 0.9 },
  measure: ({ random, progress }) => {
    const p = probabilities();
    const errors = SIZES.map((size) => errorAfter(p, size, TYPES));
    const cut = CUTS.map((kept) => ({
      errors: SIZES.map((size) => errorAfter(p, size, kept)),
      onMany: errorAfter(p, MANY, kept),
    }));
    progress(0.3);
    return { errors, cut, lost: lostMasses(p, random, (share) => progress(0.3 + 0.7 * share)) };
  },
  judge: ({ errors, cut, lost }) => {
    const { floors, lostMass } = laws();
    return {
      comparisons: [
        ...slopes(errors),
        ...CUTS.map((kept, at) =>
          withinShare(
            `error on a million records, all but the first ${kept.toLocaleString('en')} words lost`,
            cut[at]!.onMany,
            floors[at]!,
            0.01,
            { printed: { value: 'E ∼ T^(−(β−1)/β) + k^(−(β−1))', source: PAPER } },
          ),
        ),
        ...lostMass.map((mass, at) =>
          meanWithinShare(`mass of the words lost in draw ${at + 1} of 10,000`, lost[at]!, mass, 0.06),
        ),
      ],
      figures: [errorFigure(errors, cut)],
    };
  },
});

const slopes = (errors: readonly number[]): Comparison[] =>
  SIZES.slice(1).map((size, at) =>
    withinDistance(
      `slope of log error against log T, ${SIZES[at]!.toLocaleString('en')} to ${size.toLocaleString('en')} records`,
      Math.log10(errors[at + 1]! / errors[at]!),
      -(BETA - 1) / BETA,
      0.02,
      { printed: { value: 'E ∼ T^(−(β−1)/β)', source: PAPER } },
    ),
  );

const errorFigure = (errors: readonly number[], cut: TailNumbers['cut']): Figure => ({
  title: 'Error against the number of records',
  xLabel: 'records',
  yLabel: 'true mass of words not seen',
  isLogX: true,
  isLogY: true,
  curves: [
    { name: 'real records', kind: 'ours', x: SIZES, y: errors },
    ...CUTS.map((kept, at) => ({
      name: `words beyond ${kept.toLocaleString('en')} lost`,
      kind: 'ours' as const,
      x: SIZES,
      y: cut[at]!.errors,
    })),
    {
      name: 'T^(−1/3)',
      kind: 'closed-form',
      x: SIZES,
      y: SIZES.map((size) => errors[0]! * (size / SIZES[0]!) ** (-(BETA - 1) / BETA)),
    },
  ],
});

/** Sums over the million words. */
interface TailLaws {
  /** Mass of the words beyond each of CUTS. */
  readonly floors: readonly number[];
  /** Σ pᵢ·exp(−T·pᵢ·g_k) after each generation. */
  readonly lostMass: readonly number[];
}

let known: TailLaws | null = null;

/** Computed once: they are constants. */
function laws(): TailLaws {
  if (known !== null) return known;
  const p = probabilities();
  known = {
    floors: CUTS.map((kept) => p.subarray(kept).reduce((a, b) => a + b, 0)),
    lostMass: Array.from(survivalRates(GENERATIONS), (rate) =>
      p.reduce((sum, value) => sum + value * Math.exp(-DRAWS * value * rate), 0),
    ),
  };
  return known;
}

function probabilities(): Float64Array {
  const weights = zipfWeights(TYPES, BETA);
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}

/** True mass of the words lost by loops of DRAWS records, after each generation. */
function lostMasses(p: Float64Array, random: Random, progress: PresetContext['progress']): Estimate[] {
  const lost = Array.from({ length: GENERATIONS }, () => new Float64Array(LOOPS));
  const table = aliasTable(p);
  for (let loop = 0; loop < LOOPS; loop++) {
    const stream = random.split(loop);
    let draws: Int32Array = Int32Array.from({ length: DRAWS }, () => table.draw(stream));
    for (let k = 1; k <= GENERATIONS; k++) {
      if (k > 1) draws = resampleDraws(draws, DRAWS, stream);
      let mass = 0;
      for (const word of new Set(draws)) mass += p[word]!;
      lost[k - 1]![loop] = 1 - mass;
    }
    progress((loop + 1) / LOOPS);
  }
  return lost.map(meanAndError);
}

/** Σ pᵢ(1 − qᵢ)^T, q the law cut off after `cut` words. */
function errorAfter(p: Float64Array, size: number, cut: number): number {
  const kept = p.subarray(0, cut).reduce((a, b) => a + b, 0);
  let error = 0;
  p.forEach((value, at) => {
    error += at < cut ? value * Math.exp(size * Math.log1p(-value / kept)) : value;
  });
  return error;
}
