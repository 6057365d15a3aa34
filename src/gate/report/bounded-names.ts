/** Longer names make tables and charts useless, and a page of them freezes browsers. */
const LONGEST_NAME = 300;

/** Facts that are bounded where they are made, or that people and definitions write. */
const NOT_NAMES: ReadonlySet<string> = new Set([
  'text',
  'webp',
  'command',
  'description',
  'because',
  'condition',
  'formula',
  'method',
]);

/**
 * The facts with every name from the data cut to 300 characters: sources, ids, labels, columns. Equal names stay equal, and
 * one that was cut says how long it is.
 */
export function withBoundedNames<Facts>(facts: Facts): Facts {
  return bounded(facts, '') as Facts;
}

function bounded(value: unknown, key: string): unknown {
  if (typeof value === 'string') return NOT_NAMES.has(key) ? value : cut(value);
  if (Array.isArray(value)) return value.map((item) => bounded(item, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, bounded(inner, name)]));
}

const cut = (name: string): string =>
  name.length <= LONGEST_NAME
    ? name
    : `${name.slice(0, LONGEST_NAME).toWellFormed()}… (${name.length.toLocaleString('en-US')} characters)`;
