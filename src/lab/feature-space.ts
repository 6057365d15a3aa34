import { assert } from '../core/errors.js';
import type { ImageStack } from '../core/model.js';
import { frechetDistance, type Moments, momentsOf } from '../math/frechet.js';
import { type Overlap, overlapOf, type Support, supportOf } from '../math/neighbours.js';
import { principalComponents, project } from '../math/principal-components.js';
import { randomFrom } from '../math/random.js';
import { blurred, STROKE_STATISTICS, strokeStatistics } from './strokes.js';

/** Comparison of generated with real pictures in a space that no generation changes. */
export interface PictureDistance extends Overlap {
  /** Squared; 1 is the layout's total variance over real pictures. */
  readonly frechet: number;
}

/** A fixed measure for pictures, learned only from real ones. */
export interface FeatureSpace {
  /** Numbers that describe a picture. */
  readonly columns: number;
  /** Share of the real pictures' variance that the layout's components keep, in [0, 1]. */
  readonly explainedShare: number;
  readonly features: (pictures: ImageStack) => Float64Array;
  readonly compare: (pictures: ImageStack) => PictureDistance;
}

/** Neighbours that span a ball: Alemohammad et al. (arXiv 2307.01850) take 5. */
export const NEIGHBOURS = 5;

/**
 * Weight of strokes against layout, our own choice: held-out drawings have precision .92 at any weight. At 0 a smudge
 * counts as precise; at 1 only a drawing does, and later generations could not fall further.
 */
const STROKE_SHARE = 0.1;

/**
 * Describes a picture by its layout (leading principal components of the real pictures after a light blur, so that a
 * stroke moved by a pixel stays near) and by its strokes (`strokeStatistics`). On real pictures the total variance of the
 * strokes is STROKE_SHARE of the layout's.
 *
 * Layout alone is not enough: it is linear, so a smudge near the mean of all drawings lies among the real ones and counts
 * as precise. The space replaces Inception's features, which are too large for this program. Its distances compare
 * generations with one another, never with a published FID.
 */
export function openFeatureSpace(real: ImageStack, components = 20): FeatureSpace {
  const { width, height } = real;
  const layout = principalComponents(blurred(real), width * height, components, randomFrom('feature-space'));
  assert(layout !== null && real.count > NEIGHBOURS, 'a feature space needs more pictures than neighbours');
  const total = layout.variances.reduce((sum, variance) => sum + variance, 0);
  const layoutScale = 1 / Math.sqrt(total);
  const strokeScale = Math.sqrt(STROKE_SHARE / STROKE_STATISTICS);
  const strokes = standardiser(strokeStatistics(real), STROKE_STATISTICS);
  const layoutColumns = layout.variances.length;
  const columns = layoutColumns + STROKE_STATISTICS;
  const features = (pictures: ImageStack): Float64Array => {
    const where = project(layout, blurred(pictures));
    const how = strokes(strokeStatistics(pictures));
    const joined = new Float64Array(pictures.count * columns);
    for (let row = 0; row < pictures.count; row++) {
      for (let at = 0; at < layoutColumns; at++)
        joined[row * columns + at] = layoutScale * where[row * layoutColumns + at]!;
      for (let at = 0; at < STROKE_STATISTICS; at++)
        joined[row * columns + layoutColumns + at] = strokeScale * how[row * STROKE_STATISTICS + at]!;
    }
    return joined;
  };
  const reference = summarised(features(real), columns);
  return {
    columns,
    explainedShare: layout.explainedShare,
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

/** Subtracts the mean and divides by the standard deviation that each column has on real pictures. */
function standardiser(points: Float64Array, columns: number): (points: Float64Array) => Float64Array {
  const { mean, covariance } = momentsOf(points, columns)!;
  // A statistic that does not vary on real pictures keeps its own units.
  const deviation = mean.map((_, at) => Math.sqrt(covariance[at * columns + at]!) || 1);
  return (others) => others.map((value, at) => (value - mean[at % columns]!) / deviation[at % columns]!);
}
