import { firstOf, type Layout, names } from './layout.js';
import { turnsOf } from './turns.js';

const ANSWERS = names('completion output response answer generation generated_text solution target targets');
const PROMPTS = names('prompt instruction question problem query');

/**
 * Answers without a prompt, as in sets of generated texts (RAID's `generation`), and prompts without an answer, as for
 * reinforcement learning. A row reader takes it only where no longer string stands beside it unread.
 */
export const alone: Layout = {
  id: 'alone',
  title: 'Answers or prompts alone: RAID, TRL prompt-only',
  columns: [...ANSWERS, ...PROMPTS],
  partsOf: (columns) => {
    const answer = firstOf(columns, ANSWERS, 'completion').slice(0, 1);
    if (answer.length > 0) return answer;
    const prompt = firstOf(columns, PROMPTS, 'prompt').slice(0, 1);
    if (prompt.length > 0) return prompt;
    const turns = columns.get('prompt');
    return turns === undefined ? null : turnsOf(turns.value, turns.name);
  },
};
