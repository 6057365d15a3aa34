import type { ImageStack } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { intervalOfMean, mean } from '../../math/statistics.js';
import { REAL_DATA_STREAM } from '../data-source.js';
import { mnist } from '../data-sources/pictures.js';
import { type FittedVae, trainVae, type VaeDesign, vae } from '../models/vae.js';
import type { Comparison, Figure, PresetContext } from '../preset.js';
import { holds, insideRange, shown } from './compare.js';
import { definePartedPreset } from './define.js';

const SOURCE = 'iliaishacked/curse_recurse @ede8349, VAE_experiments.ipynb, outputs of 5 runs';
/** Run means per generation and their standard deviations over the authors' five runs. */
const PRINTED_SPREAD = [0.688, 0.603, 0.534, 0.483, 0.443];
const PRINTED_DEVIATION = [0.011, 0.006, 0.012, 0.009, 0.018];

const GENERATIONS = 5;
const EACH_GENERATION = [0, 1, 2, 3, 4];
/** The authors encode 100 pictures; more pictures only reduce the noise. */
const MEASURED_PICTURES = 1000;
const SHOWN_PICTURES = 12;
const FULL = { seeds: 5, pictures: 9000, steps: 2000 };
const QUICK = { seeds: 1, pictures: 9000, steps: 600 };

interface SeedNumbers {
  /** Standard deviation of generation 0's latent means over each generation's samples. */
  readonly spread: readonly number[];
  /** Of real held-out pictures. */
  readonly realSpread: number;
  /** Negative evidence bound at the end of each generation's training, nats per picture. */
  readonly loss: readonly number[];
  readonly pictures: readonly (readonly ArrayLike<number>[])[];
}

export const vaeLoop = definePartedPreset<SeedNumbers>({
  id: 'vae-mnist',
  title: 'VAE on MNIST: pictures become similar',
  paper: 'Shumailov et al., Nature 631 (2024), supplement; authors’ notebook',
  protocol:
    'A variational autoencoder (784–400–20–400–784, 20 latent dimensions, Bernoulli pixels, Adam 1e-3) is trained on 9,000 digits for 2,000 steps of 128. Each of four later generations is a new network trained on decoder means of the previous one, new ones at every step, so that only the learner’s own error acts, not sampling error. The encoder of generation 0 serves as the ruler: the measure is the standard deviation of its latent means over 1,000 samples of each generation, for five seeds. The authors use a convolutional network with about the same number of parameters (647,081; ours has 652,824), 60,000 digits and 30 epochs, and encode 100 pictures.',
  definition: 'deformation of the distribution',
  kind: 'neural',
  quickReduction: 'one seed instead of five, 600 steps instead of 2,000',
  needs: ['mnist'],
  seconds: { full: 750, quick: 47 },
  parts: (isQuick) => Array.from({ length: (isQuick ? QUICK : FULL).seeds }, (_, seed) => `seed ${seed}`),
  measure: (part, context) => runSeed(context, context.random.split(part)),
  judge: (results, isQuick) => ({
    comparisons: [
      ...judgedTrends(results),
      ...EACH_GENERATION.map((generation) => shownSpread(results, generation)),
      shown('spread of real digits by the same measure', mean(results.map(({ realSpread }) => realSpread))),
    ],
    figures: [spreadFigure(results, (isQuick ? QUICK : FULL).steps)],
    pictures: [
      {
        title: 'Decoder means of each generation for the same latent points',
        width: 28,
        height: 28,
        rows: results[0]!.pictures.map((pictures, row) => ({
          name: row === 0 ? 'real' : `generation ${row - 1}`,
          pictures,
        })),
      },
    ],
  }),
});

function judgedTrends(results: readonly SeedNumbers[]): Comparison[] {
  const factors = results.map(
    ({ spread }) => (spread[GENERATIONS - 1]! / spread[0]!) ** (1 / (GENERATIONS - 1)),
  );
  const falling = results.filter(({ spread }) => isFalling(spread)).length;
  const rising = results.filter(({ loss }) => loss.at(-1)! > loss[0]!).length;
  const needed = Math.ceil(0.8 * results.length);
  return [
    holds(
      'seeds whose spread falls in every generation',
      falling,
      `at least ${needed} of ${results.length}`,
      falling >= needed,
      { printed: { value: 'falls in 5 of 5 runs', source: SOURCE } },
    ),
    insideRange('factor per generation', mean(factors), [0.8, 0.97], null, {
      printed: { value: '.896', source: SOURCE },
      interval: intervalOf(factors),
      note: 'different network, a sixth of the data: only the direction is claimed',
    }),
    holds(
      'seeds whose training loss ends above that of generation 0',
      rising,
      `at least ${needed} of ${results.length}`,
      rising >= needed,
      { printed: { value: '31.5k → 34.5k → 36.8k → 38.9k → 40.5k per batch', source: SOURCE } },
    ),
  ];
}

