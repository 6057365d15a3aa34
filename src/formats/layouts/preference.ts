import { CHOSEN, REJECTED, type Role } from '../../core/part.js';
import { type Columns, type Draft, firstOf, type Layout, names } from './layout.js';
import { turnsOf } from './turns.js';

const BETTER = names('chosen chosen_response response_chosen preferred chosen_answer');
const WORSE = names('rejected rejected_response response_rejected dispreferred rejected_answer');
const PROMPTS = names('prompt question instruction input query');
const SYSTEMS = names('system system_prompt');

/**
 * A better and a worse answer to one prompt. Where the prompt is not a column of its own, it is what both answers begin
 * with: turns of TRL's conversational data, `Human:` and `Assistant:` in HH-RLHF.
 */
export const preference: Layout = {
  id: 'preference',
  title: 'Preference pairs: TRL, UltraFeedback, HH-RLHF, Orca DPO',
  columns: [...SYSTEMS, ...PROMPTS, ...BETTER, ...WORSE],
  outranks: 'all',
  partsOf: (columns) => {
    const chosen = answerIn(columns, BETTER);
    const rejected = answerIn(columns, WORSE);
    if (chosen === null || rejected === null) return null;
    const shared = sharedTurns(chosen, rejected);
    const opening = chosen.slice(0, shared).map(({ role, text, column }) => ({ role, text, column }));
    const prompt = promptIn(columns).filter(
      ({ text }) => !opening.some((turn) => turn.text.trim() === text.trim()),
    );
    return [
      ...prompt,
      ...opening,
      ...answersFrom(chosen, shared, CHOSEN),
      ...answersFrom(rejected, shared, REJECTED),
    ];
  },
};

/** The turns of an answer, or its text as one turn of the assistant. */
function answerIn(columns: Columns, of: readonly string[]): Draft[] | null {
  for (const name of of) {
    const found = columns.get(name);
    if (found === undefined || found.value === null) continue;
    const { value, name: column } = found;
    const turns = turnsOf(isTurn(value) ? [value] : value, column);
    if (turns !== null) return turns;
    if (typeof value === 'string') return [{ role: 'assistant', text: value, column }];
  }
  return null;
}

const isTurn = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Number of turns that both begin with, leaving each at least one turn. */
function sharedTurns(chosen: readonly Draft[], rejected: readonly Draft[]): number {
  const most = Math.min(chosen.length, rejected.length) - 1;
  let shared = 0;
  while (
    shared < most &&
    chosen[shared]!.role === rejected[shared]!.role &&
    chosen[shared]!.text === rejected[shared]!.text
  )
    shared++;
  return shared;
}

const answersFrom = (turns: readonly Draft[], from: number, role: Role): Draft[] =>
  turns.slice(from).map(({ text, column }) => ({ role, text, column }));

function promptIn(columns: Columns): Draft[] {
  const system = firstOf(columns, SYSTEMS, 'system').filter(({ text }) => text !== '');
  for (const name of PROMPTS) {
    const found = columns.get(name);
    if (found === undefined) continue;
    const turns = turnsOf(found.value, found.name);
    if (turns !== null && typeof found.value !== 'string') return [...system, ...turns];
    if (typeof found.value === 'string') {
      if (turns !== null) return [...system, ...turns];
      return [...system, { role: 'prompt', text: found.value, column: found.name }];
    }
  }
  return system;
}
