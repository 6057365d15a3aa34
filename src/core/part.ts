/**
 * What a record is made of. `text` is a plain document; `system` to `reasoning` are turns of a conversation; `prompt` to
 * `answer` belong to exercises and pairs; `image` and `caption` to pictures.
 */
export const ROLES = [
  'text',
  'system',
  'user',
  'assistant',
  'tool',
  'reasoning',
  'prompt',
  'completion',
  'chosen',
  'rejected',
  'context',
  'answer',
  'image',
  'caption',
] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (word: string): word is Role => (ROLES as readonly string[]).includes(word);

/** The two answers of a preference pair. */
export const CHOSEN: Role = 'chosen';
export const REJECTED: Role = 'rejected';

/** Roles in which the model that is trained will speak. */
export const ANSWER_ROLES: readonly Role[] = ['assistant', 'completion', CHOSEN, REJECTED, 'answer'];

/**
 * Roles whose words are a record's own. A system prompt is shared by many records, what a tool returned was written
 * elsewhere, and a rejected answer repeats the chosen one.
 */
export const OWN_ROLES: readonly Role[] = ROLES.filter(
  (role) => role !== 'system' && role !== 'tool' && role !== REJECTED,
);

/** Roles that near-duplicate search compares: two conversations are no copies because they share a system prompt. */
export const SIMILARITY_ROLES: readonly Role[] = ROLES.filter((role) => role !== 'system');

/** Roles in which people are supposed to have written. */
export const PEOPLE_ROLES: readonly Role[] = ['text', 'user', 'prompt', 'context'];

/** One part of a text record, as a range of its text in UTF-16 units. An empty part has `start` equal to `end`. */
export interface Part {
  readonly role: Role;
  readonly start: number;
  readonly end: number;
  /** Name of the column that holds it; empty for a text that is a whole file. */
  readonly column: string;
}

/** The single part of a text that is read whole. */
export const wholeText = (text: string, column = ''): readonly Part[] => [
  { role: 'text', start: 0, end: text.length, column },
];

/** Whether the record is one plain document, as most are. */
export const isWhole = (parts: readonly Part[]): boolean => parts.length === 1 && parts[0]!.role === 'text';

/** The columns of the parts, for people: `prompt+chosen`. */
export function columnsOfParts(parts: readonly Part[]): string {
  if (parts.length === 1) return parts[0]!.column;
  let read = '';
  let last = '';
  const seen: string[] = [];
  for (const { column } of parts) {
    if (column === last || seen.includes(column)) continue;
    last = column;
    seen.push(column);
    read += read === '' ? column : `+${column}`;
  }
  return read;
}

/** Grows by one whenever the parts of any record can change. */
export const LAYOUTS_VERSION = 1;
