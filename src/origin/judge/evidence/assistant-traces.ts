import type { Origin } from '../../../core/origin.js';
import { detailOf, type EvidenceKind } from './kind.js';

const traces = (id: string, title: string, origin: Origin): EvidenceKind => ({
  id,
  rung: 'traces',
  version: 1,
  title,
  signals: [`${id}-count`],
  read: ({ value, notes }) => {
    const count = value(`${id}-count`);
    return typeof count === 'number' && count > 0 ? { origin, detail: detailOf(notes(`${id}-count`)) } : null;
  },
});

/**
 * What only machines leave behind and what they say of themselves; refusals and manners are no evidence. A template
 * parts a person's turns from a model's, and a link that an assistant gave stands in what may be a person's text:
 * both make a record mixed.
 */
export const assistantTraces: readonly EvidenceKind[] = [
  traces('assistant-self-reference', 'sentences in which an assistant speaks of itself', 'synthetic'),
  traces('citation-artefact', 'citation artefacts', 'synthetic'),
  traces('chat-template', 'chat-template tokens', 'mixed'),
  traces('assistant-link', 'links given by assistants', 'mixed'),
];
