import { detailOf, type EvidenceKind } from './kind.js';

export const textAigcLabel: EvidenceKind = {
  id: 'text-aigc-label',
  rung: 'declared',
  version: 1,
  title: 'an AIGC label in front matter',
  signals: ['text-aigc-label'],
  read: ({ value, notes }) => {
    const label = value('text-aigc-label');
    if (label === null) return null;
    return { origin: label === '1' ? 'synthetic' : 'unknown', detail: detailOf(notes('text-aigc-label')) };
  },
};
