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

/**
 * Share of the given ids that also occur in what the tokenizer makes of the text, each as often as it occurs there. Near
 * 1 for the tokenizer that made them, even where a model wrote a word in other pieces; another vocabulary has other
 * numbers for the same pieces and comes near 0.
 */
export function agreement(given: Int32Array, made: Int32Array): number {
  if (given.length === 0) return made.length === 0 ? 1 : 0;
  const left = new Map<number, number>();
  for (const id of made) left.set(id, (left.get(id) ?? 0) + 1);
  let shared = 0;
  for (const id of given) {
    const count = left.get(id) ?? 0;
    if (count === 0) continue;
    left.set(id, count - 1);
    shared++;
  }
  return shared / Math.max(given.length, made.length);
}
