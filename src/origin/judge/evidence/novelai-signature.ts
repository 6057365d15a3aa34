import type { EvidenceKind } from './kind.js';

export const novelaiSignature: EvidenceKind = {
  id: 'novelai-signature',
  rung: 'signed',
  version: 1,
  title: 'NovelAI’s signature',
  signals: ['novelai-signature'],
  read: ({ value }) =>
    value('novelai-signature') === 'verified'
      ? { origin: 'synthetic', detail: 'signed by NovelAI’s key over pixels and comment' }
      : null,
};
