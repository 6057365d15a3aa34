/**
 * SQL condition that holds for about one record in `stride` (an expression), chosen by content hash: every run and
 * every engine chooses the same records, and copies are chosen together.
 */
export const oneIn = (stride: string): string =>
  `('0x' || substr(content_hash, 1, 8))::UBIGINT % (${stride}) = 0`;
