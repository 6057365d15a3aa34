import type { Origin } from '../../../core/origin.js';
import { detailOf, type EvidenceKind } from './kind.js';

/** The picture's own words: credentials in any state, IPTC's source type, the AIGC label, generators' metadata. */
export const imageMetadata: EvidenceKind = {
  id: 'image-metadata',
  rung: 'declared',
  version: 1,
  title: 'the image’s own metadata',
  signals: ['image-declared-origin'],
  read: ({ value, notes }) => {
    const origin = value('image-declared-origin') as Origin | null;
    return origin === null ? null : { origin, detail: detailOf(notes('image-declared-origin')) };
  },
};
