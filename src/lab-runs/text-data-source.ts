import { createHash } from 'node:crypto';
import { FreckleError } from '../core/errors.js';
import type { TextList } from '../core/model.js';
import { selectRows } from '../lab/data.js';
import type { DataSource } from '../lab/data-source.js';

const HELD_OUT_SHARE = 0.1;
const HELD_OUT_MOST = 500;

/** SHA-256 of texts, whatever files they came from. */
export function digestTexts(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}\n`).update(text);
  return hash.digest('hex');
}

/** The user's own texts as a data source: a tenth of them, at most 500, are held out; fresh texts are those not yet given. */
export function textDataSource(path: string, texts: TextList): DataSource<TextList> {
  return {
    id: 'texts',
    title: `texts of ${path}`,
    dataKind: 'texts',
    settings: [],
    needs: [],
    open: (size, random) => {
      const order = random.split('order').permutation(texts.count);
      const heldOut = Math.min(HELD_OUT_MOST, Math.max(1, Math.floor(HELD_OUT_SHARE * texts.count)));
      let given = heldOut + size;
      if (given > texts.count)
        throw new FreckleError(
          'no-input',
          `the run needs ${size} texts for training and ${heldOut} held out, but ${path} holds ${texts.count}; lower --size`,
        );
      return {
        heldOut: selectRows(texts, order.subarray(0, heldOut)),
        initial: selectRows(texts, order.subarray(heldOut, given)),
        fresh: (count) => {
          if (given + count > texts.count)
            throw new FreckleError(
              'no-input',
              `fresh real texts are used up: the run needs ${given + count}, but ${path} holds ${texts.count}; lower --size or --generations`,
            );
          given += count;
          return selectRows(texts, order.subarray(given - count, given));
        },
      };
    },
  };
}
