/** What asking a language model for scores came to. */
export interface ScoreFacts {
  readonly names: readonly string[];
  readonly texts: number;
  readonly scoredNow: number;
  readonly scoredBefore: number;
  readonly tooShort: number;
  readonly refused: number;
  readonly unanswered: number;
  readonly beyond: number | null;
}

/** `publishedFor`: what was published for a score of these very models. */
export function renderScores(
  { names, texts, scoredNow, scoredBefore, tooShort, refused, unanswered, beyond }: ScoreFacts,
  out: string,
  publishedFor: (name: string) => readonly string[],
): string {
  const left = [
    tooShort > 0 ? `${tooShort} too short` : '',
    refused > 0 ? `${refused} refused by the server` : '',
    unanswered > 0 ? `${unanswered} not answered by it` : '',
  ].filter((part) => part !== '');
  return [
    `${texts} different texts: ${scoredNow} scored now, ${scoredBefore} before${left.length > 0 ? `; left out: ${left.join(', ')}` : ''}`,
    ...(beyond === null
      ? []
      : [
          `${Number((100 * beyond).toFixed(1))} % of the probability lies beyond the listed tokens and is estimated`,
        ]),
    ...names.map((name) => `  ${name}`),
    ...names.flatMap((name) => publishedFor(name).map((line) => `published for ${name}: ${line}`)),
    scoredNow + scoredBefore > 0 ? `Written to ${out}` : 'No text has scores, so that nothing was written',
    '',
  ].join('\n');
}
