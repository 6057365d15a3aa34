import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
export const page = (name: string): string => readFileSync(join(root, name), 'utf8');

/** Every page that people read. */
export const PAGES: readonly string[] = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].sort();

/** The fenced block that follows an HTML comment of this text. */
export function blockAfter(text: string, comment: string): string {
  const start = text.indexOf(`<!-- ${comment} -->`);
  if (start < 0) throw new Error(`no comment ${comment}`);
  const match = /```\w*\n([\s\S]*?)```/.exec(text.slice(start));
  if (match === null) throw new Error(`no block after ${comment}`);
  return match[1]!;
}

/** Members of a union of string literals in a source file. */
export function unionIn(file: string, type: string): string[] {
  const match = new RegExp(`export type ${type} =([^;]*);`).exec(page(file));
  if (match === null) throw new Error(`no type ${type} in ${file}`);
  return [...match[1]!.matchAll(/'([^']+)'/g)].map((member) => member[1]!);
}
