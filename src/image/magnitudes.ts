import type { LowBand } from './chroma.js';

const BLOCK = 4;

/** The largest magnitude, except the first value, of every complete 4 × 4 block, row by row. */
export function blockMagnitudes({ width, height, data }: LowBand): Float32Array {
  const [columns, rows] = [width >> 2, height >> 2];
  const largest = new Float32Array(columns * rows);
  for (let row = 0, block = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, block++) {
      const start = (row * width + column) * BLOCK;
      let most = 0;
      for (let y = 0; y < BLOCK; y++)
        for (let x = y === 0 ? 1 : 0; x < BLOCK; x++)
          most = Math.max(most, Math.abs(data[start + y * width + x]!));
      largest[block] = most;
    }
  return largest;
}
