export interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * Reduces a line to about `most` points: the first, the last, and the lowest and highest of each stretch between. This
 * keeps every peak, like the M4 aggregation (Jugel et al., PVLDB 7:10, 2014).
 */
export function thin<P extends Place>(line: readonly P[], most = 300): readonly P[] {
  if (line.length <= most) return line;
  const stretches = Math.floor((most - 2) / 2);
  const inner = line.length - 2;
  const kept = [line[0]!];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = 1 + Math.floor((stretch * inner) / stretches);
    const to = 1 + Math.floor(((stretch + 1) * inner) / stretches);
    let [lowest, highest] = [from, from];
    for (let at = from + 1; at < to; at++) {
      if (line[at]!.y < line[lowest]!.y) lowest = at;
      if (line[at]!.y > line[highest]!.y) highest = at;
    }
    kept.push(line[Math.min(lowest, highest)]!);
    if (lowest !== highest) kept.push(line[Math.max(lowest, highest)]!);
  }
  kept.push(line.at(-1)!);
  return kept;
}

/** Path data of a line. */
export const pathOf = (line: readonly Place[]): string =>
  line.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
