const LARGEST_ID = 2 ** 31 - 1;
/** Lists of ids that CSV and the like hold as texts are no longer than this. */
const LONGEST_TEXT = 64 * 1024 * 1024;

/** Token ids from a list, or from a list written as a string; what is wrong with it, where something is. */
export function tokenIdsOf(value: unknown): Int32Array | { readonly why: string } {
  if (typeof value === 'string') {
    try {
      const list: unknown = value.length > LONGEST_TEXT ? null : JSON.parse(value);
      if (Array.isArray(list)) return tokenIdsOf(list);
    } catch {
      // No list either.
    }
    return { why: 'expected a list of token ids, found a text' };
  }
  if (value === undefined || value === null) return { why: 'it is not there' };
  if (!isList(value))
    return { why: `expected a list of token ids, found ${JSON.stringify(value)?.slice(0, 60)}` };
  const ids = new Int32Array(value.length);
  for (let at = 0; at < ids.length; at++) {
    const id = typeof value[at] === 'bigint' ? Number(value[at]) : value[at];
    if (!Number.isInteger(id) || (id as number) < 0 || (id as number) > LARGEST_ID)
      return {
        why: `expected whole numbers from 0 on, found ${JSON.stringify(id)?.slice(0, 40)} at place ${at}`,
      };
    ids[at] = id as number;
  }
  return ids;
}

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
