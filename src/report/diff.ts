/** One stretch of a comparison: in both texts, only in the first, or only in the second. */
export interface Change {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Only the first words are compared. */
const MAX_WORDS = 600;

/**
 * The word-by-word changes from one text to another: a longest common subsequence over runs of non-space, by dynamic
 * programming (at most 600 × 600 cells). For people to look at, not a measure of similarity.
 */
export function diffWords(before: string, after: string): Change[] {
  const a = wordsOf(before);
  const b = wordsOf(after);
  const length = commonLengths(a, b);
  const changes: { kind: Change['kind']; text: string }[] = [];
  const push = (kind: Change['kind'], text: string) => {
    const last = changes.at(-1);
    if (last?.kind === kind) last.text += text;
    else changes.push({ kind, text });
  };
  const width = b.length + 1;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && keyOf(a[i]!) === keyOf(b[j]!)) {
      push('same', b[j]!);
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && length[(i + 1) * width + j]! >= length[i * width + j + 1]!))
      push('removed', a[i++]!);
    else push('added', b[j++]!);
  }
  return changes;
}

/** A word and the space after it. */
const wordsOf = (text: string): string[] => (text.match(/\S+\s*|\s+/g) ?? []).slice(0, MAX_WORDS);
const keyOf = (word: string): string => word.trimEnd();

/** `table[i × (b.length + 1) + j]` is the length of the longest common subsequence of a[i…] and b[j…]. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array {
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i * width + j] =
        keyOf(a[i]!) === keyOf(b[j]!)
          ? table[(i + 1) * width + j + 1]! + 1
          : Math.max(table[(i + 1) * width + j]!, table[i * width + j + 1]!);
  return table;
}
