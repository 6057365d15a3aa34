import { undefinedBecause } from '../../core/measurement.js';
import type { Role } from '../../core/part.js';
import { defineTextSignal } from '../../core/signal.js';
import { hashOfRoles, wordsOfRoles } from './words-hash.js';

const PROMPT: readonly Role[] = ['prompt', 'context', 'user'];
/** Without rejected answers: a pair has one answer that is to be learnt. */
const ANSWER: readonly Role[] = ['completion', 'chosen', 'answer', 'assistant'];

export const promptHash = hashOfRoles(
  'prompt-hash',
  PROMPT,
  'Prompt hash',
  'Hash of what was asked, with its passage; all turns of the user in a conversation.',
);

export const answerHash = hashOfRoles(
  'answer-hash',
  ANSWER,
  'Answer hash',
  'Hash of what was answered; all turns of the assistant in a conversation.',
);

/** Words of the answer; undefined for a record without one. A character of a script without spaces is a word. */
export const answerWordCount = defineTextSignal({
  id: 'answer-word-count',
  version: 1,
  title: 'Words of the answer',
  description: 'Words of what was answered; all turns of the assistant in a conversation.',
  formula: 'words, as in word-count',
  source: 'ours',
  kind: 'number',
  unit: 'words',
  range: [0, Number.MAX_SAFE_INTEGER],
  isOfSomeLayouts: true,
  measure: (reading, { parts = [] }) =>
    parts.some(({ role }) => ANSWER.includes(role))
      ? { value: wordsOfRoles(reading, parts, ANSWER).length }
      : undefinedBecause('no answer'),
});
