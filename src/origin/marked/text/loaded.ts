import type { MarksConfig } from './config.js';
import type { TextTokenizer } from './tokenizer.js';

/** What texts are judged by: marks under their keys, and the tokenizer where one is named. */
export interface OpenMarks {
  readonly config: MarksConfig;
  readonly tokenizer: TextTokenizer | null;
}

/** Marks that this thread has read, by the digest that signal settings name; filled before the first measurement. */
const loaded = new Map<string, OpenMarks>();

export const holdMarks = (digest: string, marks: OpenMarks): void => {
  loaded.set(digest, marks);
};

export const heldMarks = (digest: string): OpenMarks | undefined => loaded.get(digest);
