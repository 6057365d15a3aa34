/**
 * Joins the parts of a conversation or an exercise into one text.
 *
 * | columns | text |
 * | --- | --- |
 * | `messages`, `conversations`, `conversation`, `dialogue`, `chat`, `turns`: a list of turns | the turns |
 * | `instruction`, `input`, `output` (or `response`, `completion`, `answer`) | those present |
 * | `prompt`, `completion` (or `response`, `output`, `chosen`, `answer`) | both |
 * | `question`, `answer` (or `response`) | both |
 * | `completion`, `output`, `response`, `answer`, `generation`, `generated_text` alone | it |
 *
 * Parts are joined by an empty line, in the order of the table; empty parts are left out. Roles such as `user` are left
 * out, since they would count as written words.
 */
export function textOfParts(row: { readonly [key: string]: unknown }): string | null {
  for (const name of LISTS) {
    const text = textOfTurns(own(row, name));
    if (text !== null) return text;
  }
  for (const [prompts, answers] of EXERCISES) {
    if (typeof own(row, prompts[0]!) !== 'string') continue;
    const answer = firstString(row, answers);
    if (answer !== null) return join([...prompts.map((name) => own(row, name)), answer]);
  }
  return firstString(row, ANSWERS);
}

const LISTS = ['messages', 'conversations', 'conversation', 'dialogue', 'chat', 'turns'];
const ANSWERS = ['completion', 'output', 'response', 'answer', 'generation', 'generated_text'];
const EXERCISES: readonly (readonly [prompts: readonly string[], answers: readonly string[]])[] = [
  [
    ['instruction', 'input'],
    ['output', 'response', 'completion', 'answer'],
  ],
  [['prompt'], ['completion', 'response', 'output', 'chosen', 'answer']],
  [['question'], ['answer', 'response']],
];

/** The text of a list of turns: strings, or objects with `content`, `value` or `text`. Null for anything else. */
export function textOfTurns(value: unknown): string | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const parts: string[] = [];
  for (const turn of value) {
    const said = typeof turn === 'object' && turn !== null ? saidIn(turn) : turn;
    // A turn without text: a tool call, an image.
    if (said === null || said === undefined) continue;
    if (typeof said !== 'string') return null;
    parts.push(said);
  }
  return parts.length === 0 ? null : join(parts);
}

function saidIn(turn: object): unknown {
  for (const name of ['content', 'value', 'text']) {
    const said = own(turn as { [key: string]: unknown }, name);
    if (typeof said === 'string') return said;
    if (Array.isArray(said)) {
      const texts = said
        .map((part) => (typeof part === 'object' && part !== null ? own(part, 'text') : part))
        .filter((part) => typeof part === 'string');
      if (texts.length > 0) return join(texts);
    }
  }
  return null;
}

function firstString(row: { readonly [key: string]: unknown }, names: readonly string[]): string | null {
  for (const name of names) {
    const value = own(row, name);
    if (typeof value === 'string') return value;
  }
  return null;
}

const join = (parts: readonly unknown[]): string =>
  parts.filter((part) => typeof part === 'string' && part !== '').join('\n\n');

/** Reads own properties only, since hostile rows have columns named `constructor`. */
const own = (row: { readonly [key: string]: unknown }, name: string): unknown =>
  Object.hasOwn(row, name) ? row[name] : undefined;
