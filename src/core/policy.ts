import type { DuplicatesBy } from './compared-parts.js';
import type { DecisionKind } from './decision.js';
import { DEFAULT_METRIC_SETTINGS } from './metric.js';
import type { Modality } from './record.js';
import { DEFAULT_SIGNAL_SETTINGS, type Signal } from './signal.js';

/**
 * A policy as written by the user. The YAML file and this object have the same shape and keys. Only policies decide in
 * Freckle. docs/policies.md explains every key.
 */
export interface Policy {
  /** Its name: kebab-case. */
  readonly policy: string;
  /** Version for people; decisions do not depend on it. */
  readonly version: number;
  readonly description?: string;
  readonly settings?: PolicySettings;
  /** Signals or groups of signals to measure besides the default ones and those the rules name. */
  readonly signals?: readonly string[];
  readonly rules: readonly Rule[];
  readonly acceptance?: readonly AcceptanceLine[];
}

export interface PolicySettings {
  /** ISO date before which a text is assumed not to come from a model. */
  readonly 'capture-cutoff'?: string;
  /** Words per shingle where texts are compared; a character of a script without spaces is a word. */
  readonly 'near-duplicate-ngram'?: number;
  /** Similarity threshold for near-duplicates, as a share of common shingles, 0.5 to 1. */
  readonly 'near-duplicate-threshold'?: number;
  /** The same for texts in scripts without spaces. */
  readonly 'near-duplicate-threshold-unspaced'?: number;
  /** What makes records of a kind duplicates; the whole record by default. */
  readonly 'duplicates-by'?: DuplicatesBy;
  /** Credibility of sources, which decides which of several duplicates is kept: larger wins; default 0. */
  readonly credibility?: { readonly [source: string]: number };
  /** Expected shares of the values of `source`, `language` or a facet column; even shares by default. */
  readonly 'expected-shares'?: ExpectedShares;
}

export type ExpectedShares = { readonly [facet: string]: { readonly [value: string]: number } };

/** The complete settings, under the names that the code uses. */
export interface EffectiveSettings {
  readonly captureCutoff: string;
  readonly ngramSize: number;
  readonly nearDuplicateThreshold: number;
  readonly nearDuplicateThresholdUnspaced: number;
  readonly duplicatesBy: DuplicatesBy;
  readonly credibility: { readonly [source: string]: number };
  readonly expectedShares: ExpectedShares;
}

export const DEFAULT_POLICY_SETTINGS: EffectiveSettings = {
  captureCutoff: DEFAULT_SIGNAL_SETTINGS.captureCutoff,
  ngramSize: DEFAULT_METRIC_SETTINGS.ngramSize,
  nearDuplicateThreshold: DEFAULT_METRIC_SETTINGS.nearDuplicateThreshold,
  nearDuplicateThresholdUnspaced: DEFAULT_METRIC_SETTINGS.nearDuplicateThresholdUnspaced,
  duplicatesBy: {},
  credibility: {},
  expectedShares: {},
};

export interface Rule {
  readonly id: string;
  readonly when: Condition;
  readonly decide: DecisionKind;
  /** Explanation shown where the rule matched. */
  readonly because: string;
}

export type Condition = SignalCondition | FindingCondition | AllCondition | AnyCondition | NotCondition;

/** Bounds on a number; all of them must hold. */
export interface Bounds {
  readonly above?: number;
  readonly below?: number;
  readonly 'at-least'?: number;
  readonly 'at-most'?: number;
}

/** Condition on a measurement. Unknown where the signal has no value, except for `missing`. */
export interface SignalCondition extends Bounds {
  readonly signal: string;
  readonly is?: number | string;
  readonly in?: readonly (number | string)[];
  readonly 'not-in'?: readonly (number | string)[];
  /** True: matches where the signal has no value. False: matches where it has one. */
  readonly missing?: boolean;
}

/** Condition on membership in a finding, with a role and a value. */
export interface FindingCondition extends Bounds {
  readonly finding: string;
  /** Default: any role. */
  readonly role?: string;
}

export interface AllCondition {
  readonly all: readonly Condition[];
}
export interface AnyCondition {
  readonly any: readonly Condition[];
}
export interface NotCondition {
  readonly not: Condition;
}

/** Counts at the end of a run. */
export const ACCEPTANCE_COUNTS = ['read', 'admitted', 'quarantined', 'rejected', 'unreadable'] as const;
export type AcceptanceCount = (typeof ACCEPTANCE_COUNTS)[number];

/** Denominators of a share: all items read, or the records among them (read less unreadable). */
export const ACCEPTANCE_WHOLES = ['read', 'records'] as const;
export type AcceptanceWhole = (typeof ACCEPTANCE_WHOLES)[number];

/** Acceptance criterion for the whole corpus: a bound on a count, on its share, or on the matches of a rule. */
export interface AcceptanceLine extends Bounds {
  readonly id: string;
  readonly count?: AcceptanceCount;
  /** Instead of `count`: the number of records that this rule matched. */
  readonly rule?: string;
  /** Denominator; turns the count into a share. */
  readonly of?: AcceptanceWhole;
  readonly because: string;
}

/** A finding that a policy may name. Every FindingMetric is one. */
export interface KnownFinding {
  /** The metric's id. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly roles: readonly string[];
  /** Modality of the records it can name; absent: any. */
  readonly modality?: Modality;
  /** Unit and range of the members' values, where they have any. */
  readonly memberValue?: {
    readonly unit: string;
    readonly range: readonly [minimum: number, maximum: number];
  };
}

/** A signal that a policy may name. Every Signal is one. */
export type KnownSignal = Pick<
  Signal,
  'id' | 'version' | 'title' | 'description' | 'kind' | 'unit' | 'group'
> & {
  readonly range?: readonly [number, number];
  readonly values?: readonly string[];
  /** A rule whose signals all have one modality does not apply to records of another; absent: any modality. */
  readonly modality?: Modality;
};

/** Every name a policy may use. */
export interface PolicyVocabulary {
  readonly signals: readonly KnownSignal[];
  readonly findings: readonly KnownFinding[];
}

/** A measured value, as policies see it. */
export type SignalValue = number | string;

/** One finding that a record belongs to. */
export interface Membership {
  readonly metric: string;
  readonly role: string;
  readonly value: number | null;
}
