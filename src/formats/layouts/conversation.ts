import { type Columns, type Draft, firstOf, type Layout, names } from './layout.js';
import { turnsOf } from './turns.js';

const LISTS = names('messages conversations conversation dialogue dialog dialogs chat turns data');
const SYSTEMS = names('system system_prompt system_message');

/** A list of turns that name who speaks, with the system prompt in a column of its own or as the first turn. */
export const conversation: Layout = {
  id: 'conversation',
  title: 'Conversations whose turns name who speaks: OpenAI and ShareGPT messages',
  columns: [...LISTS, ...SYSTEMS],
  outranks: 'all',
  partsOf: (columns) => turnsIn(columns, (value) => !isListOfStrings(value)),
};

/** Lists in which people speak to people. */
const AMONG_PEOPLE = names('dialogue dialog dialogs turns');

/** A list of strings, spoken in turn. It does not outrank a text, since a list beside a text may be of anything. */
export const utterances: Layout = {
  id: 'utterances',
  title: 'Conversations as lists of strings: UltraChat, DailyDialog',
  columns: [...LISTS, ...SYSTEMS],
  partsOf: (columns) => {
    const turns = turnsIn(columns, isListOfStrings);
    if (turns === null || !AMONG_PEOPLE.includes(turns.at(-1)!.column.toLowerCase())) return turns;
    return turns.map((turn) => (turn.role === 'system' ? turn : { ...turn, role: 'text' }));
  },
};

const isListOfStrings = (value: unknown): boolean => Array.isArray(value) && typeof value[0] === 'string';

function turnsIn(columns: Columns, isWanted: (value: unknown) => boolean): Draft[] | null {
  for (const list of LISTS) {
    const found = columns.get(list);
    if (found === undefined || !isWanted(found.value)) continue;
    const turns = turnsOf(found.value, found.name);
    if (turns === null) continue;
    const system = turns[0]!.role === 'system' ? [] : firstOf(columns, SYSTEMS, 'system');
    return [...system.filter(({ text }) => text !== ''), ...turns];
  }
  return null;
}
