import { undefinedBecause } from '../../core/measurement.js';
import { type Role, SIMILARITY_ROLES } from '../../core/part.js';
import { defineTextSignal } from '../../core/signal.js';
import { createSketcher } from '../../kernels/minhash.js';
import { PERMUTATIONS, type Sketcher, sketchToBytes } from '../../text/minhash.js';
import { hashOfRoles } from './words-hash.js';

export const systemHash = hashOfRoles(
  'system-hash',
  ['system'],
  'System prompt hash',
  'Hash of the system prompt; many conversations share one.',
);

export const contextHash = hashOfRoles(
  'context-hash',
  ['context'],
  'Context hash',
  'Hash of the passage that the record is about; several questions may share one.',
);

const WITHOUT_CONTEXT: readonly Role[] = SIMILARITY_ROLES.filter((role) => role !== 'context');
let sketcher: Sketcher | undefined;

/** `minhash-sketch` without the context, for records whose context other records share. */
export const sketchWithoutContext = defineTextSignal({
  id: 'minhash-sketch-without-context',
  version: 1,
  title: 'MinHash sketch without context',
  description:
    'As minhash-sketch, of the parts other than the passage; records about one passage are no copies.',
  formula: `${PERMUTATIONS} minima, as minhash-sketch`,
  source: 'as minhash-sketch',
  kind: 'bytes',
  unit: 'bytes',
  roles: WITHOUT_CONTEXT,
  isOfComparedParts: true,
  isOfSomeLayouts: true,
  measure: (reading, { parts = [] }, { ngramSize }) => {
    if (!parts.some(({ role }) => role === 'context')) return undefinedBecause('no part of the role context');
    sketcher ??= createSketcher();
    const sketch = sketcher(reading.wordHash, reading.wordCount, ngramSize);
    return sketch === null ? undefinedBecause('no words') : { value: sketchToBytes(sketch) };
  },
});
