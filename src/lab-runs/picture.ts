import type { Data } from '../core/model.js';
import { LAB_LISTS, type LabLists, type PlanText, planOf } from '../lab/plan.js';
import type { LabData } from '../lab/preset.js';
import { randomFrom } from '../math/random.js';
import { encodeGreyBitmap } from '../report/lab/bitmap.js';
import type { LabPicture } from '../report/lab/index.js';
import { allNumbersOf, type KeptSamples, type SampleNumbers } from './samples-file.js';

const PANELS = 7;
const POINTS = 400;
const RANKS = 300;
const WORDS = 40;
const PICTURES = 16;
/** Texts of each generation, and characters of each. */
const [TEXTS, CHARACTERS] = [2, 320];

/** What the page shows of one chain: a few generations side by side, and the real data behind them. */
export function pictureOf(
  text: PlanText,
  key: { readonly seed: number; readonly chain: number },
  samples: KeptSamples,
  data: LabData,
  lists: LabLists = LAB_LISTS,
): LabPicture | null {
  const plan = planOf(text, lists);
  const random = randomFrom(key.seed).split('lab', plan.model.id, key.chain);
  const reality = plan.world.open(plan.size, random.split('world'), plan.worldSettings, data);
  if ('textsOf' in samples)
    return {
      kind: 'texts',
      real: reality.initial.kind === 'texts' ? firstTexts(reality.initial.texts) : [],
      panels: spreadOut(samples.generations, PANELS).map((generation) => ({
        generation,
        texts: firstTexts(samples.textsOf(generation, TEXTS)),
      })),
    };
  const { index, numbersOf } = samples;
  const shown = spreadOut(index.generations, PANELS);
  switch (index.kind) {
    case 'numeric':
      return {
        kind: 'points',
        columns: index.width,
        real: numbers(realNumbers(reality.initial), index.width, POINTS),
        panels: shown.map((generation) => ({
          generation,
          points: numbers(numbersOf(generation, POINTS), index.width, POINTS),
        })),
      };
    case 'categorical':
    case 'tokens': {
      const real = realNumbers(reality.initial);
      const ranks = rankOf(real);
      const textOf = (symbols: ArrayLike<number>): string | null =>
        index.kind === 'tokens' && reality.words !== undefined
          ? Array.from(
              { length: Math.min(index.width, WORDS, symbols.length) },
              (_, at) => reality.words![symbols[at]!]!,
            ).join(' ')
          : null;
      return {
        kind: 'ranks',
        types: ranks.size,
        real: countsByRank(real, ranks),
        realText: textOf(real),
        panels: shown.map((generation) => {
          const symbols = numbersOf(generation);
          return { generation, counts: countsByRank(symbols, ranks), text: textOf(symbols) };
        }),
      };
    }
    case 'images': {
      const height = index.height!;
      const width = index.width / height;
      const bitmaps = (pixels: SampleNumbers, count: number): string[] =>
        Array.from({ length: Math.min(PICTURES, count) }, (_, at) =>
          encodeGreyBitmap(pixels.subarray(at * index.width, (at + 1) * index.width), width, height),
        );
      const { initial } = reality;
      return {
        kind: 'images',
        real: initial.kind === 'images' ? bitmaps(initial.pixels, initial.count) : [],
        panels: shown.map((generation) => ({
          generation,
          images: bitmaps(numbersOf(generation, PICTURES), index.count),
        })),
      };
    }
    case 'texts':
      return null;
    default:
      return index.kind satisfies never;
  }
}

const firstTexts = (texts: readonly string[]): string[] =>
  texts
    .slice(0, TEXTS)
    .map((text) => (text.length > CHARACTERS ? `${text.slice(0, CHARACTERS).toWellFormed()}…` : text));

/** First, last and a few between, closer together at the beginning, where most is lost. */
function spreadOut(count: number, most: number): number[] {
  const last = count - 1;
  if (count <= most) return Array.from({ length: count }, (_, at) => at);
  const chosen = Array.from({ length: most }, (_, at) => Math.round((1 + last) ** (at / (most - 1)) - 1));
  for (let at = 1; at < most; at++) chosen[at] = Math.max(chosen[at]!, chosen[at - 1]! + 1);
  return chosen;
}

const realNumbers = (data: Data): ArrayLike<number> => (data.kind === 'texts' ? [] : allNumbersOf(data));

/** At most `most` rows, the first column and the last, which is the response of a regression; four digits. */
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

/** Counts at evenly spread ranks of the real frequencies; 0 is a symbol that was lost. */
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
