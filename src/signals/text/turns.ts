import { undefinedBecause } from '../../core/measurement.js';
import { CHOSEN, type Part, REJECTED, type Role } from '../../core/part.js';
import type { TextRecord } from '../../core/record.js';
import { defineTextSignal } from '../../core/signal.js';
import { COUNT_RANGE } from './ratio.js';

/** How the turns of a conversation follow one another; undefined for records that are none. */
const TURN_ROLES: readonly Role[] = ['system', 'user', 'assistant', 'tool'];
const NO_CONVERSATION = undefinedBecause('no conversation');

/** The turns of a whole conversation; null where it is none, or where a pair of answers ends it. */
function turnsOf({ parts = [] }: TextRecord): Part[] | null {
  const turns = parts.filter(({ role }) => TURN_ROLES.includes(role));
  const isConversation = turns.some(({ role }) => role === 'user' || role === 'assistant');
  return isConversation && turns.length === parts.filter(({ role }) => role !== 'reasoning').length
    ? turns
    : null;
}

export const turnCount = defineTextSignal({
  id: 'turn-count',
  version: 1,
  isOfSomeLayouts: true,
  title: 'Turns',
  description: 'Turns of people and assistants in a conversation.',
  formula: 'parts of the roles user and assistant',
  source: 'ours',
  kind: 'number',
  unit: 'count',
  range: COUNT_RANGE,
  measure: (_, record) => {
    const turns = turnsOf(record);
    if (turns === null) return NO_CONVERSATION;
    return { value: turns.filter(({ role }) => role === 'user' || role === 'assistant').length };
  },
});

export const turnOrder = defineTextSignal({
  id: 'turn-order',
  version: 1,
  isOfSomeLayouts: true,
  title: 'Order of turns',
  description:
    'Whether people and assistants speak in turn: alternating, repeated (twice in a row), assistant-first, or system-later.',
  formula:
    'the first fault in the order of roles; calls and results of tools may stand between two turns of the assistant',
  source: 'ours; chat templates of Llama, Mistral and Gemma raise errors for the same faults',
  kind: 'category',
  unit: 'code',
  values: ['alternating', 'repeated', 'assistant-first', 'system-later'],
  measure: (_, record) => {
    const turns = turnsOf(record);
    if (turns === null) return NO_CONVERSATION;
    let last: Role | null = null;
    for (const [index, { role }] of turns.entries()) {
      if (role === 'system') {
        if (index > 0) return { value: 'system-later' };
        continue;
      }
      if (last === null && role === 'assistant') return { value: 'assistant-first' };
      if (role === last && role !== 'tool') return { value: 'repeated' };
      last = role;
    }
    return { value: 'alternating' };
  },
});

export const lastTurn = defineTextSignal({
  id: 'last-turn',
  version: 1,
  isOfSomeLayouts: true,
  title: 'Last turn',
  description:
    'Role of the last turn of a conversation; a last turn of the user has no answer to learn from.',
  formula: 'role of the last part',
  source: 'ours',
  kind: 'category',
  unit: 'code',
  values: TURN_ROLES,
  measure: (_, record) => {
    const turns = turnsOf(record);
    return turns === null ? NO_CONVERSATION : { value: turns.at(-1)!.role };
  },
});

export const preferenceContrast = defineTextSignal({
  id: 'preference-contrast',
  version: 1,
  isOfSomeLayouts: true,
  title: 'Contrast of a pair',
  description: 'Whether the chosen and the rejected answer of a pair are equal or different.',
  formula: 'equality of the texts of the last parts of each role, without white space at their ends',
  source: 'ours',
  kind: 'category',
  unit: 'code',
  values: ['equal', 'different'],
  measure: (_, { text, parts = [] }) => {
    const [better, worse] = [CHOSEN, REJECTED].map((role) =>
      parts
        .filter((part) => part.role === role)
        .map(({ start, end }) => text.slice(start, end).trim())
        .join('\n\n'),
    );
    if (!parts.some(({ role }) => role === CHOSEN) || !parts.some(({ role }) => role === REJECTED))
      return undefinedBecause('no pair of answers');
    return { value: better === worse ? 'equal' : 'different' };
  },
});
