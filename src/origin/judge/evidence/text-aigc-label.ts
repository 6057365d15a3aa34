import { readLabel, TEXT_LABEL } from '../../declared/measured/text-label.js';
import { detailOf, type EvidenceKind } from './kind.js';

export const textAigcLabel: EvidenceKind = {
  id: 'text-aigc-label',
  rung: 'declared',
  version: 1,
  title: 'an AIGC label in front matter',
  signals: [TEXT_LABEL],
  read: (record) => {
    const found = readLabel(record);
    if (found === null) return null;
    return { origin: found.label === '1' ? 'synthetic' : 'unknown', detail: detailOf(found.words) };
  },
};
