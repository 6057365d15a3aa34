import { html, type Markup, slug } from '../html.js';
import { cellsEach, plainTables } from '../plain-tables.js';
import { definition, type QuestionFacts } from '../question.js';
import { type Section, section } from './section.js';

export interface QuestionsReport {
  /** Answers that no other section shows, in the order of the metrics; absent if there are none. */
  readonly questions?: readonly AnsweredQuestion[];
}

export interface AnsweredQuestion extends QuestionFacts {
  /** Plain JSON, described in the metric's documentation. */
  readonly answer: unknown;
}

/** Answers of other corpus metrics, as their definitions give them. */
export const questions: Section<QuestionsReport> = {
  id: 'questions',
  name: 'Metrics',
  isShown: ({ questions: answered = [] }) => answered.length > 0,
  draw: ({ questions: answered = [] }) =>
    section(
      'questions',
      'Other corpus metrics',
      'Results of corpus metrics that no other section shows.',
      html`<div class="cards">${answered.map((one) => card(one, answered.length))}</div>`,
    ),
};

function card(question: AnsweredQuestion, questions: number): Markup {
  const id = `question-${slug(question.id)}`;
  return html`<article class="card" id="${id}" aria-labelledby="${id}-title">
<h3 id="${id}-title"><a href="#${id}">${question.title}</a></h3>
<p class="description">${question.description}</p>
${plainTables(question.answer, `table-${id}`, question.title, cellsEach(questions))}
<details id="${id}-more"><summary>Definition</summary>
${definition(question)}</details>
</article>
`;
}
