import type { RunFacts } from './head.js';

/** Inputs that are named one by one. */
const SHOWN = 5;

/** Sentences on inputs whose outputs lack columns. */
export function notCopiedTexts({ notCopied = [] }: RunFacts): string[] {
  const texts = notCopied
    .slice(0, SHOWN)
    .map(
      ({ input, reason }) =>
        `The columns of ${input} could not be copied as stored: ${reason}. Its outputs, or some of them, have only the columns that Freckle knows.`,
    );
  return notCopied.length > SHOWN
    ? [...texts, `${notCopied.length - SHOWN} more inputs have such columns.`]
    : texts;
}
