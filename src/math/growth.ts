type Growable = Int32Array | Uint32Array | Uint16Array | Uint8Array;

/** The array itself if long enough, else a new one at least twice as long, without its contents. */
export function atLeast<A extends Growable>(array: A, length: number): A {
  if (array.length >= length) return array;
  return new (array.constructor as new (length: number) => A)(Math.max(length, array.length * 2));
}

/** A new array of twice the length that starts with the same contents. */
export function longer<A extends Growable>(array: A): A {
  const larger = new (array.constructor as new (length: number) => A)(array.length * 2);
  larger.set(array);
  return larger;
}

/** The smallest power of two for which a hash table of `count` entries is at most half full; at least 16. */
export function tableSize(count: number): number {
  let size = 16;
  while (size < count * 2) size *= 2;
  return size;
}
