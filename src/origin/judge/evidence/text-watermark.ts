import { detailOf, type EvidenceKind } from './kind.js';

/** At the false-positive rate that the file of marks promises: that share of unmarked texts is called synthetic too. */
export const textWatermark: EvidenceKind = {
  id: 'text-watermark',
  rung: 'watermarked',
  version: 1,
  title: 'text watermarks',
  signals: ['text-watermark'],
  read: ({ value, notes }) =>
    value('text-watermark') === 'watermarked'
      ? { origin: 'synthetic', detail: detailOf(notes('text-watermark')) }
      : null,
};
