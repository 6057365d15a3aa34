/** What JSON holds. */
export type Plain = number | string | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

type Place = readonly string[];

const entriesOf = (value: Plain): [string, Plain][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

/** The same value, of which nothing can be changed. */
export function frozen<T extends Plain>(value: T): T {
  for (const [, inner] of entriesOf(value)) frozen(inner);
  return Object.freeze(value);
}

/** Where its numbers, and its lists and objects, are: the outer first. */
export function* placesIn(value: Plain, place: Place = []): Generator<Place> {
  if (typeof value === 'number' || typeof value === 'object') yield place;
  for (const [key, inner] of entriesOf(value)) yield* placesIn(inner, [...place, key]);
}

/** A copy in which the number at a place, or each number below it, is changed. */
export function changed<T extends Plain>(value: T, place: Place, change: (number: number) => number): T;
export function changed(value: Plain, [key, ...rest]: Place, change: (number: number) => number): Plain {
  if (typeof value === 'number') return change(value);
  const inner = (name: string, one: Plain): Plain =>
    key === undefined || key === name ? changed(one, rest, change) : one;
  if (Array.isArray(value)) return value.map((one: Plain, at) => inner(String(at), one));
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inner(name, one)]))
    : value;
}

/** Numbers to nine digits. */
export const rounded = (value: Plain): Plain => changed(value, [], (number) => Number(number.toPrecision(9)));
