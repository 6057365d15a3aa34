import { oneToMany } from './one-to-many.js';

/**
 * Pictures, equal byte for byte, that stand with two or more different captions. Sets of several captions per picture have
 * them on purpose, so no policy that comes with Freckle tests it; elsewhere a caption may be wrong. By default such records
 * are exact duplicates as well, since pictures are compared by their files.
 */
export const picturesWithSeveralCaptions = oneToMany({
  id: 'pictures-with-several-captions',
  version: 1,
  title: 'Many captions of one picture',
  description: 'Pictures that have other captions in other records.',
  formula: 'different captions of the same file ≥ 2',
  source: 'ours',
  modality: 'image',
  one: 'content_hash',
  many: 'caption-hash',
  role: 'picture',
  unit: 'different captions',
  least: () => 2,
  summary: (different, records) =>
    `${records} records have the same picture with ${different} different captions.`,
});
