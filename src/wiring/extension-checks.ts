import { FreckleError } from '../core/errors.js';

type Kind = 'signal' | 'metric' | 'format';
type Member = { readonly [property: string]: unknown };

/** Two words or more: single words are columns of records. */
const TWO_WORDS = /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/;
const ANY_WORDS = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const isVersion = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 1;
const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
const isFunction = (value: unknown): boolean => typeof value === 'function';

/** What each kind must have, and what is said where it has not. */
const NEEDS: {
  readonly [kind in Kind]: readonly (readonly [
    property: string,
    isThere: (value: unknown, member: Member) => boolean,
    what: string,
  ])[];
} = {
  signal: [
    ['id', (id) => TWO_WORDS.test(String(id)), 'two words or more in kebab-case, such as ruler-share'],
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
      'the smallest and the largest value',
    ],
    ...(['title', 'description', 'formula', 'source', 'unit', 'group'] as const).map(
      (name) => [name, isText, 'a text'] as const,
    ),
    ['measure', isFunction, 'a function'],
  ],
  metric: [
    ['id', (id) => TWO_WORDS.test(String(id)), 'two words or more in kebab-case, such as rare-words'],
    ['version', isVersion, 'a whole number from 1'],
    ...(['title', 'description', 'formula', 'source'] as const).map(
      (name) => [name, isText, 'a text'] as const,
    ),
    [
      'find',
      (find, { state, value }) => isFunction(find) || (isFunction(state) && isFunction(value)),
      'a function, or else state and value',
    ],
    ['roles', (roles, { find }) => !isFunction(find) || Array.isArray(roles), 'the roles of its members'],
  ],
  format: [
    ['id', (id) => ANY_WORDS.test(String(id)), 'kebab-case'],
    ['version', isVersion, 'a whole number from 1, since records read before are known by it'],
    ['title', isText, 'a text'],
    ['modality', (modality) => modality === 'text' || modality === 'image', '"text" or "image"'],
    ['extensions', Array.isArray, 'a list of endings such as .log'],
    [
      'splice',
      (splice, { writtenAs }) => typeof splice === 'object' || writtenAs !== undefined,
      'or else writtenAs: jsonl or parquet',
    ],
    ['plan', isFunction, 'a function'],
    ['read', isFunction, 'a function'],
  ],
};

/** @throws FreckleError `invalid-setting` where a user's own signal, metric or format cannot be used, or takes the id of another */
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
          `the ${kind} ${JSON.stringify(id) ?? 'without id'} needs a ${property}, ${what}; it is ${shown(member[property])}`,
        );
    if (ids.has(String(id)))
      throw new FreckleError(
        'invalid-setting',
        `there is a ${kind} called ${String(id)} already; give yours another id`,
      );
    ids.add(String(id));
  }
}

const shown = (value: unknown): string =>
  isFunction(value) ? 'a function' : (JSON.stringify(value) ?? 'not there');
