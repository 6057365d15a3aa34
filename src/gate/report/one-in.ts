import type { Dialect } from '../../core/engine.js';

/**
 * SQL condition for about one record in `stride` (an expression), chosen by content hash: every run and every engine
 * chooses the same records, and identical copies are chosen together.
 */
export const oneIn = ({ hexRemainder }: Dialect, stride: string): string =>
  `${hexRemainder('substr(content_hash, 1, 8)', stride)} = 0`;
