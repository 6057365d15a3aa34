import type { Data } from '../core/model.js';
import { REAL_DATA_STREAM, type Reality } from '../lab/data-source.js';
import type { LabData } from '../lab/preset.js';
import type { LoopPlan } from '../lab/run.js';
import { randomFrom } from '../math/random.js';
import { encodeGreyBitmap } from '../report/lab/bitmap.js';
import type { LabPicture } from '../report/lab/index.js';
import { allNumbersOf, type KeptSamples, type SampleNumbers } from './samples-file.js';

const PANELS = 7;
const POINTS = 400;
const RANKS = 300;
const WORDS = 40;
const PICTURES = 16;
/** Texts per generation, and characters per text. */
const [TEXTS, CHARACTERS] = [2, 320];

/** The page's picture of one chain: a few generations side by side, with the real data behind them. */
export function pictureOf(
  plan: LoopPlan,
  key: { readonly seed: number; readonly chain: number },
  samples: KeptSamples,
  data: LabData,
): LabPicture | null {
  const random = randomFrom(key.seed).split('lab', plan.model.id, key.chain);
  const reality = plan.dataSource.open(
    plan.size,
    random.split(REAL_DATA_STREAM),
    plan.dataSourceSettings,
    data,
  );
  if ('textsOf' in samples) return texts(samples, reality);
  switch (samples.index.kind) {
    case 'numeric':
      return points(samples, reality);
    case 'categorical':
    case 'tokens':
      return ranks(samples, reality);
    case 'images':
      return images(samples, reality);
    case 'texts':
      return null;
    default:
      return samples.index.kind satisfies never;
  }
}

type KeptTexts = Extract<KeptSamples, { textsOf: unknown }>;
type KeptNumbers = Extract<KeptSamples, { index: unknown }>;

function texts({ generations, textsOf }: KeptTexts, { initial }: Reality): LabPicture {
  return {
    kind: 'texts',
    real: initial.kind === 'texts' ? firstTexts(initial.texts) : [],
    panels: spreadOut(generations, PANELS).map((generation) => ({
      generation,
      texts: firstTexts(textsOf(generation, TEXTS)),
    })),
  };
}

function points({ index, numbersOf }: KeptNumbers, { initial }: Reality): LabPicture {
  return {
    kind: 'points',
    columns: index.width,
    real: numbers(realNumbers(initial), index.width, POINTS),
    panels: spreadOut(index.generations, PANELS).map((generation) => ({
      generation,
      points: numbers(numbersOf(generation, POINTS), index.width, POINTS),
    })),
  };
}

function ranks({ index, numbersOf }: KeptNumbers, { initial, words }: Reality): LabPicture {
  const real = realNumbers(initial);
  const byRank = rankOf(real);
  const textOf = (symbols: ArrayLike<number>): string | null =>
    index.kind === 'tokens' && words !== undefined
      ? Array.from(
          { length: Math.min(index.width, WORDS, symbols.length) },
          (_, at) => words[symbols[at]!]!,
        ).join(' ')
      : null;
  return {
    kind: 'ranks',
    types: byRank.size,
    real: countsByRank(real, byRank),
    realText: textOf(real),
    panels: spreadOut(index.generations, PANELS).map((generation) => {
      const symbols = numbersOf(generation);
      return { generation, counts: countsByRank(symbols, byRank), text: textOf(symbols) };
    }),
  };
}

function images({ index, numbersOf }: KeptNumbers, { initial }: Reality): LabPicture {
  const height = index.height!;
  const width = index.width / height;
  const bitmaps = (pixels: SampleNumbers, count: number): string[] =>
    Array.from({ length: Math.min(PICTURES, count) }, (_, at) =>
      encodeGreyBitmap(pixels.subarray(at * index.width, (at + 1) * index.width), width, height),
    );
  return {
    kind: 'images',
    real: initial.kind === 'images' ? bitmaps(initial.pixels, initial.count) : [],
    panels: spreadOut(index.generations, PANELS).map((generation) => ({
      generation,
      images: bitmaps(numbersOf(generation, PICTURES), index.count),
    })),
  };
}

const firstTexts = (all: readonly string[]): string[] =>
  all
    .slice(0, TEXTS)
    .map((text) => (text.length > CHARACTERS ? `${text.slice(0, CHARACTERS).toWellFormed()}…` : text));

/** The first, the last and a few between, denser at the start, where most is lost. */
function spreadOut(count: number, most: number): number[] {
  const last = count - 1;
  if (count <= most) return Array.from({ length: count }, (_, at) => at);
  const chosen = Array.from({ length: most }, (_, at) => Math.round((1 + last) ** (at / (most - 1)) - 1));
  for (let at = 1; at < most; at++) chosen[at] = Math.max(chosen[at]!, chosen[at - 1]! + 1);
  return chosen;
}

const realNumbers = (data: Data): ArrayLike<number> => (data.kind === 'texts' ? [] : allNumbersOf(data));

/** First and last column (the response of a regression) of at most `most` rows, to four digits. */
function numbers(values: ArrayLike<number>, columns: number, most: number): number[][] {
  const count = Math.min(most, values.length / columns);
  return Array.from({ length: count }, (_, row) =>
    (columns === 1 ? [0] : [0, columns - 1]).map((column) =>
      Number(values[row * columns + column]!.toPrecision(4)),
    ),
  );
}

/** Rank of every symbol in the real records, most frequent first. */
function rankOf(symbols: ArrayLike<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (let at = 0; at < symbols.length; at++) counts.set(symbols[at]!, (counts.get(symbols[at]!) ?? 0) + 1);
  const order = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return new Map(order.map(([symbol], rank) => [symbol, rank]));
}

/** Counts at evenly spread ranks of the real frequencies; 0 means that the symbol was lost. */
function countsByRank(
  symbols: ArrayLike<number>,
  ranks: Map<number, number>,
): { rank: number; count: number }[] {
  const counts = new Float64Array(ranks.size);
  for (let at = 0; at < symbols.length; at++) {
    const rank = ranks.get(symbols[at]!);
    if (rank !== undefined) counts[rank] = counts[rank]! + 1;
  }
  const step = Math.max(1, Math.floor(ranks.size / RANKS));
  return Array.from({ length: Math.ceil(ranks.size / step) }, (_, at) => ({
    rank: at * step,
    count: counts[at * step]!,
  }));
}
