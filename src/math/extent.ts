/**
 * Minimum and maximum, [∞, −∞] without values. Uses a loop, since a long array exceeds the argument limit of a call.
 */
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
