import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { FreckleError } from '../../../core/errors.js';

/** Encodes text as the watermarked model did. */
export interface TextTokenizer {
  /** Without special tokens: watermarks are scored from the first token of the text. */
  readonly encode: (text: string) => Int32Array;
  readonly decode: (ids: Int32Array) => string;
  /** One above the largest id, special tokens included. The model's output layer may be larger. */
  readonly size: number;
}

const shape = z.looseObject({ model: z.looseObject({ vocab: z.unknown() }) });

/**
 * Reads a Hugging Face `tokenizer.json` (BPE, WordPiece, Unigram).
 * @throws FreckleError `invalid-setting` for any other content
 */
export function readTokenizer(json: string, file: string): TextTokenizer {
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(shape.parse(JSON.parse(json)), {});
  } catch (cause) {
    throw new FreckleError(
      'invalid-setting',
      `${file}: expected a tokenizer.json of Hugging Face: ${cause instanceof z.ZodError ? 'it has no model.vocab' : (cause as Error).message}`,
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
