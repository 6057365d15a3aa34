import { NOVELAI_SIGNATURE, readSignature } from '../../declared/measured/novelai.js';
import type { EvidenceKind } from './kind.js';

export const novelaiSignature: EvidenceKind = {
  id: 'novelai-signature',
  rung: 'signed',
  version: 1,
  title: 'NovelAI’s signature',
  signals: [NOVELAI_SIGNATURE],
  read: (record) =>
    readSignature(record) === 'verified'
      ? { origin: 'synthetic', detail: 'signed by NovelAI’s key over pixels and comment' }
      : null,
};
