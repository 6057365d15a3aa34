import type { ImageStack, Model } from '../../core/model.js';
import type { Regime } from '../../core/regime.js';
import { kendallTau } from '../../math/rank-correlation.js';
import { type DataSource, REAL_DATA_STREAM } from '../data-source.js';
import { quickdraw } from '../data-sources/pictures.js';
import { openFeatureSpace, type PictureDistance } from '../feature-space.js';
import { diffusion } from '../models/diffusion.js';
import type { Comparison, Curve, Figure, PictureStrip, PresetContext } from '../preset.js';
import { fixedReal } from '../regimes/fixed-real.js';
import { replace } from '../regimes/replace.js';
import { runLoop } from '../run.js';
import { holds, shown } from './compare.js';
import { definePartedPreset } from './define.js';

const SOURCE = 'Martínez et al., arXiv 2306.06130 and 2303.01255; IEEE Spectrum’s account of them';

const REGIMES: {
  readonly [part: string]: { readonly regime: Regime; readonly settings: { share?: number } };
} = {
  replace: { regime: replace, settings: {} },
  'half real': { regime: fixedReal, settings: { share: 0.5 } },
};

const FULL = { generations: 9, size: 1600, steps: 700 };
const QUICK = { generations: 2, size: 800, steps: 300 };
const SHOWN_PICTURES = 14;

interface ChainNumbers {
  /** One entry per generation, from generation 0. */
  readonly distances: readonly PictureDistance[];
  readonly pictures: readonly (readonly ArrayLike<number>[])[];
  readonly real: readonly ArrayLike<number>[];
  /** Held-out real pictures in the same space: the best possible values. */
  readonly ceiling: PictureDistance;
  readonly explainedShare: number;
}

export const diffusionLoop = definePartedPreset<ChainNumbers>({
  id: 'diffusion-drawings',
  title: 'Diffusion on birds and flowers: pictures become unrecognisable',
  paper: 'Martínez et al., arXiv 2303.01255 and 2306.06130',
  protocol: `A diffusion model (residual layers over the whole picture, 384 wide, followed by convolutions of 24 channels; the authors’ noise levels; 20 stochastic sampling steps; AdamW 3e-3, ${FULL.steps.toLocaleString('en')} steps of 64, moving average of parameters) is trained on 1,600 Quick, Draw! birds and flowers of 28 × 28. Each of nine later generations is a new network trained on the same number of samples of the previous one (replace), or half on samples and half on the same real drawings (half real). Every generation is compared with the real training set by Fréchet distance, precision and recall with 5 neighbours. They are computed in a fixed space that describes where the ink is (20 principal components of the real drawings after a light blur) and the look of the strokes (ink levels and sharpness, 15 numbers with a tenth of the weight). The authors train a U-Net on photographs of flowers and birds of 64 × 64 for 40 epochs of 65,536.`,
  definition: 'deformation of the distribution',
  kind: 'neural',
  quickReduction:
    'two generations after the first instead of nine, 300 steps instead of 700, 800 drawings instead of 1,600',
  needs: ['quickdraw'],
  seconds: { full: 1100, quick: 129 },
  parts: () => Object.keys(REGIMES),
  measure: runChain,
  judge: (results, isQuick) => {
    const [replaced, mixed] = results as readonly [ChainNumbers, ChainNumbers];
    return {
      comparisons: [
        ...judgedReplacing(replaced, isQuick),
        slowedByReal(replaced, mixed),
        ...shownDistances(replaced),
        ...shownCeiling(replaced),
      ],
      figures: [
        figureOf('Fréchet distance to real drawings', 'squared distance', replaced, mixed, 'frechet'),
        figureOf('Precision: share of samples that look real', 'share', replaced, mixed, 'precision'),
        figureOf('Recall: share of real drawings within reach', 'share', replaced, mixed, 'recall'),
      ],
      pictures: [stripOf('Replace', replaced), stripOf('Half real', mixed)],
    };
  },
});

function judgedReplacing({ distances }: ChainNumbers, isQuick: boolean): Comparison[] {
  const last = distances.length - 1;
  const generations = distances.map((_, generation) => generation);
  const tau = kendallTau(
    generations,
    distances.map(({ frechet }) => frechet),
  );
  const [first, second, end] = [distances[0]!, distances[2]!, distances[last]!];
  const recallLeft = first.recall > 0 ? end.recall / first.recall : null;
  return [
    holds('replace: Kendall’s τ of Fréchet distance with generation', tau, 'above .7', (tau ?? 0) > 0.7, {
      printed: { value: 'quality falls with every generation', source: SOURCE },
    }),
    holds(
      `replace: recall of generation ${last} over that of generation 0`,
      recallLeft,
      isQuick ? 'below 1' : 'below .5',
      recallLeft !== null && recallLeft < (isQuick ? 1 : 0.5),
      {
        printed: { value: 'samples lose diversity', source: SOURCE },
        ...(recallLeft === null
          ? { note: 'undefined: already in generation 0 no real drawing is within reach' }
          : {}),
      },
    ),
    holds(
      'replace: precision of generation 2 over that of generation 0',
      second.precision / first.precision,
      'below .5: unusable within two generations',
      second.precision / first.precision < 0.5,
      {
        printed: { value: '“unusable results within two generations”', source: SOURCE },
        note: 'the claim is about human perception; this is the nearest number, and the page shows the pictures',
      },
    ),
  ];
}

