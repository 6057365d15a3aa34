/** The changes after deciding again. */
export interface ComparisonFacts {
  readonly sentences: readonly string[];
  readonly rules: readonly { readonly rule: string; readonly gained: number; readonly lost: number }[];
}

/** Rules that are listed, those with the most changes. */
const MOST_RULES = 12;

export function renderComparison({ sentences, rules }: ComparisonFacts): string {
  const lines = rules
    .slice(0, MOST_RULES)
    .map(({ rule, gained, lost }) => `  ${rule}: ${gained} more, ${lost} fewer\n`);
  return `\nChanged: ${sentences.join('\n  ')}\n${lines.join('')}`;
}
