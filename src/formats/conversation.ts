/**
 * The text of a record that keeps a conversation or an exercise in parts, as one text.
 *
 * | what is there | text |
 * | --- | --- |
 * | `messages`, `conversations`, `conversation`, `dialogue`, `chat`, `turns`: a list of turns | the turns |
 * | `instruction`, `input`, `output` (or `response`, `completion`, `answer`) | those that are there |
 * | `prompt`, `completion` (or `response`, `output`, `chosen`, `answer`) | both |
 * | `question`, `answer` (or `response`) | both |
 * | `completion`, `output`, `response`, `answer`, `generation`, `generated_text` alone | it |
 *
 * Parts are joined by an empty line, in the order of the table; empty parts are left out. Who spoke is left
 * out: a role repeated a million times would count as words that somebody wrote.
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

/** A list of turns: strings, or objects with `content`, `value` or `text`; null where it is none of these. */
export function textOfTurns(value: unknown): string | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const parts: string[] = [];
  for (const turn of value) {
    const said = typeof turn === 'object' && turn !== null ? saidIn(turn) : turn;
    // A turn without words: a tool call, an image.
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

/** A property of the row itself: hostile rows have columns named `constructor`. */
const own = (row: { readonly [key: string]: unknown }, name: string): unknown =>
  Object.hasOwn(row, name) ? row[name] : undefined;