function slowedByReal(replaced: ChainNumbers, mixed: ChainNumbers): Comparison {
  const last = replaced.distances.length - 1;
  const [slow, fast] = [mixed.distances[last]!.frechet, replaced.distances[last]!.frechet];
  return holds(
    `half real: Fréchet distance of generation ${last} over that of replace`,
    slow / fast,
    'below 1: real data slows the loss',
    slow < fast,
    {
      printed: { value: 'degradation at every share of AI pictures, slower with fewer', source: SOURCE },
    },
  );
}

const shownDistances = ({ distances }: ChainNumbers): Comparison[] =>
  [0, 1, 2, distances.length - 1].filter(isFirstOfItsKind).flatMap((generation) => {
    const { frechet, precision, recall } = distances[generation]!;
    return [
      shown(`replace: Fréchet distance of generation ${generation}`, frechet),
      shown(`replace: precision of generation ${generation}`, precision),
      shown(`replace: recall of generation ${generation}`, recall),
    ];
  });

const shownCeiling = ({ ceiling, explainedShare }: ChainNumbers): Comparison[] => [
  shown('held-out real drawings: Fréchet distance', ceiling.frechet, {
    note: `biased upwards by only 400 drawings; the layout’s components keep ${(100 * explainedShare).toFixed(0)} % of the variance`,
  }),
  shown('held-out real drawings: precision', ceiling.precision),
];

const isFirstOfItsKind = (value: number, at: number, all: readonly number[]): boolean =>
  all.indexOf(value) === at;

async function runChain(part: string, context: PresetContext): Promise<ChainNumbers> {
  const { data, isQuick, progress, signal, random } = context;
  const { generations, size, steps } = isQuick ? QUICK : FULL;
  const { regime, settings } = REGIMES[part]!;
  const plan = {
    model: diffusion as unknown as Model,
    regime,
    dataSource: quickdraw as unknown as DataSource,
    generations,
    size,
    modelSettings: { steps },
    regimeSettings: settings,
    dataSourceSettings: {},
    decoding: {},
    hasSamplingError: true,
  };
  // Both regimes use the same random streams, so they share generation 0 and differ only in the regime.
  const stream = random.split('chain');
  const { initial, heldOut } = quickdraw.open(size, stream.split(REAL_DATA_STREAM), {}, data);
  const space = openFeatureSpace(initial);
  const distances: PictureDistance[] = [];
  const pictures: Float32Array[][] = [];
  for await (const { generation, samples } of runLoop(plan, stream, { data, isMeasured: false })) {
    signal?.throwIfAborted();
    distances.push(space.compare(samples as ImageStack));
    pictures.push(firstPictures(samples as ImageStack));
    const { frechet, precision, recall } = distances[generation]!;
    const note = `generation ${generation}, Fréchet ${frechet.toFixed(2)}, precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)}`;
    progress((generation + 1) / (generations + 1), note);
  }
  return {
    distances,
    pictures,
    real: firstPictures(initial),
    ceiling: space.compare(heldOut),
    explainedShare: space.explainedShare,
  };
}

function firstPictures({ width, height, pixels }: ImageStack): Float32Array[] {
  const side = width * height;
  return Array.from({ length: SHOWN_PICTURES }, (_, at) => pixels.slice(at * side, (at + 1) * side));
}

const stripOf = (title: string, { real, pictures }: ChainNumbers): PictureStrip => ({
  title,
  width: 28,
  height: 28,
  rows: [
    { name: 'real', pictures: real },
    ...pictures.map((row, generation) => ({ name: `generation ${generation}`, pictures: row })),
  ],
});

function figureOf(
  title: string,
  yLabel: string,
  replaced: ChainNumbers,
  mixed: ChainNumbers,
  distance: keyof PictureDistance,
): Figure {
  const curve = (name: string, { distances }: ChainNumbers): Curve => ({
    name,
    kind: 'ours',
    x: distances.map((_, generation) => generation),
    y: distances.map((one) => one[distance]),
  });
  return {
    title,
    xLabel: 'generation',
    yLabel,
    curves: [curve('replace', replaced), curve('half real', mixed)],
  };
}
