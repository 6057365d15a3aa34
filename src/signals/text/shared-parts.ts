import { undefinedBecause } from '../../core/measurement.js';
import { type Role, SIMILARITY_ROLES } from '../../core/part.js';
import { defineTextSignal } from '../../core/signal.js';
import { createSketcher } from '../../kernels/minhash.js';
import { PERMUTATIONS, type Sketcher, sketchToBytes } from '../../text/minhash.js';
import type { Reading } from '../../text/reading.js';

/** Parts that many records may share, as hashes of their words in order, without case and punctuation. */
const BYTES = 8;
const FNV_PRIME = 0x01000193;

const hashOf = (id: string, role: Role, title: string, description: string) =>
  defineTextSignal({
    id,
    version: 1,
    title,
    description,
    formula: '64 bits: two multiplicative hashes over the hashes of the words',
    source: 'FNV-1a (Fowler, Noll, Vo); 64 bits of two seeds: ours',
    kind: 'bytes',
    unit: 'bytes',
    roles: [role],
    isOfSomeLayouts: true,
    measure: (reading, { parts = [] }) => {
      if (!parts.some((part) => part.role === role)) return undefinedBecause(`no part of the role ${role}`);
      return reading.wordCount === 0 ? undefinedBecause('no words') : { value: wordsHash(reading) };
    },
  });

function wordsHash({ wordHash, wordCount }: Reading): Uint8Array {
  let [low, high] = [0x811c9dc5, 0x9e3779b9];
  for (let word = 0; word < wordCount; word++) {
    low = Math.imul(low ^ wordHash[word]!, FNV_PRIME);
    high = Math.imul(high ^ (wordHash[word]! >>> 7) ^ word, 0x85ebca6b);
    high ^= high >>> 13;
  }
  const bytes = new Uint8Array(BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, low >>> 0, true);
  view.setUint32(4, high >>> 0, true);
  return bytes;
}

export const systemHash = hashOf(
  'system-hash',
  'system',
  'System prompt hash',
  'Hash of the system prompt; many conversations share one.',
);

export const contextHash = hashOf(
  'context-hash',
  'context',
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
