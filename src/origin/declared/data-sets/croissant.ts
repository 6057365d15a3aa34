import {
  claimOfMember,
  type DataSetClaim,
  type DataSetReader,
  isObject,
  originOfTag,
  wordsIn,
} from './claim.js';

/**
 * A Croissant description (JSON-LD of MLCommons): `rai:hasSyntheticData` says whether some of it is synthetic, and `false`
 * that none is; `rai:dataCollectionType` and `keywords` by their words; `digitalSourceType` by IPTC's terms. Prefixes are
 * anybody's choice and are not compared. Any other JSON claims nothing.
 *
 * Source: mlcommons.org/croissant 1.0 and its RAI vocabulary 1.0; the fields that conferences ask for beside them.
 */
export const croissant: DataSetReader = {
  id: 'croissant',
  fileNames: ['croissant.json', 'metadata.json', 'croissant_metadata.json', 'metadata.croissant.json'],
  mostBytes: 8 * 1024 * 1024,
  read: (text) => {
    let facts: unknown;
    try {
      facts = JSON.parse(text);
    } catch {
      // No JSON claims nothing.
      return [];
    }
    if (!isObject(facts) || !isCroissant(facts)) return [];
    return Object.entries(facts).flatMap(([name, value]) => claimsOfMember(name, value));
  },
};

/** Named by what it conforms to, or by a context that knows the vocabulary. */
function isCroissant(facts: { readonly [name: string]: unknown }): boolean {
  const about = JSON.stringify([facts['@context'], facts['conformsTo'], facts['dct:conformsTo']]);
  return /mlcommons\.org\/croissant/i.test(about);
}

function claimsOfMember(name: string, value: unknown): DataSetClaim[] {
  switch (name.replace(/^.*[:/#]/, '')) {
    case 'hasSyntheticData': {
      const said = String(isObject(value) ? value['@value'] : value).toLowerCase();
      if (said === 'true') return [{ origin: 'mixed', words: `${name}: true` }];
      return said === 'false' ? [{ origin: 'human', words: `${name}: false` }] : [];
    }
    case 'dataCollectionType':
    case 'keywords':
      return wordsIn(value).flatMap((word) =>
        word.split(',').flatMap((part): DataSetClaim[] => {
          const origin = originOfTag(part);
          return origin === null ? [] : [{ origin, words: `${name}: ${part.trim()}` }];
        }),
      );
    default: {
      const plain = isObject(value) ? (value['@id'] ?? value['@value']) : value;
      // schema.org's names of IPTC's terms have an ending.
      const claim = claimOfMember(
        name,
        typeof plain === 'string' ? plain.replace(/DigitalSource$/, '') : plain,
      );
      return claim === null ? [] : [claim];
    }
  }
}
