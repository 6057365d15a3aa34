import type { Role } from '../../core/part.js';
import type { Draft } from './layout.js';

/**
 * The turns of a conversation as parts, or null if the value is none. Reads
 *
 * - lists of `{role, content}` (OpenAI), `{from, value}` (ShareGPT), `{speaker, text}`, and the like, where `content` may
 *   be a list of text, image and tool parts, and a turn may have `tool_calls` and `reasoning_content`;
 * - lists of pairs: `[question, answer]` or `{user, assistant}`;
 * - lists of strings, which alternate between user and assistant (UltraChat's `data`, `dialog`);
 * - any of these written as JSON in a string;
 * - strings with `\n\nHuman:` and `\n\nAssistant:` before the turns (HH-RLHF).
 *
 * A turn without text is an empty part, so that it can be seen. Pictures are left out.
 */
export function turnsOf(value: unknown, column: string): Draft[] | null {
  const list = typeof value === 'string' ? parsed(value) : value;
  if (typeof list === 'string') return humanTurnsOf(list, column);
  if (!Array.isArray(list) || list.length === 0) return null;
  const drafts: Draft[] = [];
  for (const [index, turn] of list.entries()) {
    const found = turnOf(turn, index, column);
    if (found === null) return null;
    drafts.push(...found);
  }
  return drafts.length === 0 ? null : drafts;
}

