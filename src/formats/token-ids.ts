const LARGEST_ID = 2 ** 31 - 1;
/** Limit for lists of ids that are written as text, as in CSV. */
const LONGEST_TEXT = 64 * 1024 * 1024;

/** Token ids from a list, or from a list written as a string; otherwise the fault in words. */
export function tokenIdsOf(value: unknown): Int32Array | { readonly why: string } {
  if (typeof value === 'string') {
    try {
      const list: unknown = value.length > LONGEST_TEXT ? null : JSON.parse(value);
      if (Array.isArray(list)) return tokenIdsOf(list);
    } catch {
      // Not a list either.
    }
    return { why: 'expected a list of token ids, found a text' };
  }
  if (value === undefined || value === null) return { why: 'no value' };
  if (!isList(value))
    return { why: `expected a list of token ids, found ${JSON.stringify(value)?.slice(0, 60)}` };
  const ids = new Int32Array(value.length);
  for (let at = 0; at < ids.length; at++) {
    const id = typeof value[at] === 'bigint' ? Number(value[at]) : value[at];
    if (!Number.isInteger(id) || (id as number) < 0 || (id as number) > LARGEST_ID)
      return {
        why: `expected whole numbers from 0, found ${JSON.stringify(id)?.slice(0, 40)} at index ${at}`,
      };
    ids[at] = id as number;
  }
  return ids;
}

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
