import { detailOf, type EvidenceKind } from './kind.js';

export const invisibleWatermark: EvidenceKind = {
  id: 'invisible-watermark',
  rung: 'watermarked',
  version: 1,
  title: 'invisible watermarks',
  signals: ['invisible-watermark'],
  read: ({ value, notes }) => {
    const payload = value('invisible-watermark');
    return payload === null || payload === 'none'
      ? null
      : { origin: 'synthetic', detail: detailOf(notes('invisible-watermark')) };
  },
};

export const dallE2Signature: EvidenceKind = {
  id: 'dall-e-2-signature',
  rung: 'watermarked',
  version: 1,
  title: 'DALL·E 2’s colour squares',
  signals: ['dall-e-2-signature'],
  read: ({ value }) =>
    value('dall-e-2-signature') === 'present'
      ? { origin: 'synthetic', detail: 'five coloured squares in the bottom right corner' }
      : null,
};
