/// <reference lib="es2024.string" />

/** A row as its format parsed it: columns by name. */
export type Row = { readonly [column: string]: unknown };

/**
 * The digits of a number as written in the file, for integers that a double cannot hold (ids of posts have 19 digits).
 * Null if the format does not know them.
 */
export type ExactNumber = (path: readonly string[]) => string | null;

/** The value under a name. `meta.source` is tried as one name first, then as a name inside an object. */
export function valueAt(row: Row, path: string): { value: unknown; path: readonly string[] } {
  if (Object.hasOwn(row, path)) return { value: row[path], path: [path] };
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const first = path.slice(0, dot);
    if (!Object.hasOwn(row, first)) continue;
    const inner = asObject(row[first]);
    if (inner === null) continue;
    const rest = valueAt(inner, path.slice(dot + 1));
    if (rest.value !== undefined) return { value: rest.value, path: [first, ...rest.path] };
  }
  return { value: undefined, path: [path] };
}

const MAX_METADATA_CHARACTERS = 65_536;

/** An object, or one written as JSON in a string, as in tables; otherwise null. */
export function asObject(value: unknown): Row | null {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row;
  if (typeof value !== 'string' || value[0] !== '{' || value.length > MAX_METADATA_CHARACTERS) return null;
  try {
    return asObject(JSON.parse(value));
  } catch {
    // Looks like JSON but is not: a string without fields.
    return null;
  }
}

const SURROGATE = /[\ud800-\udfff]/;

/** The value as a string, as the data set wrote it. Null for empty strings, objects and lists. */
export function stringOf(
  value: unknown,
  path: readonly string[],
  exactNumber: ExactNumber | undefined,
): string | null {
  if (typeof value === 'string')
    return value === '' ? null : SURROGATE.test(value) ? value.toWellFormed() : value;
  if (typeof value === 'number') {
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return exactNumber?.(path) ?? String(value);
    return String(value);
  }
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return null;
}
