/** The scores if all are present, else null: a combination needs every score it was fitted with. */
export const allOf = (scores: readonly (number | null)[]): number[] | null =>
  scores.length === 0 || scores.some((score) => score === null) ? null : (scores as number[]);
