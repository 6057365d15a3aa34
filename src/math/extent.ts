/** Least and greatest of the values, [∞, −∞] of none. By a loop: a long array does not fit a call's arguments. */
export function extent(values: ArrayLike<number>): [low: number, high: number] {
  let low = Infinity;
  let high = -Infinity;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
