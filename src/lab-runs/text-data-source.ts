import { createHash } from 'node:crypto';
import { FreckleError } from '../core/errors.js';
import type { TextList } from '../core/model.js';
import { selectRows } from '../lab/data.js';
import type { DataSource } from '../lab/data-source.js';

const HELD_OUT_SHARE = 0.1;
const HELD_OUT_MOST = 500;

/** SHA-256 of texts, wherever they were read. */
export function digestTexts(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}\n`).update(text);
  return hash.digest('hex');
}

/** A data source of the user's own texts: a tenth of them, at most 500, are held out; fresh ones are those not yet given. */
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
          `${path} holds ${texts.count} texts; ${size} for training and ${heldOut} held out were asked for; make --size smaller`,
        );
      return {
        heldOut: selectRows(texts, order.subarray(0, heldOut)),
        initial: selectRows(texts, order.subarray(heldOut, given)),
        fresh: (count) => {
          if (given + count > texts.count)
            throw new FreckleError(
              'no-input',
              `fresh real texts are used up: ${path} holds ${texts.count}, ${given + count} were asked for`,
            );
          given += count;
          return selectRows(texts, order.subarray(given - count, given));
        },
      };
    },
  };
}
