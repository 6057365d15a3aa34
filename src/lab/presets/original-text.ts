import type { TokenBlocks } from '../../core/model.js';
import type { Random } from '../../core/random.js';
import { subsample } from '../data.js';
import type { DataSource, Reality } from '../data-source.js';
import { planOf } from '../plan.js';
import type { LabData } from '../preset.js';
import type { LoopPlan } from '../run.js';
import { blocksOf, vocabularyOf, wordsOfText } from '../words.js';

export const BLOCK = 64;

/** A data source whose fresh records are drawn from the original ones, as in the Nature paper. */
interface OriginalText extends DataSource {
  readonly reality: (data: LabData) => Reality<TokenBlocks>;
}

/** The first words of wikitext-2 in blocks; `heldOut` is its test text, with words outside the vocabulary as `<unk>`. */
function originalText(wordCount: number, heldOut: 'test' | 'valid'): OriginalText {
  let opened: Reality<TokenBlocks> | null = null;
  const reality = (data: LabData): Reality<TokenBlocks> => {
    if (opened !== null) return opened;
    const words = wordsOfText(data.wikitext!.train).slice(0, wordCount);
    const vocabulary = vocabularyOf(words);
    const initial = blocksOf(words, vocabulary, BLOCK);
    opened = {
      initial,
      heldOut: blocksOf(wordsOfText(data.wikitext![heldOut]), vocabulary, BLOCK),
      words: vocabulary.list,
      fresh: (count: number, random: Random) => subsample(initial, count, random),
    };
    return opened;
  };
  return {
    id: 'original-text',
    title: 'the first words of wikitext-2',
    dataKind: 'tokens',
    settings: [],
    needs: ['wikitext'],
    open: (_size, _random, _settings, data) => reality(data) as unknown as Reality,
    reality,
  };
}

/** A loop of the n-gram model over the original text. */
export function textPlan(
  data: LabData,
  wordCount: number,
  regime: string,
  regimeSettings: { readonly [id: string]: number | string },
  generations: number,
  heldOut: 'test' | 'valid' = 'test',
): LoopPlan {
  const dataSource = originalText(wordCount, heldOut);
  const size = dataSource.reality(data).initial.count;
  const plan = planOf({ model: 'ngram-lm', regime, generations, size, regimeSettings });
  return { ...plan, dataSource };
}

/** The opened data source of a plan from `textPlan`. */
export const textReality = (plan: LoopPlan, data: LabData): Reality<TokenBlocks> =>
  (plan.dataSource as OriginalText).reality(data);
