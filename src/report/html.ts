import { reveal } from './hidden.js';

/** Markup that is known to be safe; only `html` and `trusted` make it. */
export class Markup {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text;
  }
}

export type Child = Markup | string | number | null | undefined | false | readonly Child[];

/**
 * Markup from a template: whatever is put in is escaped, in text and in quoted attributes alike, and its
 * invisible characters are spelt out. There is no way around it but `trusted`, which takes our own constants.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Child[]): Markup {
  let text = strings[0]!;
  for (const [index, value] of values.entries()) text += render(value) + strings[index + 1]!;
  return new Markup(text);
}

/** For markup that is written in this room: never for anything that came from data. */
export const trusted = (text: string): Markup => new Markup(text);

/** Escapes for text and quoted attributes; hidden characters become `‹U+200B›`. */
export const escapeHtml = (text: string): string =>
  reveal(text).replace(/[&<>"'`]/g, (character) => ENTITIES[character]!);

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function render(value: Child): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return value.map(render).join('');
}

/**
 * A string of data as an id of the page: a kebab-case name is its own id; other strings keep their letters and
 * get a 32-bit FNV-1a hash behind, so that `a/b` and `a b` are two places.
 */
export function slug(text: string): string {
  if (/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text) && text.length <= 80) return text;
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  const letters = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${letters || 'x'}-${(hash >>> 0).toString(36)}`;
}
