import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { FreckleError } from '../../../core/errors.js';

/** Text to ids as the marked model had them. */
export interface TextTokenizer {
  /** Without special tokens: marks are scored from the first token of the text. */
  readonly encode: (text: string) => Int32Array;
  readonly decode: (ids: Int32Array) => string;
  /** One above the largest id, special tokens included. The model's output layer may be larger. */
  readonly size: number;
}

const shape = z.looseObject({ model: z.looseObject({ vocab: z.unknown() }) });

/**
 * Reads a Hugging Face `tokenizer.json` (BPE, WordPiece, Unigram).
 * @throws FreckleError `invalid-setting` where the text is none
 */
export function readTokenizer(json: string, file: string): TextTokenizer {
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(shape.parse(JSON.parse(json)), {});
  } catch (cause) {
    throw new FreckleError(
      'invalid-setting',
      `${file} is no tokenizer.json of Hugging Face: ${cause instanceof z.ZodError ? 'it has no model with a vocab' : (cause as Error).message}`,
      { cause },
    );
  }
  let largest = -1;
  for (const id of tokenizer.get_vocab(true).values()) largest = Math.max(largest, id);
  return {
    encode: (text) => Int32Array.from(tokenizer.encode(text, { add_special_tokens: false }).ids),
    decode: (ids) => tokenizer.decode([...ids], { skip_special_tokens: false }),
    size: largest + 1,
  };
}
