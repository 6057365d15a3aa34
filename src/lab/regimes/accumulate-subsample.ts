import type { Regime } from '../../core/regime.js';
import { subsampleRows } from '../data.js';
import { everything, selectFrom } from './compose.js';

/** The pool grows; the training set keeps its size. */
export const accumulateSubsample: Regime = {
  id: 'accumulate-subsample',
  version: 1,
  title: 'Accumulate and subsample',
  description: "A uniform sample of all accumulated records, of one generation's size.",
  trainedOn: 'on a sample of all data so far',
  source: 'Kazdan et al., arXiv 2410.16713',
  settings: [],
  expectedCounts: (_generation, size) => ({ real: null, synthetic: null, total: size }),
  compose: (state, random) => {
    const pool = everything(state);
    return selectFrom(pool, subsampleRows(pool.data.count, state.size, random));
  },
};
