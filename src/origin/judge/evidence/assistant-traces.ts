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
 * Artefacts that only models leave, and self-references. Refusals and style are no evidence. A chat template separates
 * a person's turns from a model's, and a link from an assistant may stand in a person's text, so both make a record
 * mixed.
 */
export const assistantTraces: readonly EvidenceKind[] = [
  traces('assistant-self-reference', 'self-references of an assistant', 'synthetic'),
  traces('citation-artefact', 'citation artefacts', 'synthetic'),
  traces('chat-template', 'chat-template tokens', 'mixed'),
  traces('assistant-link', 'links from assistants', 'mixed'),
];
