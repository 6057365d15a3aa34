/** Who made a record. `unknown` is an answer, not a failure. */
export const ORIGINS = ['human', 'synthetic', 'mixed', 'unknown'] as const;
export type Origin = (typeof ORIGINS)[number];

/**
 * The ladder of evidence, strongest first. `signed`: a signature that holds; `watermarked`: a mark that its maker put
 * there; `declared`: words of the record or its data set; `traces`: what assistants leave behind by accident; `dated`:
 * captured before models wrote; `inferred`: what calibrated detectors say.
 */
export const RUNGS = ['signed', 'watermarked', 'declared', 'traces', 'dated', 'inferred'] as const;
export type Rung = (typeof RUNGS)[number];

/** One thing that tells who made a record. */
export interface Evidence {
  readonly rung: Rung;
  /** Id of the kind of evidence, e.g. `content-credentials`; unique within its rung. */
  readonly kind: string;
  /** What it says; `unknown` where it speaks of the origin without telling it. */
  readonly origin: Origin;
  /** For people: the words, the mark, the date. */
  readonly detail: string;
}

/** What the data set around an input says of all its records. */
export interface DataSetStatement {
  /** `mixed`: some of them; `unknown`: it speaks of models without saying who made the records. */
  readonly origin: Origin;
  readonly words: string;
  /** Folder and name of the files that say it. */
  readonly file: string;
}

/** A record's origin with everything it follows from. */
export interface OriginVerdict {
  readonly origin: Origin;
  /** The rung of the strongest evidence that says something; null where there is none. */
  readonly rung: Rung | null;
  /** Said to be a person's work, and a model's by evidence of this rung; null where nothing contradicts. */
  readonly contradiction: Rung | null;
  /** Strongest first. */
  readonly evidence: readonly Evidence[];
}

/** `declared/columns=synthetic`: how outputs carry a piece of evidence. */
export const evidenceInShort = ({ rung, kind, origin }: Evidence): string => `${rung}/${kind}=${origin}`;
