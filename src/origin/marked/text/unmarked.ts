import { FreckleError } from '../../../core/errors.js';
import type { WatermarkConfig } from './config.js';
import type { RecordJudgement } from './judgement.js';

/**
 * Scores of texts known to be unmarked. The null laws hold over the choice of the key. In practice the key is fixed,
 * and an unlucky key favours the common words of a language. The rank of a score among those of unmarked texts is a
 * p-value that holds for this key, provided the texts are of the same kind (split conformal: Vovk, Gammerman and
 * Shafer, 2005, §2.2).
 */
export interface UnmarkedReference {
  /** (1 + texts with a p-value as small) / (1 + texts). */
  readonly rank: (watermark: string, pValue: number) => number;
}

/**
 * @throws FreckleError `invalid-setting` with too few texts for the promised rate: the smallest possible rank,
 * 1 / (1 + texts), must not exceed each watermark's part of the rate
 */
export function unmarkedReference(
  judgements: readonly RecordJudgement[],
  config: WatermarkConfig,
): UnmarkedReference {
  const needed = Math.ceil(config.watermarks.length / config.falsePositiveRate) - 1;
  const sorted = new Map(
    config.watermarks.map(({ name }) => {
      const values = judgements.flatMap(
        ({ watermarks }) => watermarks.find(({ watermark }) => watermark === name)?.pValue ?? [],
      );
      if (values.length < needed)
        throw new FreckleError(
          'invalid-setting',
          `${name}: ${values.length} unmarked texts could be scored, but a false-positive rate of ${config.falsePositiveRate} over ${config.watermarks.length} watermarks needs ${needed}: give more texts, fewer watermarks or a larger rate`,
        );
      return [name, Float64Array.from(values).sort()];
    }),
  );
  return {
    rank: (watermark, pValue) => {
      const values = sorted.get(watermark)!;
      let below = 0;
      let above = values.length;
      while (below < above) {
        const middle = (below + above) >> 1;
        if (values[middle]! <= pValue) below = middle + 1;
        else above = middle;
      }
      return (1 + below) / (1 + values.length);
    },
  };
}
