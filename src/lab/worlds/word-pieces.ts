import { FreckleError } from '../../core/errors.js';
import type { TokenBlocks } from '../../core/model.js';
import { type BytePairs, trainBytePairs } from '../byte-pairs.js';
import { selectRows, subsampleRows } from '../data.js';
import { numberSetting } from '../settings.js';
import { wordsOfText } from '../words.js';
import type { Reality, World } from '../world.js';

const SETTINGS = [
  {
    id: 'pieces',
    description: 'tokens of the byte-pair encoding',
    default: 1024,
    range: [257, 65536],
    wholeNumber: true,
  },
  { id: 'block-length', description: 'tokens per block', default: 64, range: [2, 4096], wholeNumber: true },
] as const;

/** Characters of the training text that the encoding is learned from. */
const LEARNED_FROM = 2_000_000;

/** A text reality whose tokens are pieces of words. */
export interface PieceReality extends Reality<TokenBlocks> {
  readonly pieces: BytePairs;
  /** Words per token of the held-out text: what turns a perplexity per token into one per word. */
  readonly heldOutWordsPerToken: number;
}

/**
 * wikitext-2 in pieces of words, so that every word can be written and a model's perplexity is of the whole
 * text. The encoding is learned once from real text and stays for all generations.
 */
export const wordPieces: World<TokenBlocks> = {
  id: 'wikitext-pieces',
  title: 'wikitext-2 in pieces of words',
  dataKind: 'tokens',
  settings: SETTINGS,
  needs: ['wikitext'],
  open: (size, random, settings, data): PieceReality => {
    if (data.wikitext === null)
      throw new FreckleError('no-input', 'wikitext-2 was not found; name its folder with --data');
    const { train, test } = data.wikitext;
    const length = numberSetting(SETTINGS, settings, 'block-length');
    const pieces = trainBytePairs(train.slice(0, LEARNED_FROM), numberSetting(SETTINGS, settings, 'pieces'));
    const all = inBlocks(pieces.encode(train), pieces.size, length);
    if (all.count < size)
      throw new FreckleError(
        'no-input',
        `the text holds ${all.count} blocks of ${length} tokens, ${size} were asked for`,
      );
    const heldOut = inBlocks(pieces.encode(test), pieces.size, length);
    const order = subsampleRows(all.count, all.count, random.split('order'));
    let given = size;
    return {
      pieces,
      heldOut,
      heldOutWordsPerToken: wordsOfText(pieces.decode(heldOut.tokens)).length / heldOut.tokens.length,
      initial: selectRows(all, order.subarray(0, size)),
      fresh: (count) => {
        if (given + count > order.length)
          throw new FreckleError(
            'no-input',
            `fresh real text is used up: ${order.length} blocks were there, ${given + count} were asked for; make --size smaller`,
          );
        given += count;
        return selectRows(all, order.subarray(given - count, given));
      },
    };
  },
};

/** Whole blocks; what is left over at the end is dropped. */
function inBlocks(tokens: Int32Array, vocabulary: number, blockLength: number): TokenBlocks {
  const count = Math.floor(tokens.length / blockLength);
  return { kind: 'tokens', count, vocabulary, blockLength, tokens: tokens.subarray(0, count * blockLength) };
}
