/// <reference lib="es2024.string" />
import type { UnreadableCode } from '../core/record.js';

/** datasets 5 refuses a file with a value nested 120 deep. */
const MAX_DEPTH = 100;

/**
 * What in a line of JSON would make a loader refuse the whole file, although JSON allows it: half a surrogate pair in any
 * string, a name that occurs twice in one object, values nested more than 100 deep. Null for all other lines, after a
 * walk over the objects of the parsed value.
 *
 * Of pyarrow 26, datasets 5, DuckDB 2, pandas and polars, each of these lines made at least one refuse the file.
 */
export function loaderHazard(
  line: string,
  row: object,
): { readonly code: UnreadableCode; readonly message: string } | null {
  const walk = new Walk(line.includes('\\u'));
  walk.visit(row, 1);
  if (walk.isTooDeep)
    return {
      code: 'nested-too-deeply',
      message: `A value is nested more than ${MAX_DEPTH} levels deep, at which loaders refuse the whole file.`,
    };
  if (walk.hasLoneSurrogate)
    return {
      code: 'lone-surrogate',
      message: 'A string has half a surrogate pair, for which loaders refuse the whole file.',
    };
  if (colonsAfterQuotes(line) <= walk.names) return null;
  const name = repeatedName(line);
  if (name === null) return null;
  return {
    code: 'duplicate-key',
    message: `The name ${name.slice(0, 60)} occurs twice in one object, for which loaders refuse the whole file.`,
  };
}

class Walk {
  names = 0;
  isTooDeep = false;
  hasLoneSurrogate = false;

  /** Only an escape can hold half a pair: bytes that are valid UTF-8 cannot. */
  constructor(private readonly hasEscapes: boolean) {}

  visit(value: object, depth: number): void {
    if (depth > MAX_DEPTH) {
      this.isTooDeep = true;
      return;
    }
    if (Array.isArray(value)) {
      for (const item of value) this.see(item, depth);
      return;
    }
    for (const name of Object.keys(value)) {
      this.names++;
      if (this.hasEscapes) this.see(name, depth);
      this.see((value as { readonly [name: string]: unknown })[name], depth);
    }
  }

  private see(value: unknown, depth: number): void {
    if (typeof value === 'object' && value !== null) this.visit(value, depth + 1);
    else if (this.hasEscapes && typeof value === 'string' && !value.isWellFormed())
      this.hasLoneSurrogate = true;
  }
}

/** At least the number of names as written; more where a string holds such a pair of characters. */
function colonsAfterQuotes(line: string): number {
  let count = 0;
  for (let at = line.indexOf(':'); at >= 0; at = line.indexOf(':', at + 1)) {
    let before = at - 1;
    while (before >= 0 && line.charCodeAt(before) <= 0x20) before--;
    if (line[before] === '"') count++;
  }
  return count;
}

/** The first name that occurs twice in one object of a line that parses, as written; null if there is none. */
function repeatedName(line: string): string | null {
  const open: (Set<string> | null)[] = [];
  for (const [token] of line.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\]]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (token.endsWith(':')) {
      const written = token.slice(0, token.lastIndexOf('"') + 1);
      const name = JSON.parse(written) as string;
      const names = open.at(-1);
      if (names?.has(name)) return written;
      names?.add(name);
    }
  }
  return null;
}
