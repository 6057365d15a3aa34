import type { KnownSignal, PolicyVocabulary } from '../../src/core/policy.js';

const signal = (
  id: string,
  rest: Pick<KnownSignal, 'kind' | 'unit'> & Partial<KnownSignal>,
): KnownSignal => ({
  id,
  version: 1,
  title: id,
  description: `What ${id} is.`,
  group: 'default',
  ...rest,
});

/** A small vocabulary with one name of each kind: tests of the language do not depend on the real lists. */
export const VOCABULARY: PolicyVocabulary = {
  signals: [
    signal('word-count', { kind: 'number', unit: 'words', range: [0, Infinity] }),
    signal('symbol-share', { kind: 'number', unit: 'share', range: [0, 1] }),
    signal('days-after-cutoff', { kind: 'number', unit: 'days', range: [-Infinity, Infinity] }),
    signal('language', { kind: 'category', unit: 'code' }),
    signal('origin', { kind: 'category', unit: 'code', values: ['human', 'synthetic', 'unknown'] }),
    signal('sketch', { kind: 'bytes', unit: 'bytes' }),
    signal('gopher-words', { kind: 'number', unit: 'words', range: [0, Infinity], group: 'gopher' }),
    signal('gopher-lines', { kind: 'number', unit: 'count', range: [0, Infinity], group: 'gopher' }),
  ],
  findings: [
    {
      id: 'near-duplicates',
      title: 'Near duplicates',
      description: 'Records that share most of their text.',
      roles: ['kept', 'copy'],
      memberValue: { unit: 'share', range: [0, 1] },
    },
    {
      id: 'exact-duplicates',
      title: 'Exact duplicates',
      description: 'Records with the same text.',
      roles: ['kept', 'copy'],
    },
  ],
};
