import type { EvidenceKind } from './kind.js';

/** A date after the cut-off is no evidence. Known bias: data sets often give the date of first publication. */
export const captureDate: EvidenceKind = {
  id: 'capture-date',
  rung: 'dated',
  version: 1,
  title: 'a date before the cut-off',
  signals: [],
  read: ({ day, captureCutoff }) =>
    day !== null && day < captureCutoff
      ? { origin: 'human', detail: `${day}, before ${captureCutoff}` }
      : null,
};
