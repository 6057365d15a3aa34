import type { Part, Role } from './part.js';

/** What makes two records of a kind duplicates; the whole record where a kind is absent. */
export interface DuplicatesBy {
  readonly conversations?: (typeof CONVERSATION_KEYS)[number];
  readonly pairs?: (typeof PAIR_KEYS)[number];
  readonly pictures?: (typeof PICTURE_KEYS)[number];
}

export const CONVERSATION_KEYS = ['whole', 'user', 'user+assistant', 'first-turn', 'last-turn'] as const;
export const PAIR_KEYS = ['whole', 'prompt', 'prompt+completion'] as const;
export const PICTURE_KEYS = ['picture', 'caption', 'both'] as const;

const COMPLETIONS: readonly Role[] = ['completion', 'chosen', 'rejected', 'answer'];
const BESIDE: readonly Role[] = ['system', 'reasoning'];
const SPOKEN: readonly Role[] = ['user', 'assistant'];

/**
 * The parts of a record that are compared with those of others; all its parts where nothing else is set for its kind, or
 * where none of the chosen parts has a text, so that no record equals another for want of a text.
 */
export function comparedParts(parts: readonly Part[], by: DuplicatesBy): readonly Part[] {
  const chosen = chosenParts(parts, by);
  return chosen === null || chosen.every(({ start, end }) => start === end) ? parts : chosen;
}

function chosenParts(parts: readonly Part[], { conversations, pairs }: DuplicatesBy): readonly Part[] | null {
  const isPair = parts.some(({ role }) => role === 'prompt' || COMPLETIONS.includes(role));
  if (isPair) {
    if (pairs === undefined || pairs === 'whole') return null;
    return parts.filter(
      ({ role }) => !BESIDE.includes(role) && (pairs === 'prompt+completion' || !COMPLETIONS.includes(role)),
    );
  }
  const turns = parts.filter(({ role }) => SPOKEN.includes(role));
  if (turns.length === 0) return null;
  switch (conversations) {
    case 'user':
      return turns.filter(({ role }) => role === 'user');
    case 'user+assistant':
      return turns;
    case 'first-turn':
      return turns.slice(0, 1);
    case 'last-turn':
      return turns.slice(-1);
    default:
      return null;
  }
}
