import type { Role } from '../../core/part.js';
import { type Columns, type Draft, draftsOf, firstOf, type Layout, names } from './layout.js';
import { turnsOf } from './turns.js';

const SYSTEMS = names('system system_prompt');
const PROMPTS = names('instruction question problem query prompt inputs input original_question');
/** What a question is about. `input` is one beside an instruction. */
const CONTEXTS = names('context passage document article dialogue choices options');
const REASONINGS = names('reasoning rationale thinking thought cot chain_of_thought complex_cot explanation');
const COMPLETIONS = names(
  'completion completions response output solution generated_solution target targets summary highlights ' +
    'generation generated_text',
);
const ANSWERS = names(
  'answer answers final_answer expected_answer human_answers chatgpt_answers correct_answer',
);

/** The role of each column. */
export const EXERCISE_ROLES: ReadonlyMap<string, Role> = new Map(
  (
    [
      [ANSWERS, 'answer'],
      [COMPLETIONS, 'completion'],
      [REASONINGS, 'reasoning'],
      [CONTEXTS, 'context'],
      [PROMPTS, 'prompt'],
      [SYSTEMS, 'system'],
    ] as const
  ).flatMap(([columns, role]) => columns.map((column): [string, Role] => [column, role])),
);

/**
 * A prompt or a passage, and what answers it. Every answer is read, so that a short final answer never stands for the
 * long solution beside it.
 */
export const exercise: Layout = {
  id: 'exercise',
  title: 'Exercises: TRL prompt and completion, MetaMath, NuminaMath, FLAN, SQuAD, HC3',
  columns: [...SYSTEMS, 'history', ...PROMPTS, ...CONTEXTS, ...REASONINGS, ...COMPLETIONS, ...ANSWERS],
  outranks: ['passage', 'document', 'article', 'context'],
  partsOf: (columns) => {
    const prompt = promptIn(columns);
    const context = CONTEXTS.flatMap((name) => draftsOf(columns, name, 'context'));
    if (prompt.length === 0 && context.length === 0) return null;
    const completion = firstAnswer(columns, COMPLETIONS, 'completion');
    const answers = ANSWERS.flatMap((name) => [
      ...answersIn(columns, name, 'answer'),
      ...valueIn(columns, name),
    ]);
    if (completion.length === 0 && answers.length === 0) return null;
    const input =
      prompt[0]?.column.toLowerCase() === 'instruction' ? draftsOf(columns, 'input', 'context') : [];
    return [
      ...without(firstOf(columns, SYSTEMS, 'system')),
      ...without(context),
      ...historyIn(columns),
      ...prompt,
      ...without(input),
      ...firstOf(columns, REASONINGS, 'reasoning'),
      ...completion,
      ...answers,
    ];
  },
};

/** Instructions and their outputs, which a rendered `text` beside them repeats. */
export const instruction: Layout = {
  ...exercise,
  id: 'instruction',
  title: 'Instructions: Alpaca, Dolly',
  outranks: 'all',
  partsOf: (columns) => {
    const isWhole = columns.has('instruction') && (columns.has('output') || columns.has('response'));
    return isWhole ? exercise.partsOf(columns) : null;
  },
};

/** An empty context is the usual way to say that there is none; an empty answer is a fault that must be seen. */
const without = (drafts: readonly Draft[]): Draft[] => drafts.filter(({ text }) => text !== '');

function promptIn(columns: Columns): Draft[] {
  for (const name of PROMPTS) {
    const found = columns.get(name);
    if (found === undefined) continue;
    if (typeof found.value === 'string') return [{ role: 'prompt', text: found.value, column: found.name }];
    const turns = turnsOf(found.value, found.name);
    if (turns !== null) return turns;
  }
  return [];
}

/** Earlier turns of Alpaca with history: pairs of question and answer. */
function historyIn(columns: Columns): Draft[] {
  const found = columns.get('history');
  return found === undefined || typeof found.value === 'string'
    ? []
    : (turnsOf(found.value, found.name) ?? []);
}

function firstAnswer(columns: Columns, of: readonly string[], role: Role): Draft[] {
  for (const name of of) {
    const drafts = answersIn(columns, name, role);
    if (drafts.length > 0) return drafts;
  }
  return [];
}

/** A string, a list of strings or of turns, or SQuAD's `{text: [...]}`, whose repeated answers count once. */
function answersIn(columns: Columns, name: string, role: Role): Draft[] {
  const found = columns.get(name);
  if (found === undefined) return [];
  const { value, name: column } = found;
  if (typeof value === 'string') return [{ role, text: value, column }];
  const list = Array.isArray(value) ? value : textsIn(value);
  if (list === null) return [];
  if (list.every((item) => typeof item === 'string'))
    return [...new Set(list as string[])].map((text) => ({ role, text, column }));
  return (turnsOf(list, column) ?? []).map((draft) => ({ ...draft, role }));
}

/** The answer of a sum or of a yes-no question, as a number or a boolean. */
function valueIn(columns: Columns, name: string): Draft[] {
  const found = columns.get(name);
  if (found === undefined || !['number', 'bigint', 'boolean'].includes(typeof found.value)) return [];
  return [{ role: 'answer', text: String(found.value), column: found.name }];
}

function textsIn(value: unknown): unknown[] | null {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'text')) return null;
  const { text } = value as { text: unknown };
  return Array.isArray(text) ? text : typeof text === 'string' ? [text] : null;
}
