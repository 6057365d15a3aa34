import { FreckleError } from '../../core/errors.js';
import type { CategoricalDraws, Settings, TokenBlocks } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { aliasTable } from '../../math/distributions.js';
import { selectRows, subsampleRows } from '../data.js';
import { type DataSource, lawfulReality, type Reality } from '../data-source.js';
import { numberSetting } from '../settings.js';
import { blocksOf, commonestWords, vocabularyOf, wordsOfText } from '../words.js';

const HELD_OUT = 5000;

const ZIPF_SETTINGS = [
  {
    id: 'categories',
    description: 'size of the vocabulary',
    default: 1000,
    range: [2, 1e7],
    wholeNumber: true,
  },
  { id: 'exponent', description: 'exponent s of p ∝ rank^−s', default: 1, range: [0, 10] },
] as const;

/** Categories with Zipf's frequencies. */
export const zipf: DataSource<CategoricalDraws> = {
  id: 'zipf',
  title: "Zipf's law",
  dataKind: 'categorical',
  settings: ZIPF_SETTINGS,
  needs: [],
  open: (size, random, settings) => {
    const categories = numberSetting(ZIPF_SETTINGS, settings, 'categories');
    const table = aliasTable(zipfWeights(categories, numberSetting(ZIPF_SETTINGS, settings, 'exponent')));
    return lawfulReality(size, HELD_OUT, random, (count, stream) => ({
      kind: 'categorical',
      count,
      categories,
      draws: Int32Array.from({ length: count }, () => table.draw(stream)),
    }));
  },
};

export const zipfWeights = (categories: number, exponent: number): Float64Array =>
  Float64Array.from({ length: categories }, (_, rank) => (rank + 1) ** -exponent);

const MARKOV_SETTINGS = [
  { id: 'vocabulary', description: 'number of words', default: 500, range: [4, 1e6], wholeNumber: true },
  {
    id: 'branching',
    description: 'number of words that may follow a word',
    default: 20,
    range: [2, 1000],
    wholeNumber: true,
  },
  { id: 'block-length', description: 'tokens per block', default: 64, range: [2, 4096], wholeNumber: true },
] as const;

/** An artificial language: about twenty words may follow each word, with Zipf's frequencies. */
export const markov: DataSource<TokenBlocks> = {
  id: 'markov',
  title: 'A Markov language',
  dataKind: 'tokens',
  settings: MARKOV_SETTINGS,
  needs: [],
  open: (size, random, settings) => {
    const vocabulary = numberSetting(MARKOV_SETTINGS, settings, 'vocabulary');
    const branching = numberSetting(MARKOV_SETTINGS, settings, 'branching');
    const blockLength = numberSetting(MARKOV_SETTINGS, settings, 'block-length');
    const first = aliasTable(zipfWeights(vocabulary, 1));
    const rank = aliasTable(zipfWeights(branching, 1));
    const grammar = random.split('grammar');
    const followers = Int32Array.from({ length: vocabulary * branching }, () => first.draw(grammar));
    return lawfulReality(size, Math.ceil(HELD_OUT / blockLength), random, (count, stream) => {
      const tokens = new Int32Array(count * blockLength);
      for (let at = 0; at < tokens.length; at++)
        tokens[at] =
          at % blockLength === 0
            ? first.draw(stream)
            : followers[tokens[at - 1]! * branching + rank.draw(stream)]!;
      return { kind: 'tokens', count, vocabulary, blockLength, tokens };
    });
  },
};

const WIKITEXT_SETTINGS = [
  {
    id: 'vocabulary',
    description: 'number of commonest words to keep, the others become <unk>; 0 keeps all',
    default: 0,
    range: [0, 1e6],
    wholeNumber: true,
  },
  { id: 'block-length', description: 'tokens per block', default: 64, range: [2, 4096], wholeNumber: true },
] as const;

/** wikitext-2: words of real text. Fresh blocks come from the unused part of the training text. */
export const wikitext: DataSource<TokenBlocks> = {
  id: 'wikitext',
  title: 'wikitext-2',
  dataKind: 'tokens',
  settings: WIKITEXT_SETTINGS,
  needs: ['wikitext'],
  open: (size, random, settings, data) => {
    if (data.wikitext === null)
      throw new FreckleError('no-input', 'wikitext-2 was not found; name its folder with --data');
    return textReality(data.wikitext.train, data.wikitext.test, size, random, settings);
  },
};

function textReality(
  train: string,
  test: string,
  size: number,
  random: Random,
  settings: Settings,
): Reality<TokenBlocks> {
  const blockLength = numberSetting(WIKITEXT_SETTINGS, settings, 'block-length');
  const trainWords = wordsOfText(train);
  if (trainWords.length < size * blockLength)
    throw new FreckleError(
      'no-input',
      `the run needs ${size} blocks of ${blockLength} words, but the text holds ${Math.floor(trainWords.length / blockLength)}; lower --size`,
    );
  const initialWords = trainWords.slice(0, size * blockLength);
  const kept = numberSetting(WIKITEXT_SETTINGS, settings, 'vocabulary');
  const words = kept > 0 ? commonestWords(initialWords, kept) : vocabularyOf(initialWords);
  const all = blocksOf(trainWords, words, blockLength);
  const order = subsampleRows(all.count - size, all.count - size, random.split('order'));
  let given = 0;
  return {
    initial: selectRows(
      all,
      Int32Array.from({ length: size }, (_, row) => row),
    ),
    heldOut: blocksOf(wordsOfText(test), words, blockLength),
    words: words.list,
    fresh: (count) => {
      if (given + count > order.length)
        throw new FreckleError(
          'no-input',
          `fresh real text is used up: the run needs ${given + count} blocks, but there are ${order.length}; lower --size`,
        );
      const rows = order.subarray(given, given + count).map((row) => row + size);
      given += count;
      return selectRows(all, rows);
    },
  };
}

/** Draws of n symbols from weights: the first training set of a categorical chain. */
export function firstDraws(weights: ArrayLike<number>, n: number, random: Random): Int32Array {
  const table = aliasTable(weights);
  return Int32Array.from({ length: n }, () => table.draw(random));
}

/** Draws a stream from nothing but its own seed; named here so that presets share it. */
export function resampleDraws(draws: Int32Array, count: number, random: Random): Int32Array {
  const next = new Int32Array(count);
  for (let at = 0; at < count; at++) next[at] = draws[random.integer(draws.length)]!;
  return next;
}
