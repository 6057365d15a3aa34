import { parse } from 'yaml';

/** Front matter beyond this is not read; data sets' cards with hundreds of configurations have some 200 kB. */
const MOST_CHARACTERS = 512 * 1024;

export interface FrontMatter {
  /** What stands between the fences. */
  readonly text: string;
  /** Where the block ends, its closing fence included. */
  readonly end: number;
}

/** The block between `---` lines at the very beginning of a Markdown text; null where there is none. */
export function frontMatterOf(text: string): FrontMatter | null {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  if (!text.startsWith('---', start)) return null;
  const opening = /^---[ \t]*\r?\n/.exec(text.slice(start, start + 80));
  if (opening === null) return null;
  const from = start + opening[0].length;
  const block = text.slice(from, from + MOST_CHARACTERS);
  const closing = /^(?:---|\.\.\.)[ \t]*$/m.exec(block.replaceAll('\r', ' '));
  if (closing === null) return null;
  return { text: block.slice(0, closing.index), end: from + closing.index + closing[0].length };
}

/**
 * YAML of strangers as plain values: no tags, no aliases, nothing but core's types; null for what is none. Of two members
 * of one name the last stands: to refuse them, the parser compares each with every other, and there may be tens of thousands.
 */
export function parsePlainYaml(yaml: string): unknown {
  try {
    return parse(yaml, {
      schema: 'core',
      maxAliasCount: 0,
      uniqueKeys: false,
      logLevel: 'error',
      prettyErrors: false,
    });
  } catch {
    // Not YAML, or nested deeper than the stack: then it declares nothing.
    return null;
  }
}
