import type { DecisionKind, Reason } from '../core/decision.js';
import type { DataSetStatement, Evidence, Origin, OriginVerdict, Rung } from '../core/origin.js';
import type { SignalKind } from '../core/signal.js';
import type { Bins } from './bins.js';
import type { Excerpt } from './excerpt.js';

/**
 * Everything a report says, as plain JSON: the page's twin (`report.json`), the terminal summary's source and
 * `--json`'s answer. The same inputs give the same bytes, so there are no clocks, timings or host names
 * in it. All of it is treated as hostile text by whatever renders it.
 *
 * What grows with the corpus is cut by whoever gathers it, the largest first, to `REPORT_LIMITS`; the
 * renderer cuts once more and says what it left out.
 */
export interface ReportData {
  readonly format: 'freckle-report@1';
  readonly run: RunFacts;
  readonly counts: Counts;
  /** What the policy asks of the corpus as a whole; empty when it asks nothing. */
  readonly acceptance: readonly AcceptanceLine[];
  /** In the policy's order. */
  readonly rules: readonly RuleFacts[];
  readonly origin: OriginFacts;
  readonly sources: SourceTable;
  /** In the order of the signal list. */
  readonly signals: readonly SignalFacts[];
  readonly composition: Composition;
  readonly duplicates: DuplicateFacts;
  readonly diversity: readonly DiversityFacts[];
  readonly overRepresentation: readonly OverRepresentation[];
  readonly samples: readonly SampleFacts[];
  readonly unreadable: readonly UnreadableFacts[];
  /** Columns that the command named and no record has a value in. */
  readonly absentColumns: readonly string[];
  /** What was planted on purpose and what became of it; only where the truth is known, as in the demo. */
  readonly planted?: readonly PlantedFacts[];
}

/** How much of each list the page shows. */
export const REPORT_LIMITS = {
  inputs: 200,
  sources: 250,
  rules: 300,
  signals: 200,
  categories: 20,
  compositionRows: 60,
  clusters: 25,
  copiesPerCluster: 5,
  boilerplate: 30,
  overRepresentation: 50,
  samplesPerDecision: 20,
  /** Base64 characters of all thumbnails together. */
  thumbnailCharacters: 3_000_000,
  evidencePerPicture: 20,
  unreadableExamples: 5,
  originExamples: 16,
  dataSets: 50,
  traces: 12,
  planted: 50,
} as const;

/** `read = admitted + quarantined + rejected + unreadable`, always. */
export interface Counts {
  readonly read: number;
  readonly admitted: number;
  readonly quarantined: number;
  readonly rejected: number;
  readonly unreadable: number;
}

/** A number with its interval where it has one, or a refusal with its reason. */
export type Estimate =
  | {
      readonly value: number;
      readonly low?: number;
      readonly high?: number;
      /** Coverage of the interval, e.g. 0.95. */
      readonly level?: number;
    }
  | { readonly value: null; readonly why: string };

export interface RunFacts {
  /** The command line as a person would type it again. */
  readonly command: string;
  readonly inputs: readonly InputFacts[];
  /** Of all inputs, where `inputs` was cut; absent where it holds them all. */
  readonly totals?: { readonly inputs: number; readonly sizeBytes: number };
  /** What the result depends on: freckle, the reading, the engine, each model of language. */
  readonly versions: readonly { readonly name: string; readonly version: string }[];
  readonly policy: PolicyFacts;
  /** Settings that change the result, in words, e.g. `near-duplicate threshold: 0.8`. */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
}

export interface InputFacts {
  readonly name: string;
  readonly sizeBytes: number;
  /** `sha256:…` of the bytes read. */
  readonly digest: string;
  /** Id of the format that read it. */
  readonly format: string;
}

export interface PolicyFacts {
  readonly name: string;
  readonly digest: string;
  readonly description: string;
}

export interface AcceptanceLine {
  /** In the policy's own words: `at most 5 % rejected`. */
  readonly line: string;
  readonly isMet: boolean;
  /** What was found: `1.4 % rejected`. */
  readonly found: string;
}

