import { detailOf, type EvidenceKind } from './kind.js';

/** The watermarks file promises a false-positive rate: at most that share of unmarked texts is called synthetic. */
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
