import { type Flag, type FlagTable, isNegated, longName, type Raw } from './flag.js';

/** The typed values, by name. */
export type Typed = { readonly [name: string]: Raw };

/** The command as a person would type it again, without flags that affect only looks or speed. */
export function commandLine(words: readonly string[], table: FlagTable, typed: Typed): string {
  const parts = words.map(shellQuoted);
  for (const [name, flag] of inOrder(table)) parts.push(...toldParts(flag, typed[name]));
  return parts.join(' ');
}

function toldParts(flag: Flag, raw: Raw): string[] {
  const { told = 'changed' } = flag;
  if (told === 'never' || raw === undefined) return [];
  const name = longName(flag);
  if (typeof raw === 'boolean') return raw === isNegated(flag) ? [] : [name];
  if (typeof raw !== 'string') return raw.flatMap((one) => [name, shellQuoted(one)]);
  if (told === 'changed' && raw === flag.default) return [];
  const value = flag.read(raw);
  return [name, shellQuoted(Array.isArray(value) ? value.join(',') : raw)];
}

/** The order of the table, except for flags with `toldAfter`. */
function inOrder(table: FlagTable, after?: string): [name: string, flag: Flag][] {
  return Object.entries(table)
    .filter(([, { toldAfter }]) => toldAfter === after)
    .flatMap((entry) => [entry, ...inOrder(table, longName(entry[1]))]);
}

const shellQuoted = (text: string): string =>
  /^[\w./@:=+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
