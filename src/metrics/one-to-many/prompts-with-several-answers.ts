import { oneToMany } from './one-to-many.js';

/**
 * Prompts that stand with two or more different answers. This is the purpose of preference data and of samples of a model,
 * so no policy that comes with Freckle tests it; elsewhere the answers may contradict one another. Rejected answers do not
 * count. Words are compared without case and punctuation.
 */
export const promptsWithSeveralAnswers = oneToMany({
  id: 'prompts-with-several-answers',
  version: 1,
  title: 'Many answers to one prompt',
  description: 'Records whose prompt has other answers in other records, as in samples of a model.',
  formula: 'different answers to the same prompt ≥ 2',
  source: 'ours',
  modality: 'text',
  one: 'prompt-hash',
  many: 'answer-hash',
  role: 'prompt',
  unit: 'different answers',
  least: () => 2,
  summary: (different, records) =>
    `${records} records have the same prompt with ${different} different answers.`,
});
