import { type Estimate, meanAndError } from '../../math/statistics.js';
import { survivalProbability, survivalRates } from '../closed-forms.js';
import { resampleDraws } from '../data-sources/symbols.js';
import { idsOf, vocabularyOf, wordsOfText } from '../words.js';
import { meanWithinShare } from './compare.js';
import { definePreset } from './define.js';

const WORDS = 200_000;
const GENERATIONS = 10;
/** A share's standard deviation is at most .004: with this many loops 1 % of the smallest share is four standard errors. */
const REPETITIONS = 16;

interface SurvivingWords {
  /** Share of the vocabulary still in use after each draw. */
  readonly shares: readonly Estimate[];
  /** Count of each word in the text. */
  readonly counts: readonly number[];
}

export const survivingWords = definePreset<SurvivingWords>({
  id: 'surviving-words',
  title: 'How many words of real text survive',
  paper: 'Suresh, Thangaraj and Khandavally, Rate of Model Collapse, arXiv 2412.17646',
  protocol:
    'The first 200,000 words of wikitext-2. Generation 1 counts them and draws 200,000 words from the counts; this repeats ten times, in sixteen loops. The share of the vocabulary still in use after k draws lies between two bounds less than .0003 apart: Σ(1 − exp(−c·g_k))/V over the words’ counts c.',
  definition: 'deformation of the distribution',
  kind: 'exact',
  quickReduction: null,
  needs: ['wikitext'],
  seconds: { full: 2.3, quick: 2.3 },
  measure: ({ random, data, progress }) => {
    const words = wordsOfText(data.wikitext!.train).slice(0, WORDS);
    const vocabulary = vocabularyOf(words);
    const text = idsOf(words, vocabulary);
    const counts = vocabulary.list.map(() => 0);
    for (const id of text) counts[id]!++;
    const types = typesOf(counts);
    const shares = Array.from({ length: GENERATIONS }, () => new Float64Array(REPETITIONS));
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      let draws = text;
      for (let k = 1; k <= GENERATIONS; k++) {
        draws = resampleDraws(draws, WORDS, random.split(repetition, k));
        shares[k - 1]![repetition] = new Set(draws).size / types;
      }
      progress((repetition + 1) / REPETITIONS);
    }
    return { shares: shares.map(meanAndError), counts };
  },
  judge: ({ shares, counts }) => {
    const types = typesOf(counts);
    const expected = Array.from(survivalRates(GENERATIONS), (rate) => survivingShare(counts, rate));
    const x = expected.map((_, at) => at + 1);
    return {
      comparisons: expected.map((share, at) =>
        meanWithinShare(`surviving vocabulary after ${at + 1} draws`, shares[at]!, share, 0.01),
      ),
      figures: [
        {
          title: `Vocabulary of wikitext-2 still in use (${types.toLocaleString('en')} words)`,
          xLabel: 'generation',
          yLabel: 'share of the vocabulary',
          curves: [
            { name: 'ours', kind: 'ours', x, y: shares.map(({ mean }) => mean) },
            { name: 'Σ(1 − exp(−c·g_k))/V', kind: 'closed-form', x, y: expected },
          ],
        },
      ],
    };
  },
});

/** Number of words that occur: the vocabulary may hold one that does not. */
const typesOf = (counts: readonly number[]): number =>
  counts.reduce((total, count) => total + (count > 0 ? 1 : 0), 0);

/** Σ(1 − exp(−c·g_k))/V. */
function survivingShare(counts: readonly number[], rate: number): number {
  let alive = 0;
  for (const count of counts) if (count > 0) alive += survivalProbability(count, rate);
  return alive / typesOf(counts);
}
