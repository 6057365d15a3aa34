import { FreckleError } from '../core/errors.js';

type Kind = 'signal' | 'metric' | 'format';
type Member = { readonly [property: string]: unknown };

/** Two words or more, since single words are columns of records. */
const TWO_WORDS = /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/;
const ANY_WORDS = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const isVersion = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 1;
const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
const isFunction = (value: unknown): boolean => typeof value === 'function';

/** The properties that each kind needs, with a check and the words of the error. */
const NEEDS: {
  readonly [kind in Kind]: readonly (readonly [
    property: string,
    isThere: (value: unknown, member: Member) => boolean,
    what: string,
  ])[];
} = {
  signal: [
    ['id', (id) => TWO_WORDS.test(String(id)), 'at least two words in kebab-case, such as ruler-share'],
    ['version', isVersion, 'a whole number from 1'],
    ['modality', (modality) => modality === 'text' || modality === 'image', '"text" or "image"'],
    [
      'kind',
      (kind) => ['number', 'category', 'bytes'].includes(String(kind)),
      '"number", "category" or "bytes"',
    ],
    [
      'range',
      (range, { kind }) => kind !== 'number' || Array.isArray(range),
      'a list of the smallest and the largest value',
    ],
    ...(['title', 'description', 'formula', 'source', 'unit', 'group'] as const).map(
      (name) => [name, isText, 'a non-empty string'] as const,
    ),
    ['measure', isFunction, 'a function'],
  ],
  metric: [
    ['id', (id) => TWO_WORDS.test(String(id)), 'at least two words in kebab-case, such as rare-words'],
    ['version', isVersion, 'a whole number from 1'],
    ...(['title', 'description', 'formula', 'source'] as const).map(
      (name) => [name, isText, 'a non-empty string'] as const,
    ),
    [
      'find',
      (find, { state, value }) => isFunction(find) || (isFunction(state) && isFunction(value)),
      'a function, unless state and value are functions',
    ],
    [
      'roles',
      (roles, { find }) => !isFunction(find) || Array.isArray(roles),
      'a list of the roles of its members',
    ],
  ],
  format: [
    ['id', (id) => ANY_WORDS.test(String(id)), 'kebab-case'],
    ['version', isVersion, 'a whole number from 1, since stored measurements depend on it'],
    ['title', isText, 'a non-empty string'],
    ['modality', (modality) => modality === 'text' || modality === 'image', '"text" or "image"'],
    ['extensions', Array.isArray, 'a list of endings such as .log'],
    [
      'splice',
      (splice, { writtenAs }) => typeof splice === 'object' || writtenAs !== undefined,
      'an object, unless writtenAs is jsonl or parquet',
    ],
    ['plan', isFunction, 'a function'],
    ['read', isFunction, 'a function'],
  ],
};

/** @throws FreckleError `invalid-setting` if a user's own signal, metric or format is incomplete or its id is taken */
export function refuseUnusable(
  kind: Kind,
  members: readonly object[],
  known: readonly { readonly id: string }[],
): void {
  const ids = new Set(known.map(({ id }) => id));
  for (const member of members as readonly Member[]) {
    const { id } = member;
    for (const [property, isThere, what] of NEEDS[kind])
      if (!isThere(member[property], member))
        throw new FreckleError(
          'invalid-setting',
          `the ${property} of the ${kind} ${JSON.stringify(id) ?? 'without id'} must be ${what}; found ${shown(member[property])}`,
        );
    if (ids.has(String(id)))
      throw new FreckleError(
        'invalid-setting',
        `there already is a ${kind} with the id ${String(id)}; choose another id`,
      );
    ids.add(String(id));
  }
}

const shown = (value: unknown): string =>
  isFunction(value) ? 'a function' : (JSON.stringify(value) ?? 'nothing');
