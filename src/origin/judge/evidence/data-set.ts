import type { EvidenceKind } from './kind.js';

/** What the data set says of all its records. `mixed` means some of them, which tells nothing of a single one. */
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
