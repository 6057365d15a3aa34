import type { Role } from '../../core/part.js';
import { draftsOf, type Layout, names } from './layout.js';

/** Columns that together are one document, best first. All columns of a set must be there, save those after a `?`. */
const SETS: readonly string[][] = [
  'premise hypothesis',
  'sentence1 sentence2',
  'title? selftext',
  'summary? review_text',
  'summary? reviewtext',
  'review_title? review_body',
  'title? review',
  'func_documentation_string? whole_func_string',
  'docstring? func_code_string',
  'docstring? code',
  'source_code',
  'sentence',
  'tweet',
  'comment',
  'comment_text',
  'comment_body',
  'post',
  'abstract',
  'lyrics',
  'poem',
  'story',
  'transcript',
  'transcription',
  'markdown',
  'utterance',
  'sms',
  'quote',
].map(names);

const bare = (name: string): string => (name.endsWith('?') ? name.slice(0, -1) : name);

/** Documents whose columns have names of their trade: code, reviews, posts, sentence pairs. */
export const document: Layout = {
  id: 'document',
  title: 'Documents in columns of their own names: code, reviews, posts, sentence pairs',
  columns: [...new Set(SETS.flatMap((set) => set.map(bare)))],
  partsOf: (columns) => {
    for (const set of SETS) {
      const isThere = set.every((name) => name.endsWith('?') || typeof columns.get(name)?.value === 'string');
      if (isThere) return set.flatMap((name) => draftsOf(columns, bare(name), ROLE));
    }
    return null;
  },
};

const ROLE: Role = 'text';