const spreadsAt = (results: readonly SeedNumbers[], generation: number): number[] =>
  results.map(({ spread }) => spread[generation]!);

/** Null for a single seed. */
const intervalOf = (values: readonly number[]): [number, number] | null =>
  values.length > 1 ? intervalOfMean(values) : null;

const shownSpread = (results: readonly SeedNumbers[], generation: number): Comparison =>
  shown(`spread of generation ${generation}`, mean(spreadsAt(results, generation)), {
    printed: {
      value: `${PRINTED_SPREAD[generation]} (sd ${PRINTED_DEVIATION[generation]})`,
      source: SOURCE,
    },
    interval: intervalOf(spreadsAt(results, generation)),
  });

function spreadFigure(results: readonly SeedNumbers[], steps: number): Figure {
  const intervals = EACH_GENERATION.flatMap((generation) => {
    const interval = intervalOf(spreadsAt(results, generation));
    return interval === null ? [] : [interval];
  });
  return {
    title: `Spread under generation 0's encoder, ${steps} steps per generation`,
    xLabel: 'generation',
    yLabel: 'standard deviation of latent means',
    curves: [
      {
        name: 'ours',
        kind: 'ours',
        x: EACH_GENERATION,
        y: EACH_GENERATION.map((generation) => mean(spreadsAt(results, generation))),
        ...(intervals.length === 0
          ? {}
          : { low: intervals.map(([low]) => low), high: intervals.map(([, high]) => high) }),
      },
      { name: 'Shumailov et al.', kind: 'printed', x: EACH_GENERATION, y: PRINTED_SPREAD },
    ],
  };
}

const isFalling = (values: readonly number[]): boolean =>
  values.every((value, at) => at === 0 || value < values[at - 1]!);

function runSeed({ data, isQuick, progress, signal }: PresetContext, random: Random): SeedNumbers {
  const { pictures: size, steps } = isQuick ? QUICK : FULL;
  const reality = mnist.open(size, random.split(REAL_DATA_STREAM), { 'held-out': 1000 }, data);
  const { width, height } = reality.initial;
  const design: VaeDesign = {
    width,
    height,
    latent: 20,
    hidden: 400,
    steps,
    batch: 128,
    rate: 1e-3,
    beta: 1,
  };
  const spread: number[] = [];
  const loss: number[] = [];
  const pictures: Float32Array[][] = [picturesOf(reality.initial, SHOWN_PICTURES)];
  let ruler: FittedVae | null = null;
  let latest: FittedVae | null = null;
  for (let generation = 0; generation < GENERATIONS; generation++) {
    signal?.throwIfAborted();
    const stream = random.split('generation', generation);
    latest =
      latest === null
        ? (vae.fit(reality.initial, stream.split('fit'), { steps }) as FittedVae)
        : trainVae(design, stream.split('fit'), freshBatches(latest, design, stream.split('fresh')));
    ruler ??= latest;
    const samples = latest.sample(MEASURED_PICTURES, stream.split('measured')) as ImageStack;
    spread.push(deviation(ruler.encode(samples)));
    loss.push(latest.trainingLoss);
    pictures.push(
      picturesOf(latest.sample(SHOWN_PICTURES, random.split('shown')) as ImageStack, SHOWN_PICTURES),
    );
    progress(
      (generation + 1) / GENERATIONS,
      `generation ${generation}, spread ${spread[generation]!.toFixed(3)}`,
    );
  }
  return { spread, loss, pictures, realSpread: deviation(ruler!.encode(reality.heldOut)) };
}

/** Batches of new decoder means for every step, drawn several at a time. */
function freshBatches(
  from: FittedVae,
  { batch, width, height }: VaeDesign,
  random: Random,
): () => Float32Array {
  const AT_ONCE = 40;
  const length = batch * width * height;
  let pool = new Float32Array(0);
  let at = 0;
  let round = 0;
  return () => {
    if (at === pool.length) {
      pool = (from.sample(AT_ONCE * batch, random.split(round++)) as ImageStack).pixels as typeof pool;
      at = 0;
    }
    at += length;
    return pool.subarray(at - length, at);
  };
}

function picturesOf({ width, height, pixels }: ImageStack, count: number): Float32Array[] {
  const side = width * height;
  return Array.from({ length: count }, (_, at) => pixels.slice(at * side, (at + 1) * side));
}

/** Over all numbers, like the notebook's `std()`. */
function deviation(values: Float64Array): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}
