import { reveal } from './hidden.js';

/** Safe markup; only `html` and `trusted` create it. */
export class Markup {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text;
  }
}

export type Child = Markup | string | number | null | undefined | false | readonly Child[];

/**
 * Markup from a template: every value is escaped, in text and in quoted attributes, and its invisible characters are
 * spelt out. The only exception is `trusted`, for constants of this room.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Child[]): Markup {
  let text = strings[0]!;
  for (const [index, value] of values.entries()) text += render(value) + strings[index + 1]!;
  return new Markup(text);
}

/** For constant markup of this room: never for data. */
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
 * A string of data as an id on the page. A kebab-case name is its own id; other strings keep their letters and get a
 * 32-bit FNV-1a hash, so that `a/b` and `a b` get different ids.
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
