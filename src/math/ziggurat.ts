/** Where the tail beyond the layers starts, and the area of every layer: the 256-layer constants of Doornik (2005). */
export const NORMAL_TAIL_START = 3.6541528853610088;
const LAYER_AREA = 4.92867323399e-3;
const LAYERS = 256;

/**
 * Layers of equal area under exp(−x²/2). `edge[i]` is the layer's right end, `ratio[i]` the share of it that
 * lies wholly under the curve, `density[i]` the curve at the layer's edge.
 */
export function normalTables(): { edge: Float64Array; ratio: Float64Array; density: Float64Array } {
  const edge = new Float64Array(LAYERS + 1);
  const ratio = new Float64Array(LAYERS);
  const density = new Float64Array(LAYERS + 1);
  let curve = Math.exp(-0.5 * NORMAL_TAIL_START ** 2);
  edge[0] = LAYER_AREA / curve;
  edge[1] = NORMAL_TAIL_START;
  edge[LAYERS] = 0;
  for (let layer = 2; layer < LAYERS; layer++) {
    edge[layer] = Math.sqrt(-2 * Math.log(LAYER_AREA / edge[layer - 1]! + curve));
    curve = Math.exp(-0.5 * edge[layer]! ** 2);
  }
  for (let layer = 0; layer < LAYERS; layer++) ratio[layer] = edge[layer + 1]! / edge[layer]!;
  for (let layer = 0; layer <= LAYERS; layer++) density[layer] = Math.exp(-0.5 * edge[layer]! ** 2);
  return { edge, ratio, density };
}
