import { FreckleError } from '../core/errors.js';
import { DEFAULT_FORMAT_SETTINGS, type InputFile } from '../core/format.js';
import type { Codec } from '../formats/compression/index.js';
import { codecOfJsonl, FORMATS, JSONL_ENDINGS, listInputs } from '../formats/index.js';
import { itemsOfLines } from '../formats/line-items.js';
import { tokenIdsOf } from '../formats/token-ids.js';
import { agreement } from '../origin/marked/text/agreement.js';
import type { TokenSource } from '../origin/marked/text/judge.js';
import type { TextTokenizer } from '../origin/marked/text/tokenizer.js';

/** Columns of a record's token ids, text and id. */
export interface TokenColumns {
  /** Column of the token ids; null where the tokenizer encodes the text. */
  readonly tokens: string | null;
  readonly text: string;
  readonly id: string;
}

/** One record of a file with its token ids. */
export interface TokenRecord {
  /** `texts.jsonl:12` */
  readonly position: string;
  readonly id: string | null;
  readonly source: TokenSource;
  /** Why the line could not be read, or null. */
  readonly fault: string | null;
}

const NO_TOKENS: TokenSource = { tokens: new Int32Array(0), agreement: null };

/**
 * The records of JSON-lines files, in order. An unreadable line becomes a record with a fault.
 * @throws FreckleError for a missing input or another format
 */
export async function* readTokenRecords(
  inputs: readonly string[],
  columns: TokenColumns,
  tokenizer: TextTokenizer | null,
): AsyncGenerator<TokenRecord, void, void> {
  const listed = await listInputs(inputs, { formats: FORMATS });
  const [problem] = listed.problems;
  if (problem !== undefined)
    throw new FreckleError(
      problem.code === 'input-unreadable' ? 'no-readable-files' : problem.code,
      problem.message,
    );
  for (const input of listed.inputs) {
    const codec = codecOfJsonl(input.format);
    if (codec === undefined)
      throw new FreckleError(
        'unknown-format',
        `${input.name} has the format ${input.format}: expected JSON lines (${JSONL_ENDINGS})`,
      );
    yield* recordsOf(input, codec, columns, tokenizer);
  }
}

async function* recordsOf(
  input: InputFile,
  codec: Codec | null,
  columns: TokenColumns,
  tokenizer: TextTokenizer | null,
): AsyncGenerator<TokenRecord, void, void> {
  const split = { start: 0, end: input.sizeBytes, firstLine: 1 };
  for await (const part of itemsOfLines(input, split, DEFAULT_FORMAT_SETTINGS, codec)) {
    if (part.kind === 'lost') {
      const position = `${input.name}:${part.position.line ?? 1}`;
      yield { position, id: null, source: NO_TOKENS, fault: part.message };
      continue;
    }
    for (let index = 0; index < part.count; index++) {
      const line = part.bytes.toString('utf8', part.start[index]!, part.end[index]!);
      yield recordOfLine(line, `${input.name}:${part.line[index]!}`, columns, tokenizer);
    }
  }
}

function recordOfLine(
  line: string,
  position: string,
  columns: TokenColumns,
  tokenizer: TextTokenizer | null,
): TokenRecord {
  const bad = (fault: string, id: string | null = null): TokenRecord => ({
    position,
    id,
    source: NO_TOKENS,
    fault,
  });
  let row: { readonly [column: string]: unknown };
  try {
    row = JSON.parse(line);
  } catch (error) {
    return bad(`expected a JSON object: ${(error as Error).message}`);
  }
  if (typeof row !== 'object' || row === null) return bad('expected a JSON object, found another JSON value');
  const id = row[columns.id] === undefined || row[columns.id] === null ? null : String(row[columns.id]);
  const text = row[columns.text];
  const made = tokenizer !== null && typeof text === 'string' && text !== '' ? tokenizer.encode(text) : null;
  if (columns.tokens === null) {
    if (made === null) return bad(`column ${JSON.stringify(columns.text)} holds no text`, id);
    return { position, id, source: { tokens: made, agreement: null }, fault: null };
  }
  const tokens = tokenIdsOf(row[columns.tokens]);
  if ('why' in tokens) return bad(`column ${JSON.stringify(columns.tokens)}: ${tokens.why}`, id);
  return {
    position,
    id,
    source: { tokens, agreement: made === null ? null : agreement(tokens, made) },
    fault: null,
  };
}
