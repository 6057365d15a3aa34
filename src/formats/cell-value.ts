/// <reference lib="es2024.string" />

/** A row as its format parsed it: columns by name. */
export type Row = { readonly [column: string]: unknown };

/**
 * The digits of a number as they stand in the file, for integers that a double cannot hold (`id`s of posts
 * have 19 digits); null where the format cannot say.
 */
export type ExactNumber = (path: readonly string[]) => string | null;

/** The value under a name; `meta.source` is first looked for as one name, then as a name in an object. */
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

/** An object, also where it is written as JSON in a string, as tables do. */
export function asObject(value: unknown): Row | null {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row;
  if (typeof value !== 'string' || value[0] !== '{' || value.length > MAX_METADATA_CHARACTERS) return null;
  try {
    return asObject(JSON.parse(value));
  } catch {
    // Looked like JSON and is not: then it is a string without fields.
    return null;
  }
}

const SURROGATE = /[\ud800-\udfff]/;

/** As the data set wrote it; null for what is empty or no plain value. */
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
