import {
  claimOfMember,
  type DataSetClaim,
  type DataSetReader,
  isObject,
  originOfTag,
  wordsIn,
} from './claim.js';

/**
 * A Croissant description (JSON-LD of MLCommons). `rai:hasSyntheticData` is `true` where some records are synthetic and
 * `false` where none is; `rai:dataCollectionType` and `keywords` are read by their words, `digitalSourceType` by IPTC's
 * terms. Prefixes are arbitrary and not compared. Any other JSON claims nothing.
 *
 * Source: mlcommons.org/croissant 1.0 and its RAI vocabulary 1.0; other fields that conferences require.
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
      // Not JSON: no claims.
      return [];
    }
    if (!isObject(facts) || !isCroissant(facts)) return [];
    return Object.entries(facts).flatMap(([name, value]) => claimsOfMember(name, value));
  },
};

/** Recognised by `conformsTo` or by a context that contains the vocabulary. */
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
      // schema.org appends a suffix to IPTC's terms.
      const claim = claimOfMember(
        name,
        typeof plain === 'string' ? plain.replace(/DigitalSource$/, '') : plain,
      );
      return claim === null ? [] : [claim];
    }
  }
}
