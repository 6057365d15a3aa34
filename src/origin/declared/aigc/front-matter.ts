import { parse } from 'yaml';

/** Longer front matter is not read. Cards of data sets with hundreds of configurations have about 200 kB. */
const MOST_CHARACTERS = 512 * 1024;

export interface FrontMatter {
  /** The text between the fences. */
  readonly text: string;
  /** End of the block, including its closing fence. */
  readonly end: number;
}

/** The block between `---` lines at the very beginning of a Markdown text, or null. */
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
 * Parses untrusted YAML into plain values, without tags and aliases and with the core schema's types only; null for
 * anything else. Of two members with one name the last wins: refusing them would take quadratic time, and files may
 * have tens of thousands.
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
    // Not YAML, or nested too deeply for the stack: no declaration.
    return null;
  }
}
