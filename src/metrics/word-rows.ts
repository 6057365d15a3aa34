import type { Dialect, Engine, Row } from '../core/engine.js';

/**
 * Texts are read from the table `words` in pieces of this size: engines return thousands of rows at a time, and a
 * thousand whole books would fill the memory.
 */
const PIECE_BYTES = 32 * 1024;

/** A query for texts: its source, the returned columns and their order. */
export interface WordRows {
  /** `from …` clause; `t` names the rows that have the columns, `words` the table of words. */
  readonly from: string;
  /** Column names, as expressions over `from`. */
  readonly columns: readonly string[];
  /** The words, as an expression over `from`; those of the table by default. */
  readonly words?: string;
  /** Columns that order the rows, unique together. */
  readonly order: readonly string[];
}

/** Pieces of the texts, in order. */
function piecesSql(dialect: Dialect, { from, columns, order, words = 'words.words' }: WordRows): string {
  const names = columns.map((column) => column.replace(/^.* as |^.*\./, ''));
  const size = dialect.byteLength('words');
  const pieces = dialect.integersBelow(`floor((${size} + ${PIECE_BYTES - 1}) / ${PIECE_BYTES})`);
  return `select ${names.join(', ')}, piece, ${size} as word_bytes,
      ${dialect.bytes('words', `piece * ${PIECE_BYTES}`, PIECE_BYTES)} as words
    from (select *, ${dialect.explode(pieces)} as piece
      from (select ${columns.join(', ')}, ${words} as words ${from}) texts) pieces
    order by ${order.join(', ')}, piece`;
}

/**
 * Streams rows in order, each with the 32-bit word hashes of its text; skips rows whose text has no words.
 * @throws EngineError
 */
export async function* streamWords(
  engine: Engine,
  rows: WordRows,
): AsyncGenerator<{ readonly row: Row; readonly words: Uint32Array }> {
  let whole = new Uint8Array(0);
  let filled = 0;
  for await (const batch of engine.stream(piecesSql(engine.dialect, rows)))
    for (const row of batch) {
      if (row['piece'] === 0) {
        whole = new Uint8Array(row['word_bytes'] as number);
        filled = 0;
      }
      const piece = row['words'] as Uint8Array;
      whole.set(piece, filled);
      filled += piece.length;
      if (filled === whole.length) yield { row, words: wordsFromBytes(whole) };
    }
}

/** Word hashes from their stored form, little-endian on every machine. */
export function wordsFromBytes(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = new Uint32Array(bytes.byteLength >> 2);
  for (let index = 0; index < words.length; index++) words[index] = view.getUint32(index * 4, true);
  return words;
}
