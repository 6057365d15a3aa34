/** Who made a record. `unknown` is a valid value, not a failure. */
export const ORIGINS = ['human', 'synthetic', 'mixed', 'unknown'] as const;
export type Origin = (typeof ORIGINS)[number];

/**
 * The ladder of evidence, strongest first. `signed`: a valid signature; `watermarked`: a watermark of the generator;
 * `declared`: a claim of the record or its data set; `traces`: artefacts of assistants; `dated`: captured before the
 * cut-off; `inferred`: flagged by calibrated detectors.
 */
export const RUNGS = ['signed', 'watermarked', 'declared', 'traces', 'dated', 'inferred'] as const;
export type Rung = (typeof RUNGS)[number];

/** One piece of evidence of a record's origin. */
export interface Evidence {
  readonly rung: Rung;
  /** Id of the kind of evidence, e.g. `content-credentials`; unique within its rung. */
  readonly kind: string;
  /** The origin it indicates; `unknown` where it concerns the origin without determining it. */
  readonly origin: Origin;
  /** For people: the wording, the watermark, the date. */
  readonly detail: string;
}

/** A data set's statement about all its records. */
export interface DataSetStatement {
  /** `mixed`: some of the records; `unknown`: it mentions models without saying who made the records. */
  readonly origin: Origin;
  readonly words: string;
  /** Folder and names of the files that contain it. */
  readonly file: string;
}

/** A record's origin with its evidence. */
export interface OriginVerdict {
  readonly origin: Origin;
  /** Rung of the strongest evidence that determines an origin; null without any. */
  readonly rung: Rung | null;
  /** Rung of the evidence for a model that contradicts evidence for a person; null without a contradiction. */
  readonly contradiction: Rung | null;
  /** Strongest first. */
  readonly evidence: readonly Evidence[];
}

/** `declared/columns=synthetic`: a piece of evidence as written in outputs. */
export const evidenceInShort = ({ rung, kind, origin }: Evidence): string => `${rung}/${kind}=${origin}`;
