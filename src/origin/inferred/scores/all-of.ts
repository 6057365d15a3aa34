/** The scores where there are any and none is missing: a combination needs all it was fitted with. */
export const allOf = (scores: readonly (number | null)[]): number[] | null =>
  scores.length === 0 || scores.some((score) => score === null) ? null : (scores as number[]);
