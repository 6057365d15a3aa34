export const plural = (count: number, noun: string): string => (count === 1 ? noun : `${noun}s`);

/** Names listed in a sentence; the others are counted. */
export const NAMED = 3;

export function named(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).join(', ');
  return names.length > NAMED ? `${shown} and ${names.length - NAMED} more` : shown;
}
