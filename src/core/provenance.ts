/** Provenance written next to each output record. Plain values only. */
export interface Provenance {
  readonly source: string;
  /** `corpus/web.jsonl:12` or `…#row=3`. */
  readonly position: string;
  readonly contentHash: string;
  readonly decision: string;
  /** Ids of all matching rules. */
  readonly reasons: readonly string[];
  /** Who made it: human, synthetic, mixed or unknown. */
  readonly origin: string;
  /** Evidence of the origin, strongest first, e.g. `declared/columns=synthetic`. */
  readonly evidence: readonly string[];
}

/** One member of the provenance as outputs hold it. */
export interface ProvenanceField {
  /** Its name in JSON; a table's column has `freckle_` before it. */
  readonly name: string;
  readonly cellOf: (provenance: Provenance) => string | readonly string[];
}

/** Everything that is written next to a record, in order. */
export const PROVENANCE_FIELDS: readonly ProvenanceField[] = [
  { name: 'source', cellOf: ({ source }) => source },
  { name: 'position', cellOf: ({ position }) => position },
  { name: 'content_hash', cellOf: ({ contentHash }) => contentHash },
  { name: 'decision', cellOf: ({ decision }) => decision },
  { name: 'reasons', cellOf: ({ reasons }) => reasons },
  { name: 'origin', cellOf: ({ origin }) => origin },
  { name: 'evidence', cellOf: ({ evidence }) => evidence },
];

/** Fields whose values are lists. */
export const PROVENANCE_LISTS: ReadonlySet<string> = new Set(['reasons', 'evidence']);

/** Name of the provenance member in JSON outputs. */
export const PROVENANCE_MEMBER = 'freckle';

/** Names of our columns start with it, in case they come back as input. */
export const PROVENANCE_PREFIX = 'freckle_';

/** Provenance columns of tables, in order. */
export const PROVENANCE_COLUMNS: readonly string[] = PROVENANCE_FIELDS.map(
  ({ name }) => PROVENANCE_PREFIX + name,
);

/** Values for PROVENANCE_COLUMNS where a cell is one string: lists are joined by spaces. */
export const provenanceCells = (provenance: Provenance): readonly string[] =>
  PROVENANCE_FIELDS.map(({ cellOf }) => [cellOf(provenance)].flat().join(' '));

/**
 * The value of the JSON member. A list in it is never empty, since `datasets` takes a column's type from its first lines
 * and fails where that list was empty and has strings later; `none` stands for nothing.
 */
export function provenanceJson(provenance: Provenance): string {
  let json = '';
  for (const { name, cellOf } of PROVENANCE_FIELDS) {
    const value = cellOf(provenance);
    const isNothing = typeof value !== 'string' && value.length === 0;
    json += `${json === '' ? '{' : ','}"${name}":${isNothing ? NOTHING : JSON.stringify(value)}`;
  }
  return `${json}}`;
}

const NOTHING = '["none"]';
