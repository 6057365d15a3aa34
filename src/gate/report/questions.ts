import type { Metric } from '../../core/metric.js';
import type { QuestionFacts } from '../../report/question.js';
import type { QuestionsReport } from '../../report/sections/questions.js';
import { answerOf } from '../find/find.js';
import type { SectionFacts } from './section-facts.js';

/** Answers of metrics that no other section covers, described by their definitions. */
export const questions: SectionFacts<QuestionsReport> = {
  collect({ uncovered: { values }, found }) {
    if (values.length === 0) return {};
    return {
      questions: values.map((metric) => ({
        ...definitionOf(metric),
        answer: answerOf(found.summary, metric) ?? null,
      })),
    };
  },
};

export const definitionOf = ({
  id,
  version,
  title,
  description,
  formula,
  source,
}: Pick<Metric, keyof QuestionFacts>): QuestionFacts => ({
  id,
  version,
  title,
  description,
  formula,
  source,
});
