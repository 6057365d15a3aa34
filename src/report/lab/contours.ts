const CELLS = 44;

/**
 * Contours of the densest regions that hold the given shares of the points, as path data within a square of `side`: a
 * Gaussian kernel estimate on a grid, cut by marching squares at quantiles of the density at the points (highest density
 * regions, Hyndman, The American Statistician 50:2, 1996). The bandwidth is two thirds of Scott's rule on each axis: the
 * rule itself assumes a single mode and would fill the gap between two.
 */
export function densityContours(
  points: readonly (readonly [x: number, y: number])[],
  side: number,
  shares: readonly number[],
): string {
  if (points.length < 3) return '';
  const step = side / CELLS;
  const kernels = ([0, 1] as const).map((axis) => {
    const values = points.map((point) => point[axis]);
    const centre = values.reduce((a, b) => a + b, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length);
    // A collapsed loop has almost no spread: its region is then one cell wide.
    const width = Math.max(step / 2, (2 / 3) * spread * values.length ** (-1 / 6));
    return (at: number, value: number) => Math.exp(-0.5 * ((at - value) / width) ** 2);
  });
  const density = (x: number, y: number): number =>
    points.reduce((sum, point) => sum + kernels[0]!(x, point[0]) * kernels[1]!(y, point[1]), 0);
  const grid = new Float64Array((CELLS + 1) ** 2);
  for (const [px, py] of points) {
    const columns = Float64Array.from({ length: CELLS + 1 }, (_, at) => kernels[0]!(at * step, px));
    for (let row = 0; row <= CELLS; row++) {
      const weight = kernels[1]!(row * step, py);
      if (weight < 1e-9) continue;
      for (let column = 0; column <= CELLS; column++)
        grid[row * (CELLS + 1) + column]! += weight * columns[column]!;
    }
  }
  const own = Float64Array.from(points, ([x, y]) => density(x, y)).sort();
  return shares
    .map((share) => marchingSquares(grid, own[Math.floor((1 - share) * (own.length - 1))]!, step))
    .join('');
}

/** Segments where the grid crosses a level, each corner pair interpolated. */
function marchingSquares(grid: Float64Array, level: number, step: number): string {
  let path = '';
  for (let row = 0; row < CELLS; row++)
    for (let column = 0; column < CELLS; column++) {
      const at = row * (CELLS + 1) + column;
      const corners = [grid[at]!, grid[at + 1]!, grid[at + CELLS + 2]!, grid[at + CELLS + 1]!] as const;
      const crossings: string[] = [];
      for (const [edge, [x, y, dx, dy]] of EDGES.entries()) {
        const [from, to] = [corners[edge]!, corners[(edge + 1) % 4]!];
        if (from >= level === to >= level) continue;
        const part = (level - from) / (to - from);
        crossings.push(
          `${((column + x + part * dx) * step).toFixed(1)} ${((row + y + part * dy) * step).toFixed(1)}`,
        );
      }
      for (let pair = 0; pair + 1 < crossings.length; pair += 2)
        path += `M${crossings[pair]}L${crossings[pair + 1]}`;
    }
  return path;
}

/** Start and direction of a cell's edges, clockwise from the top left. */
const EDGES = [
  [0, 0, 1, 0],
  [1, 0, 0, 1],
  [1, 1, -1, 0],
  [0, 1, 0, -1],
] as const;
