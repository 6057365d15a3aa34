import { createHash } from 'node:crypto';
import { undefinedBecause } from '../../core/measurement.js';
import { defineImageSignal } from '../../core/signal.js';

/**
 * SHA-256 of a picture's caption, or of file and caption, where the policy's `duplicates-by` says so; exact duplicates are
 * then pictures with an equal hash, and near copies are not searched. Undefined where pictures are compared, and for a
 * picture without a caption.
 */
export const comparedPictureHash = defineImageSignal({
  id: 'compared-picture-hash',
  version: 1,
  group: 'duplicates-by',
  kind: 'category',
  unit: 'code',
  title: 'Hash of the compared caption',
  description:
    'Hash of the caption, or of picture and caption, where the setting duplicates-by compares them.',
  formula: 'SHA-256 of the caption, or of the file’s SHA-256 and the caption, in base64',
  source: 'FIPS 180-4',
  isOfOneRecord: true,
  isOfSomeLayouts: true,
  measure: async (_, { bytes, caption }, { duplicatesBy: { pictures } = {} }) => {
    if (pictures === undefined || pictures === 'picture') return undefinedBecause('compared as a picture');
    if (caption === null || caption.trim() === '') return undefinedBecause('no caption');
    const hash = createHash('sha256');
    if (pictures === 'both') hash.update(createHash('sha256').update(bytes).digest());
    return { value: hash.update(caption).digest('base64') };
  },
});
