import { claimInWords, IMAGE_CLAIMS, readClaims } from '../../declared/measured/image-claims.js';
import { detailOf, type EvidenceKind } from './kind.js';

/** The image's own claims: credentials in any state, IPTC's source type, the AIGC label, generators' metadata. */
export const imageMetadata: EvidenceKind = {
  id: 'image-metadata',
  rung: 'declared',
  version: 1,
  title: 'the image’s own metadata',
  signals: [IMAGE_CLAIMS],
  read: (record) => {
    const said = readClaims(record);
    return said === null ? null : { origin: said.origin, detail: detailOf(said.claims.map(claimInWords)) };
  },
};
