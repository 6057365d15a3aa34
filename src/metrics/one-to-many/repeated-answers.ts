import { oneToMany } from './one-to-many.js';

/** Shorter answers are right for many prompts: `yes`, `4`, `Paris`. */
export const LEAST_ANSWER_WORDS = 8;
/** One answer in ten thousand. */
export const LEAST_ANSWER_SHARE = 0.0001;

/**
 * Answers that stand under many different prompts: templates, refusals, canned texts. An answer counts from 8 words on,
 * under at least `boilerplateRecords` different prompts, and under at least one in ten thousand of the answered. Words
 * are compared without case and punctuation. Known bias: finds right answers to paraphrased prompts too, so the default
 * policy only labels them.
 */
export const repeatedAnswers = oneToMany({
  id: 'repeated-answers',
  version: 1,
  title: 'One answer to many prompts',
  description: 'Records whose answer, of 8 words or more, also answers many other prompts, as templates do.',
  formula:
    'different prompts with the same answer ≥ max(boilerplateRecords, 0.0001 × records with such answers)',
  source: 'ours',
  modality: 'text',
  one: 'answer-hash',
  many: 'prompt-hash',
  role: 'answer',
  unit: 'different prompts',
  atLeast: { column: 'answer-word-count', value: LEAST_ANSWER_WORDS },
  least: ({ boilerplateRecords }, asked) =>
    Math.max(boilerplateRecords, Math.ceil(LEAST_ANSWER_SHARE * asked)),
  summary: (different, records) =>
    `${records} records give the same answer to ${different} different prompts.`,
});