export interface RuleFacts {
  readonly id: string;
  readonly decision: DecisionKind;
  /** The sentence for people. */
  readonly because: string;
  /** The rule's condition in the policy's words: `mean-word-length above 10`. */
  readonly condition: string;
  /** The signal or finding it asks, so that the page can link them; absent where it asks several. */
  readonly subject?: string;
  /** Records on which it matched. */
  readonly fired: number;
  /** Records on which it could not be answered, because what it asks was null. */
  readonly unknown: number;
  /** Records it was put to. */
  readonly evaluated: number;
  /** Records that no other rule of the same or a severer decision matched. */
  readonly alone?: number;
  /** Anything a reader must know: why it is off, what it could not see. */
  readonly note?: string;
}

/** What is known of who made the records, strongest evidence first. */
export interface OriginFacts {
  /** Every record once, at the rung of its strongest evidence; rungs without records are left out. */
  readonly ladder: readonly LadderRung[];
  /** Records with any evidence of each kind, strongest first: one record may have several. */
  readonly kinds: readonly {
    readonly rung: Rung;
    readonly kind: string;
    readonly title: string;
    readonly origin: Origin;
    readonly records: number;
  }[];
  /** What data sets say of all their records, by the files that say it. */
  readonly dataSets: readonly (DataSetStatement & { readonly records: number })[];
  /** Records that somebody says a person made and that show themselves a model's, by what contradicts what. */
  readonly contradictions: {
    readonly records: number;
    readonly pairs: readonly { readonly said: string; readonly shown: string; readonly records: number }[];
  };
  /** Records with their evidence: contradictions first, then each rung. */
  readonly examples: readonly OriginExample[];
  /** Records in which an assistant left its traces, by kind, most frequent first. */
  readonly traces: {
    readonly records: number;
    readonly kinds: readonly { readonly kind: string; readonly records: number }[];
  };
  /** When the records were captured, against the day from which models wrote the web. */
  readonly era: {
    readonly cutoff: string;
    readonly before: number;
    readonly after: number;
    readonly undated: number;
  };
  /** The share of all records that models made, inferred by calibrated detectors; 0 to 1. */
  readonly inferredShare: Estimate;
  /** What else the calibration says; absent without one. */
  readonly inferred?: InferredFacts;
}

/** Records whose origin is told by evidence of one rung; `none` holds those of which nothing tells. */
export interface LadderRung {
  readonly rung: Rung | 'none';
  readonly human: number;
  readonly synthetic: number;
  readonly mixed: number;
  readonly unknown: number;
}

export interface OriginExample {
  readonly record: string;
  readonly source: string;
  readonly decision: DecisionKind;
  readonly origin: Origin;
  readonly contradiction: Rung | null;
  readonly evidence: readonly Evidence[];
  readonly excerpt: Excerpt;
  /** Of an image. */
  readonly picture?: PictureFacts;
}

/** What a calibration says of the corpus beside the share of the whole. */
export interface InferredFacts {
  /** Its name. */
  readonly calibration: string;
  /** Greatest share of human texts of its domain that it flags. */
  readonly promisedRate: number;
  /** Largest first, with the texts flagged in each. */
  readonly bySource: readonly (GroupShare & { readonly flagged: number })[];
  /** By month of capture, chronological. */
  readonly byMonth: readonly GroupShare[];
  /** Texts flagged, of the texts judged: those scored in sources of its domain whose origin nothing else tells. */
  readonly flagged: { readonly texts: number; readonly judged: number };
  /** Why it flags nothing anywhere; null where it may. */
  readonly refusal: string | null;
  /** Sources in which nothing is flagged, the largest first; the small ones, asked together, count as one. */
  readonly refused: {
    readonly sources: number;
    readonly records: number;
    readonly largest: readonly { readonly key: string; readonly records: number; readonly why: string }[];
  };
  /** Sources too small to show their domain. */
  readonly smallSources: number;
  /** Of texts by people, by date or by their data set's word, the share flagged: by `language` and each facet, and of all. */
  readonly flagRates: readonly {
    readonly by: string;
    readonly group: string;
    readonly texts: number;
    readonly flagged: number;
    readonly rate: Estimate;
  }[];
}

