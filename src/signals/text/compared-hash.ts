import { comparedParts } from '../../core/compared-parts.js';
import { undefinedBecause } from '../../core/measurement.js';
import { ROLES, type Role, wholeText } from '../../core/part.js';
import { textOfRoles } from '../../core/part-text.js';
import { defineTextSignal } from '../../core/signal.js';
import { sha256Base64 } from '../../math/sha256.js';

const ANY: ReadonlySet<Role> = new Set(ROLES);

/**
 * SHA-256 of the parts that make a record a duplicate of another, where the policy's `duplicates-by` names some of its
 * parts; exact duplicates are then records with an equal hash. Undefined where records are compared whole.
 */
export const comparedHash = defineTextSignal({
  id: 'compared-hash',
  version: 1,
  group: 'duplicates-by',
  kind: 'category',
  unit: 'code',
  title: 'Hash of the compared parts',
  description:
    'Hash of the parts that the setting duplicates-by compares; records with equal hashes are exact copies.',
  formula: 'SHA-256 of the parts joined by empty lines, in base64',
  source: 'FIPS 180-4',
  isOfOneRecord: true,
  isOfSomeLayouts: true,
  measure: (_, { text, parts = wholeText(text) }, { duplicatesBy = {} }) => {
    const compared = comparedParts(parts, duplicatesBy);
    if (compared === parts) return undefinedBecause('compared whole');
    return { value: sha256Base64(textOfRoles(text, compared, ANY)!.text) };
  },
});
