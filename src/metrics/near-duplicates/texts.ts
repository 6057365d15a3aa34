import type { Dialect, Engine, Row } from '../../core/engine.js';
import { shingleSet } from '../../text/jaccard.js';
import { wordsFromBytes } from '../word-bytes.js';

/** A candidate: who it is, and what is compared of it. */
export interface CandidateText {
  /** `node`, `record`, `content_hash`, `day`, `source`, `input`, `position` and `sketch`. */
  readonly row: Row;
  readonly shingles: Uint32Array;
}

/** Some nodes of a sequence, from `start` to before `end`, with their texts; one that could not be read again is absent. */
export interface TextWindow {
  readonly start: number;
  readonly end: number;
  readonly texts: ReadonlyMap<number, CandidateText>;
}

/** Texts are read in pieces of this size: engines return thousands of rows at a time, which may be whole books. */
const PIECE_BYTES = 32 * 1024;

/** The words that are compared: without a context that other records share. */
const COMPARED =
  'case when n.is_shared and words.own_words is not null then words.own_words else words.words end';

/** `node, bytes`: the size of each candidate's words. */
export const comparedBytes = ({ byteLength }: Dialect): string =>
  `select n.node, ${byteLength(`(${COMPARED})`)} as bytes from near_nodes n join words on words.record = n.record`;

/** Creates `near_details`, what findings say of each candidate. @throws EngineError */
export async function storeDetails(engine: Engine): Promise<void> {
  await engine.createTable(
    'near_details',
    `select n.node, n.record, r.content_hash, r.day, r.source, r.input, r.position, t.sketch
    from near_nodes n join near_texts t on t.record = n.record join records r on r.record = n.record`,
  );
}

/**
 * The texts of one part. A part that fits into memory is read once; of a larger one, a stretch at a time is read from
 * the engine, as often as its texts are asked for.
 */
export class PartTexts {
  private whole: ReadonlyMap<number, CandidateText> | null = null;
  private readonly fits: boolean;

  /** `bytes` holds the size of each candidate, `limit` that of the texts to hold at one time, `ngramSize` the words per shingle. */
  constructor(
    private readonly engine: Engine,
    private readonly nodes: Int32Array,
    private readonly bytes: Float64Array,
    private readonly limit: number,
    private readonly ngramSize: number,
  ) {
    this.fits = nodes.reduce((sum, node) => sum + bytes[node]!, 0) <= limit;
  }

  /** Walks over nodes of the part in the given order; a node may occur several times. @throws EngineError */
  async *windows(nodes: Int32Array): AsyncGenerator<TextWindow> {
    if (this.fits) {
      this.whole ??= await loadTexts(this.engine, this.nodes, this.ngramSize);
      yield { start: 0, end: nodes.length, texts: this.whole };
      return;
    }
    for (let start = 0; start < nodes.length; ) {
      const distinct = new Set<number>();
      let held = 0;
      let end = start;
      for (; end < nodes.length; end++) {
        const node = nodes[end]!;
        if (distinct.has(node)) continue;
        if (distinct.size > 0 && held + this.bytes[node]! > this.limit) break;
        distinct.add(node);
        held += this.bytes[node]!;
      }
      yield { start, end, texts: await loadTexts(this.engine, Int32Array.from(distinct), this.ngramSize) };
      start = end;
    }
  }
}

async function loadTexts(
  engine: Engine,
  nodes: Int32Array,
  ngramSize: number,
): Promise<Map<number, CandidateText>> {
  await engine.createTable('near_window', { node: 'integer' });
  await engine.append('near_window', [nodes]);
  const shingles = new Map<number, Uint32Array>();
  for await (const { node, words } of streamWords(engine)) shingles.set(node, shingleSet(words, ngramSize));
  const texts = new Map<number, CandidateText>();
  const details = engine.stream('select d.* from near_window w join near_details d on d.node = w.node');
  for await (const rows of details)
    for (const row of rows) {
      const read = shingles.get(row['node'] as number);
      if (read !== undefined) texts.set(row['node'] as number, { row, shingles: read });
    }
  await engine.run('drop table near_window');
  return texts;
}

/** The words of the texts in `near_window`, in any order, since engines sort long values in memory. */
async function* streamWords(
  engine: Engine,
): AsyncGenerator<{ readonly node: number; readonly words: Uint32Array }> {
  const open = new Map<number, { readonly bytes: Uint8Array; filled: number }>();
  for await (const rows of engine.stream(piecesSql(engine.dialect)))
    for (const row of rows) {
      const node = row['node'] as number;
      const piece = row['words'] as Uint8Array;
      const text = open.get(node) ?? { bytes: new Uint8Array(row['word_bytes'] as number), filled: 0 };
      text.bytes.set(piece, (row['piece'] as number) * PIECE_BYTES);
      text.filled += piece.length;
      if (text.filled < text.bytes.length) open.set(node, text);
      else {
        open.delete(node);
        yield { node, words: wordsFromBytes(text.bytes) };
      }
    }
}

function piecesSql({ byteLength, bytes, integersBelow, explode }: Dialect): string {
  const size = byteLength('words');
  const pieces = integersBelow(`floor((${size} + ${PIECE_BYTES - 1}) / ${PIECE_BYTES})`);
  return `select node, piece, ${size} as word_bytes, ${bytes('words', `piece * ${PIECE_BYTES}`, PIECE_BYTES)} as words
    from (select *, ${explode(pieces)} as piece
      from (select n.node, ${COMPARED} as words from near_window w join near_nodes n on n.node = w.node
        join words on words.record = n.record) texts) pieces`;
}