export interface GroupShare {
  readonly key: string;
  readonly records: number;
  readonly share: Estimate;
}

export interface SourceTable {
  readonly rows: readonly SourceFacts[];
  /** Sources beyond those in `rows`. */
  readonly leftOut: number;
  /** The signals whose medians stand in `SourceFacts.medians`, in that order. */
  readonly medianSignals: readonly {
    readonly id: string;
    readonly title: string;
    readonly unit: string;
  }[];
  /** The diversity measure of `SourceFacts.diversity`; absent where none was asked for. */
  readonly diversity?: { readonly title: string; readonly unit: string; readonly note: string };
}

export interface SourceFacts {
  readonly source: string;
  readonly counts: Counts;
  readonly words: number;
  /** Null where the signal was null for every record. */
  readonly medians: readonly (number | null)[];
  /** Share of its records that are copies of another record, of any source; 0 to 1. */
  readonly duplicateShare: number;
  readonly diversity?: Estimate;
}

export interface SignalFacts {
  /** `mean-word-length` */
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly unit: string;
  readonly description: string;
  readonly formula: string;
  readonly source: string;
  readonly kind: SignalKind;
  /** Possible values. */
  readonly range?: readonly [minimum: number, maximum: number];
  /** For numbers: the bins that all groups share. Absent when no record has a value. */
  readonly bins?: Bins;
  /** Of each decision that has records. */
  readonly groups: readonly SignalGroup[];
  /** Why the signal was null, most frequent first. */
  readonly nulls: readonly { readonly why: string; readonly count: number }[];
  readonly thresholds: readonly Threshold[];
  /** For categories: values by frequency. */
  readonly categories?: readonly CategoryCount[];
}

export interface SignalGroup {
  readonly decision: DecisionKind;
  /** Records with a value. */
  readonly count: number;
  /** Records per bin, one fewer than there are edges; sums to `count`. Empty for categories. */
  readonly histogram: readonly number[];
  /** Quantiles at `QUANTILES`; empty for categories. */
  readonly quantiles: readonly number[];
}

export const QUANTILES = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1] as const;

export interface Threshold {
  readonly rule: string;
  readonly decision: DecisionKind;
  /** On which side of the value the rule matches. */
  readonly side: 'above' | 'below';
  readonly value: number;
  /** The rule has further conditions, so that crossing this line alone decides nothing. */
  readonly isPart?: boolean;
}

export interface CategoryCount {
  readonly value: string;
  readonly admitted: number;
  readonly quarantined: number;
  readonly rejected: number;
}

export interface Composition {
  readonly languages: readonly CompositionRow[];
  /** Chronological; `key` is `2021-03`, or `undated`. */
  readonly months: readonly CompositionRow[];
}

export interface CompositionRow {
  readonly key: string;
  readonly counts: Counts;
  readonly words: number;
}

export interface DuplicateFacts {
  readonly exact: { readonly clusters: number; readonly copies: number };
  readonly near: { readonly clusters: number; readonly copies: number };
  /** Pictures that look nearly the same; absent where there are no images. */
  readonly images?: { readonly clusters: number; readonly copies: number };
  /** How near duplicates were found and what counted as near, in one sentence. */
  readonly method: string;
  readonly largest: readonly DuplicateCluster[];
  /** Lines that many sources share. */
  readonly boilerplate: readonly {
    readonly line: string;
    readonly records: number;
    readonly sources: number;
  }[];
}

export interface DuplicateCluster {
  /** The finding's id. */
  readonly id: string;
  /** `image`: pictures that look nearly the same. */
  readonly kind: 'exact' | 'near' | 'image';
  /** Records in it, the survivor among them. */
  readonly size: number;
  readonly survivor: ClusterMember;
  /** The least similar first: they are what a reader wants to check. */
  readonly copies: readonly ClusterMember[];
}

export interface ClusterMember {
  /** What `freckle explain` takes. */
  readonly record: string;
  readonly source: string;
  readonly position: string;
  /** Jaccard similarity to the survivor, 0 to 1; null for the survivor and where none was computed. */
  readonly similarity: number | null;
  /** Why the survivor was preferred to it; null for the survivor and where nothing but the place differs. */
  readonly whyNotKept: string | null;
  /** Of pictures: bits of 64 in which its perceptual hash differs from the survivor's. */
  readonly differingBits?: number;
  readonly excerpt: Excerpt;
  /** Of an image. */
  readonly picture?: PictureFacts;
}

