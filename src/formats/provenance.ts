import { listedInJson, type Provenance } from '../core/format.js';

/** Name of the provenance member in JSON outputs. */
export const PROVENANCE_MEMBER = 'freckle';

/** Names of our columns start with it, in case they come back as input. */
export const PROVENANCE_PREFIX = 'freckle_';

/** Provenance columns of tables, in order. Reasons and evidence are joined by spaces. */
export const PROVENANCE_COLUMNS = [
  'freckle_source',
  'freckle_position',
  'freckle_content_hash',
  'freckle_decision',
  'freckle_reasons',
  'freckle_origin',
  'freckle_evidence',
] as const;

/** Values for PROVENANCE_COLUMNS. */
export const provenanceCells = (provenance: Provenance): readonly string[] => [
  provenance.source,
  provenance.position,
  provenance.contentHash,
  provenance.decision,
  provenance.reasons.join(' '),
  provenance.origin,
  provenance.evidence.join(' '),
];

/** The value of the JSON member. Its names are those of the columns, without the prefix. */
export const provenanceJson = (provenance: Provenance): string =>
  `{"source":${JSON.stringify(provenance.source)},"position":${JSON.stringify(provenance.position)},` +
  `"content_hash":${JSON.stringify(provenance.contentHash)},"decision":${JSON.stringify(provenance.decision)},` +
  `"reasons":${JSON.stringify(listedInJson(provenance.reasons))},"origin":"${provenance.origin}",` +
  `"evidence":${JSON.stringify(listedInJson(provenance.evidence))}}`;
