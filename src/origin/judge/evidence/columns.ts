import type { EvidenceKind } from './kind.js';

/** What a column beside the record says: a claim that nobody has checked. */
export const columns: EvidenceKind = {
  id: 'columns',
  rung: 'declared',
  version: 1,
  title: 'a column of the data set',
  signals: [],
  read: ({ claimedOrigin, claimedText }) =>
    claimedOrigin === null ? null : { origin: claimedOrigin, detail: claimedText ?? claimedOrigin },
};
