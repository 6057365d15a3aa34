import { assert } from '../core/errors.js';
import type { ImageStack } from '../core/model.js';
import { frechetDistance, type Moments, momentsOf } from '../math/frechet.js';
import { type Overlap, overlapOf, type Support, supportOf } from '../math/neighbours.js';
import { principalComponents, project } from '../math/principal-components.js';
import { randomFrom } from '../math/random.js';

/** How generated pictures stand to real ones in a space that no generation changes. */
export interface PictureDistance extends Overlap {
  /** Squared, in units of squared pixel values. */
  readonly frechet: number;
}

/** A fixed ruler for pictures, learned from real ones alone. */
export interface FeatureSpace {
  readonly components: number;
  /** Share of the real pictures' variance that the space keeps, in [0, 1]. */
  readonly explainedShare: number;
  readonly features: (pictures: ImageStack) => Float64Array;
  readonly compare: (pictures: ImageStack) => PictureDistance;
}

/** Neighbours that span a ball: Alemohammad et al. (arXiv 2307.01850) take 5. */
export const NEIGHBOURS = 5;

/**
 * The space of the real pictures' leading principal components after a light blur, so that a stroke that
 * moved by a pixel is near, not far. It stands in for Inception's features, which a program of this size
 * cannot carry: its distances compare generations with one another, never with a published FID.
 */
export function openFeatureSpace(real: ImageStack, components = 40): FeatureSpace {
  const { width, height } = real;
  const found = principalComponents(blurred(real), width * height, components, randomFrom('feature-space'));
  assert(found !== null && real.count > NEIGHBOURS, 'a feature space needs more pictures than neighbours');
  const features = (pictures: ImageStack): Float64Array => project(found, blurred(pictures));
  const columns = found.variances.length;
  const reference: { moments: Moments; support: Support } = summarised(features(real), columns);
  return {
    components: columns,
    explainedShare: found.explainedShare,
    features,
    compare: (pictures) => {
      const { moments, support } = summarised(features(pictures), columns);
      const overlap = overlapOf(reference.support, support);
      assert(overlap !== null, `a comparison needs more than ${NEIGHBOURS} pictures`);
      return { frechet: frechetDistance(reference.moments, moments), ...overlap };
    },
  };
}

function summarised(points: Float64Array, columns: number): { moments: Moments; support: Support } {
  const moments = momentsOf(points, columns);
  assert(moments !== null, 'a comparison needs at least two pictures');
  return { moments, support: supportOf(points, columns, NEIGHBOURS) };
}

/** Convolved with the binomial kernel (1 2 1)/4 both ways, the border repeated. */
function blurred({ count, width, height, pixels }: ImageStack): Float64Array {
  const across = new Float64Array(pixels.length);
  const result = new Float64Array(pixels.length);
  const smooth = (
    from: ArrayLike<number>,
    to: Float64Array,
    at: number,
    step: number,
    place: number,
    length: number,
  ): void => {
    const before = place > 0 ? from[at - step]! : from[at]!;
    const after = place < length - 1 ? from[at + step]! : from[at]!;
    to[at] = 0.25 * before + 0.5 * from[at]! + 0.25 * after;
  };
  const side = width * height;
  for (let at = 0; at < count * side; at++) smooth(pixels, across, at, 1, at % width, width);
  for (let at = 0; at < count * side; at++)
    smooth(across, result, at, width, Math.floor((at % side) / width), height);
  return result;
}
