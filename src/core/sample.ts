/** A share of the records to vet instead of all, chosen by their places. */
export interface Sample {
  /** 0 < share < 1. */
  readonly share: number;
  /** Another seed chooses other records. */
  readonly seed: number;
}

/**
 * Whether a record belongs to the sample: a hash of its place lies below the share. The same inputs, split size and seed
 * give the same sample, whatever the number of workers. The mix is that of MurmurHash3 (Appleby, public domain).
 */
export function isSampled(
  { share, seed }: Sample,
  input: string,
  splitStart: number,
  ordinal: number,
): boolean {
  let hash = mixed(seed, input.length);
  for (let at = 0; at < input.length; at++) hash = Math.imul(hash ^ input.charCodeAt(at), 0x01000193);
  hash = mixed(mixed(hash, splitStart % 2 ** 32), Math.floor(splitStart / 2 ** 32));
  return mixed(hash, ordinal) < share * 2 ** 32;
}

function mixed(hash: number, value: number): number {
  let h = Math.imul(hash ^ value, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
