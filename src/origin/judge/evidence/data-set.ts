import type { EvidenceKind } from './kind.js';

/**
 * The data set's statement about all its records. `mixed` concerns only some of them, so single records stay unknown.
 */
export const dataSet: EvidenceKind = {
  id: 'data-set',
  rung: 'declared',
  version: 1,
  title: 'the data set’s card or description',
  signals: [],
  isOfDataSet: true,
  read: ({ dataSetClaim }) =>
    dataSetClaim === null
      ? null
      : {
          origin: dataSetClaim.origin === 'mixed' ? 'unknown' : dataSetClaim.origin,
          detail: `${dataSetClaim.file}: ${dataSetClaim.words}`,
        },
};
