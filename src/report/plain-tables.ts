import { html, type Markup, slug } from './html.js';
import { formatNumber } from './numbers.js';
import { type Cell, table } from './table.js';

const COLUMNS_SHOWN = 10;
const CHARACTERS_SHOWN = 120;
/** Limit for all answers of a section together. */
const CELLS_ON_PAGE = 480;

/** Cells available to each of so many answers. */
export const cellsEach = (answers: number): number =>
  Math.max(16, Math.min(160, Math.floor(CELLS_ON_PAGE / answers)));

/**
 * JSON of unknown shape as tables, limited to so many cells: one table of its single values, and one for every list of
 * objects. The default view of an answer without a section of its own.
 */
export function plainTables(value: unknown, id: string, caption: string, cells: number): Markup {
  const { values, lists } = partsOf(value);
  const shown = values.slice(0, Math.floor(cells / 2));
  const single = table({
    id,
    caption,
    columns: [
      { key: 'name', title: 'Name' },
      { key: 'value', title: 'Value' },
    ],
    rows: shown.map((part) => [{ content: part.name }, cellOf(part.value)]),
  });
  let left = cells - 2 * shown.length;
  const others = lists.map((list) => {
    const made = listTable(list, id, caption, left);
    left -= made.cells;
    return made.markup;
  });
  return html`${single}${missing(values.length - shown.length)}${others}`;
}

const missing = (count: number): Markup | null =>
  count > 0 ? html`<p class="quiet">${formatNumber(count)} more are in report.json.</p>` : null;

interface Part<Value> {
  /** The names that lead to it: `whole, records`. */
  readonly name: string;
  readonly value: Value;
}

type PlainObject = { readonly [name: string]: unknown };

interface Parts {
  readonly values: Part<unknown>[];
  readonly lists: Part<readonly PlainObject[]>[];
}

function partsOf(value: unknown, name = '', parts: Parts = { values: [], lists: [] }): Parts {
  if (isObject(value))
    for (const [key, inner] of Object.entries(value))
      partsOf(inner, name === '' ? wordsOf(key) : `${name}, ${wordsOf(key)}`, parts);
  else if (Array.isArray(value) && value.length > 0 && value.every(isObject))
    parts.lists.push({ name, value });
  else parts.values.push({ name: name === '' ? 'value' : name, value });
  return parts;
}

const isObject = (value: unknown): value is PlainObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `shareOfWords` → `share of words`; leaves names that may be data unchanged. */
const wordsOf = (name: string): string =>
  /^[a-z]+(?:[A-Z][a-z]*|\d)+$/.test(name)
    ? name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    : name.slice(0, CHARACTERS_SHOWN);

function listTable(
  { name, value: rows }: Part<readonly PlainObject[]>,
  id: string,
  caption: string,
  room: number,
): { readonly markup: Markup; readonly cells: number } {
  const keys = Object.keys(rows[0]!).slice(0, COLUMNS_SHOWN);
  const shown = rows.slice(0, Math.floor(room / Math.max(1, keys.length)));
  const isNumber = (key: string) => shown.every((row) => typeof (row[key] ?? 0) === 'number');
  const markup = html`${name !== '' && html`<h4>${name}</h4>`}
${table({
  id: `${id}-${slug(name)}`,
  caption: name === '' ? caption : `${caption}: ${name}`,
  columns: keys.map((key) => ({ key: slug(key), title: wordsOf(key), isNumber: isNumber(key) })),
  rows: shown.map((row) => keys.map((key) => cellOf(row[key]))),
})}
${missing(rows.length - shown.length)}`;
  return { markup, cells: shown.length * keys.length };
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined)
    return { content: html`<span class="quiet">no value</span>`, value: null };
  if (typeof value === 'number') return { content: formatNumber(value), value };
  const text = textOf(value).slice(0, CHARACTERS_SHOWN);
  return { content: html`<span class="name">${text}</span>`, value: text };
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const short = shortened(value);
  return Array.isArray(short) && !short.some((item) => typeof item === 'object')
    ? short.join(', ')
    : JSON.stringify(short);
}

const ITEMS_SHOWN = 20;
const DEEPEST = 3;

/** Shortens a value to fit a cell, so that an answer cannot fill the page's memory. */
function shortened(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.slice(0, CHARACTERS_SHOWN);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEEPEST) return '…';
  const cut = (item: unknown) => shortened(item, depth + 1);
  if (Array.isArray(value)) {
    const items = value.slice(0, ITEMS_SHOWN).map(cut);
    return value.length > ITEMS_SHOWN ? [...items, '…'] : items;
  }
  const entries = Object.entries(value).slice(0, ITEMS_SHOWN);
  return Object.fromEntries(entries.map(([name, item]) => [name.slice(0, CHARACTERS_SHOWN), cut(item)]));
}
