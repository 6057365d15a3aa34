import { FreckleError } from '../../../core/errors.js';
import type { MarksConfig } from './config.js';
import type { RecordJudgement } from './judgement.js';

/**
 * What the marks say of texts known to be unmarked. The laws of the scores hold over the choice of the key; a key is
 * fixed, and an unlucky one favours the common words of a language. The rank of a score among those of unmarked texts
 * is a p-value that holds for this key, as long as the texts are of the same kind (split conformal: Vovk, Gammerman and
 * Shafer, 2005, §2.2).
 */
export interface UnmarkedReference {
  /** (1 + texts with a p-value as small) / (1 + texts). */
  readonly rank: (mark: string, pValue: number) => number;
}

/**
 * @throws FreckleError `invalid-setting` where there are too few for the promised rate: the smallest rank there is,
 * 1 / (1 + texts), must be within each mark's part of it
 */
export function unmarkedReference(
  judgements: readonly RecordJudgement[],
  config: MarksConfig,
): UnmarkedReference {
  const needed = Math.ceil(config.marks.length / config.falsePositiveRate) - 1;
  const sorted = new Map(
    config.marks.map(({ name }) => {
      const values = judgements.flatMap(({ marks }) => marks.find(({ mark }) => mark === name)?.pValue ?? []);
      if (values.length < needed)
        throw new FreckleError(
          'invalid-setting',
          `${name}: ${values.length} unmarked texts could be scored, and ${needed} are needed to promise ${config.falsePositiveRate} over ${config.marks.length} marks; give more of them, fewer marks or a larger rate`,
        );
      return [name, Float64Array.from(values).sort()];
    }),
  );
  return {
    rank: (mark, pValue) => {
      const values = sorted.get(mark)!;
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
