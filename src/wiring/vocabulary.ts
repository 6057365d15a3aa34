import { type CorpusQuestion, isFindingMetric } from '../core/metric.js';
import type { PolicyVocabulary } from '../core/policy.js';
import { HELD_ELSEWHERE } from '../metrics/held-elsewhere.js';
import { INFERRED_SYNTHETIC } from '../origin/inferred/share/inferred-answer.js';
import { ORIGIN_ANSWERS } from '../origin/judge/answers.js';
import { LISTS, type Lists } from './lists.js';

/** The signals and findings that policies can use, taken from the lists. */
export const vocabularyOf = ({
  signals,
  findingMetrics,
  ownQuestions = [],
}: Pick<Lists, 'signals' | 'findingMetrics'> & {
  readonly ownQuestions?: readonly CorpusQuestion[];
}): PolicyVocabulary => ({
  signals: [...signals, ...ORIGIN_ANSWERS],
  findings: [...findingMetrics, ...ownQuestions.filter(isFindingMetric), HELD_ELSEWHERE, INFERRED_SYNTHETIC],
});

/** The vocabulary of Freckle's own lists. */
export const VOCABULARY: PolicyVocabulary = vocabularyOf(LISTS);
