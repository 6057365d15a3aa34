import { aliasTable } from '../../math/distributions.js';
import { survivalRates } from '../closed-forms.js';
import type { Comparison, Preset } from '../preset.js';
import { resampleDraws, zipfWeights } from '../worlds/symbols.js';
import { meanWithinShare, withinDistance, withinShare } from './compare.js';

const TYPES = 1_000_000;
const BETA = 1.5;
const SIZES = [100, 1000, 10_000, 100_000];
const CUTS = [100, 1000];
/** Records of the generational loop, and how many loops are averaged. */
const DRAWS = 10_000;
const GENERATIONS = 10;
const LOOPS = 40;
const PAPER = 'Dohmatob et al., arXiv 2402.07043';

export const taleOfTails: Preset = {
  id: 'tale-of-tails',
  title: 'A cut tail ends a scaling law',
  paper:
    'Dohmatob, Feng, Yang, Charton and Kempe, A Tale of Tails: Model Collapse as a Change of Scaling Laws, arXiv 2402.07043',
  protocol:
    'A million words of probability ∝ i^(−1.5); a learner that knows a word once it has seen it, so that its error on T records is Σ pᵢ(1 − qᵢ)^T. On real records the error falls as T^(−1/3). Where the records come from a model that has lost all but the first k words it stays at the mass of the tail, however many there are. Then a loop of 10,000 draws that resamples itself ten times, forty times over: the true mass of the words it no longer has is Σ pᵢ·exp(−T·pᵢ·g_k), the law of surviving words.',
  definition: 'scaling',
  kind: 'exact',
  quickReduction: null,
  needs: [],
  seconds: { full: 0.9, quick: 0.9 },
  run: ({ random, progress }) => {
    const weights = zipfWeights(TYPES, BETA);
    const total = weights.reduce((a, b) => a + b, 0);
    const p = weights.map((weight) => weight / total);
    const errors = SIZES.map((size) => errorAfter(p, size, TYPES));
    const comparisons: Comparison[] = SIZES.slice(1).map((size, at) =>
      withinDistance(
        `slope of log error against log T, ${SIZES[at]!.toLocaleString('en')} to ${size.toLocaleString('en')} records`,
        Math.log10(errors[at + 1]! / errors[at]!),
        -(BETA - 1) / BETA,
        0.02,
        { printed: { value: 'E ∼ T^(−(β−1)/β)', source: PAPER } },
      ),
    );
    const floors = CUTS.map((cut) => p.subarray(cut).reduce((a, b) => a + b, 0));
    CUTS.forEach((cut, at) => {
      comparisons.push(
        withinShare(
          `error on a million records, all but the first ${cut.toLocaleString('en')} words lost`,
          errorAfter(p, 1e6, cut),
          floors[at]!,
          0.01,
          { printed: { value: 'E ∼ T^(−(β−1)/β) + k^(−(β−1))', source: PAPER } },
        ),
      );
    });
    progress(0.3);
    const lost = Array.from({ length: GENERATIONS }, () => new Float64Array(LOOPS));
    const table = aliasTable(p);
    for (let loop = 0; loop < LOOPS; loop++) {
      const stream = random.split(loop);
      let draws: Int32Array = Int32Array.from({ length: DRAWS }, () => table.draw(stream));
      for (let k = 1; k <= GENERATIONS; k++) {
        if (k > 1) draws = resampleDraws(draws, DRAWS, stream);
        let known = 0;
        for (const word of new Set(draws)) known += p[word]!;
        lost[k - 1]![loop] = 1 - known;
      }
      progress(0.3 + (0.7 * (loop + 1)) / LOOPS);
    }
    const rates = survivalRates(GENERATIONS);
    const expected = Array.from(rates, (rate) =>
      p.reduce((sum, value) => sum + value * Math.exp(-DRAWS * value * rate), 0),
    );
    expected.forEach((mass, at) => {
      comparisons.push(
        meanWithinShare(`mass of the words lost in draw ${at + 1} of 10,000`, lost[at]!, mass, 0.06),
      );
    });
    return {
      comparisons,
      figures: [
        {
          title: 'Error against the number of records',
          xLabel: 'records',
          yLabel: 'true mass of words not seen',
          isLogX: true,
          isLogY: true,
          curves: [
            { name: 'real records', kind: 'ours', x: SIZES, y: errors },
            ...CUTS.map((cut) => ({
              name: `words beyond ${cut.toLocaleString('en')} lost`,
              kind: 'ours' as const,
              x: SIZES,
              y: SIZES.map((size) => errorAfter(p, size, cut)),
            })),
            {
              name: 'T^(−1/3)',
              kind: 'closed-form',
              x: SIZES,
              y: SIZES.map((size) => errors[0]! * (size / SIZES[0]!) ** (-(BETA - 1) / BETA)),
            },
          ],
        },
      ],
    };
  },
};

/** Σ pᵢ(1 − qᵢ)^T, q the law cut off after `cut` words. */
function errorAfter(p: Float64Array, size: number, cut: number): number {
  const kept = p.subarray(0, cut).reduce((a, b) => a + b, 0);
  let error = 0;
  p.forEach((value, at) => {
    error += at < cut ? value * Math.exp(size * Math.log1p(-value / kept)) : value;
  });
  return error;
}