export interface DiversityFacts {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly description: string;
  readonly formula: string;
  readonly source: string;
  readonly overall: Estimate;
  /** At equal size, so that sources can be compared; largest sources first. */
  readonly bySource: readonly { readonly source: string; readonly estimate: Estimate }[];
  /** At which size, and what else a reader must know. */
  readonly note: string;
}

export interface OverRepresentation {
  readonly facet: string;
  readonly value: string;
  readonly count: number;
  /** Of the records that have the facet; 0 to 1. */
  readonly share: number;
  readonly expectedShare: number;
  /** share ÷ expectedShare. */
  readonly ratio: Estimate;
}

export interface SampleFacts {
  readonly record: string;
  /** The id the data set gave it. */
  readonly id: string | null;
  readonly source: string;
  readonly position: string;
  readonly decision: DecisionKind;
  readonly reasons: readonly Reason[];
  readonly excerpt: Excerpt;
  /** Of an image. */
  readonly picture?: PictureFacts;
  /** What hidden characters spell, decoded. */
  readonly payloads: readonly { readonly kind: string; readonly text: string }[];
}

/** What the page shows of an image. */
export interface PictureFacts {
  /** Encoded anew, small; null where there is none, `why` says it. */
  readonly thumbnail: {
    /** Base64 of a WebP. */
    readonly webp: string;
    readonly width: number;
    readonly height: number;
  } | null;
  readonly why: string | null;
  /** Its size as the header claims it, in pixels. */
  readonly width: number | null;
  readonly height: number | null;
  readonly format: string | null;
  readonly caption: string | null;
  /** What was found in it that tells of its origin or its state: the signal, and the words. */
  readonly evidence: readonly { readonly signal: string; readonly note: string }[];
}

export interface UnreadableFacts {
  readonly code: string;
  readonly count: number;
  readonly examples: readonly {
    readonly source: string;
    readonly position: string;
    readonly message: string;
    readonly excerpt: string;
  }[];
}

export interface PlantedFacts {
  readonly kind: string;
  readonly description: string;
  readonly planted: number;
  /** Quarantined or rejected. */
  readonly caught: number;
  readonly missed: number;
  /** Clean documents they were made from that are kept out because of them. */
  readonly originalsLost: number;
  /** Records that were missed, for `freckle explain`. */
  readonly missedRecords: readonly string[];
}

/** Everything about one record, for `freckle explain`. */
export interface RecordFacts {
  readonly record: string;
  readonly id: string | null;
  readonly source: string;
  readonly position: string;
  readonly url: string | null;
  readonly date: string | null;
  readonly language: string | null;
  readonly label: string | null;
  readonly contentHash: string;
  readonly decision: DecisionKind;
  readonly origin: OriginVerdict;
  readonly measurements: readonly MeasurementFacts[];
  readonly findings: readonly {
    readonly metric: string;
    readonly role: string;
    readonly summary: string;
    readonly value: number | null;
    /** Why it was kept or not kept among its copies; null where the finding keeps none. */
    readonly survival: string | null;
    /** What the value counts; absent for shares. */
    readonly unit?: string;
  }[];
  /** Every rule of the policy as it answered for this record. */
  readonly rules: readonly RuleAnswer[];
  readonly excerpt: Excerpt;
  /** Of an image. */
  readonly picture?: PictureFacts;
  readonly payloads: readonly { readonly kind: string; readonly text: string }[];
}

export type MeasurementFacts = { readonly id: string; readonly title: string; readonly unit: string } & (
  | { readonly value: number | string }
  | { readonly value: null; readonly why: string }
);

export interface RuleAnswer {
  readonly id: string;
  readonly decision: DecisionKind;
  readonly because: string;
  readonly condition: string;
  readonly answer: 'matched' | 'did not match' | 'unknown';
  /** What the rule saw; null where it was unknown. */
  readonly value: number | string | null;
}
