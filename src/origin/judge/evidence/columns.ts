import type { EvidenceKind } from './kind.js';

/** The claim of a column of the data set, which nobody has checked. */
export const columns: EvidenceKind = {
  id: 'columns',
  rung: 'declared',
  version: 1,
  title: 'a column of the data set',
  signals: [],
  read: ({ claimedOrigin, claimedText }) =>
    claimedOrigin === null ? null : { origin: claimedOrigin, detail: claimedText ?? claimedOrigin },
};