/** A list written as JSON; the string itself otherwise. */
function parsed(value: string): unknown {
  if (!/^\s*\[/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const MARKED = /(?:^|\n\n)(Human|Assistant|System): ?/g;
const MARKS: { readonly [mark: string]: Role } = { Human: 'user', Assistant: 'assistant', System: 'system' };

function humanTurnsOf(text: string, column: string): Draft[] | null {
  const marks = [...text.matchAll(MARKED)];
  if (marks.length < 2 || marks[0]!.index > 0) return null;
  return marks.map((mark, index) => ({
    role: MARKS[mark[1]!]!,
    text: text.slice(mark.index + mark[0].length, marks[index + 1]?.index ?? text.length).trim(),
    column,
  }));
}

type Turn = { readonly [key: string]: unknown };

function turnOf(turn: unknown, index: number, column: string): Draft[] | null {
  const alternate: Role = index % 2 === 0 ? 'user' : 'assistant';
  if (typeof turn === 'string') return [{ role: alternate, text: turn, column }];
  if (Array.isArray(turn)) {
    if (turn.length !== 2 || !turn.every((said) => typeof said === 'string')) return null;
    return [
      { role: 'user', text: turn[0], column },
      { role: 'assistant', text: turn[1], column },
    ];
  }
  if (typeof turn !== 'object' || turn === null) return null;
  return namedTurnOf(turn as Turn, alternate, column);
}

const SPEAKERS = ['role', 'from', 'speaker', 'author', 'sender'];
const SAID = ['content', 'value', 'text', 'message', 'utterance', 'body'];
const ASKED = ['human', 'user', 'instruction', 'prompt', 'question', 'input'];
const REPLIED = ['assistant', 'gpt', 'bot', 'output', 'response', 'answer'];
const REASONED = ['reasoning_content', 'reasoning', 'thinking', 'thought'];

function namedTurnOf(turn: Turn, alternate: Role, column: string): Draft[] | null {
  const speaker = firstOwn(turn, SPEAKERS);
  const said = firstOwn(turn, SAID);
  const calls = own(turn, 'tool_calls') ?? own(turn, 'function_call');
  if (said === undefined && calls === undefined) {
    const asked = firstOwn(turn, ASKED);
    const replied = firstOwn(turn, REPLIED);
    if (typeof asked === 'string' || typeof replied === 'string')
      return [
        ...(typeof asked === 'string' ? [{ role: 'user' as const, text: asked, column }] : []),
        ...(typeof replied === 'string' ? [{ role: 'assistant' as const, text: replied, column }] : []),
      ];
    if (speaker === undefined) return null;
  }
  const role = roleOf(speaker, alternate);
  const drafts: Draft[] = [];
  const reasoned = firstOwn(turn, REASONED);
  if (typeof reasoned === 'string' && reasoned !== '')
    drafts.push({ role: 'reasoning', text: reasoned, column });
  const content = contentOf(said, role, column);
  if (content === null) return null;
  drafts.push(...content, ...callsOf(calls, column));
  if (drafts.length === 0 && !hasPicture(said)) drafts.push({ role, text: '', column });
  return drafts;
}

const ROLE_NAMES: { readonly [name: string]: Role } = {
  system: 'system',
  developer: 'system',
  assistant: 'assistant',
  gpt: 'assistant',
  bot: 'assistant',
  model: 'assistant',
  ai: 'assistant',
  chatgpt: 'assistant',
  chatbot: 'assistant',
  bard: 'assistant',
  bing: 'assistant',
  agent: 'assistant',
  tool: 'tool',
  function: 'tool',
  function_call: 'tool',
  function_response: 'tool',
  'function-call': 'tool',
  'function-response': 'tool',
  tool_call: 'tool',
  tool_response: 'tool',
  observation: 'tool',
  ipython: 'tool',
  environment: 'tool',
  reasoning: 'reasoning',
  thought: 'reasoning',
  thinking: 'reasoning',
};

/** Other names, such as `human`, `prompter` or a person's, are of people. */
function roleOf(speaker: unknown, alternate: Role): Role {
  const name = typeof speaker === 'object' && speaker !== null ? own(speaker as Turn, 'role') : speaker;
  if (typeof name !== 'string') return alternate;
  const lower = name.toLowerCase();
  return Object.hasOwn(ROLE_NAMES, lower) ? ROLE_NAMES[lower]! : 'user';
}

const THOUGHT = /^\s*<think>([\s\S]*?)<\/think>\s*/;

/** Null for a value that is not what someone said. */
function contentOf(said: unknown, role: Role, column: string): Draft[] | null {
  if (said === undefined || said === null) return [];
  if (typeof said === 'string') {
    const thought = role === 'assistant' ? THOUGHT.exec(said) : null;
    if (thought === null) return [{ role, text: said, column }];
    return [
      { role: 'reasoning', text: thought[1]!.trim(), column },
      { role, text: said.slice(thought[0].length), column },
    ];
  }
  if (!Array.isArray(said)) {
    const inner = typeof said === 'object' ? firstOwn(said as Turn, ['parts', 'text', 'content']) : undefined;
    return typeof inner === 'string' || Array.isArray(inner) ? contentOf(inner, role, column) : null;
  }
  return joined(said.flatMap((item) => contentPartOf(item, role, column)));
}

/** Neighbours of one role become one part: a turn speaks once, however many pieces its content has. */
function joined(drafts: readonly Draft[]): Draft[] {
  const parts: Draft[] = [];
  for (const draft of drafts) {
    const last = parts.at(-1);
    if (last === undefined || last.role !== draft.role || draft.role === 'tool') parts.push(draft);
    else parts[parts.length - 1] = { ...last, text: `${last.text}\n\n${draft.text}` };
  }
  return parts;
}

function contentPartOf(item: unknown, role: Role, column: string): Draft[] {
  if (typeof item === 'string') return [{ role, text: item, column }];
  if (typeof item !== 'object' || item === null) return [];
  const part = item as Turn;
  const type = own(part, 'type');
  if (type === 'tool_use' || type === 'tool_call')
    return [{ role: 'tool', text: jsonOf(own(part, 'input') ?? own(part, 'arguments')), column }];
  if (type === 'tool_result') {
    const result = own(part, 'content');
    const texts = Array.isArray(result)
      ? result.flatMap((inner) => contentPartOf(inner, 'tool', column))
      : [];
    return typeof result === 'string' ? [{ role: 'tool', text: result, column }] : texts;
  }
  const thought = own(part, 'thinking');
  if (typeof thought === 'string') return [{ role: 'reasoning', text: thought, column }];
  const text = firstOwn(part, ['text', 'content', 'value']);
  return typeof text === 'string' ? [{ role, text, column }] : [];
}

const hasPicture = (said: unknown): boolean => Array.isArray(said) && said.length > 0;

/** The arguments of tool calls: JSON as written, so that a call that does not parse can be seen. */
function callsOf(calls: unknown, column: string): Draft[] {
  const list = Array.isArray(calls) ? calls : calls === undefined || calls === null ? [] : [calls];
  return list.flatMap((call): Draft[] => {
    if (typeof call !== 'object' || call === null) return [];
    const about = (own(call as Turn, 'function') ?? call) as Turn;
    if (typeof about !== 'object' || about === null) return [];
    const name = own(about, 'name');
    const written = jsonOf(own(about, 'arguments') ?? own(about, 'parameters'));
    return [{ role: 'tool', text: typeof name === 'string' ? `${name}(${written})` : written, column }];
  });
}

const jsonOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : value === undefined || value === null
      ? ''
      : (JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? '');

function firstOwn(turn: Turn, keys: readonly string[]): unknown {
  for (const key of keys) {
    const value = own(turn, key);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** Reads own properties only, since hostile rows have columns named `constructor`. */
const own = (turn: Turn, key: string): unknown => (Object.hasOwn(turn, key) ? turn[key] : undefined);
